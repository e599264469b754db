namespace Nebius.Registry.Emulator;

/// <summary>An access token of the emulated IAM. A class without a printed value: test output shows ToString.</summary>
public sealed class AccessToken
{
    internal AccessToken(string value, string serviceAccountId, DateTimeOffset expiresAt)
    {
        Value = value;
        ServiceAccountId = serviceAccountId;
        ExpiresAt = expiresAt;
    }

    public string Value { get; }

    public string ServiceAccountId { get; }

    public DateTimeOffset ExpiresAt { get; }

    public override string ToString() => $"an access token of {ServiceAccountId}";
}
