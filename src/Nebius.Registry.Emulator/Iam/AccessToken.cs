namespace Nebius.Registry.Emulator;

/// <summary>An access token of IAM.</summary>
/// <remarks>It is not a record: test output shows <see cref="ToString"/>, which must not have the token.</remarks>
public sealed class AccessToken
{
    internal AccessToken(string value, string serviceAccountId, DateTimeOffset expiresAt)
    {
        Value = value;
        ServiceAccountId = serviceAccountId;
        ExpiresAt = expiresAt;
    }

    /// <summary>The token, a secret.</summary>
    public string Value { get; }

    /// <summary>The ID of the service account that it was issued to.</summary>
    public string ServiceAccountId { get; }

    /// <summary>When it expires, by <see cref="EmulatorOptions.Time"/>.</summary>
    public DateTimeOffset ExpiresAt { get; }

    /// <inheritdoc/>
    public override string ToString() => $"an access token of {ServiceAccountId}";
}
