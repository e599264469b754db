using System.Globalization;

namespace Nebius.Registry;

/// <summary>The one line that says which credential is used.</summary>
internal static class CredentialDescription
{
    /// <summary>Returns the line.</summary>
    /// <param name="purpose">What it is used for, such as <c>push to</c>.</param>
    /// <param name="credential">The credential.</param>
    /// <returns>The line; it holds no secret.</returns>
    public static string For(string purpose, RegistryCredential credential)
    {
        ArgumentNullException.ThrowIfNull(credential);
        return $"Nebius: {purpose} {credential.Host} as {Of(credential)}";
    }

    /// <summary>Describes a credential alone.</summary>
    /// <param name="credential">The credential.</param>
    /// <returns>Whether the user is <c>iam</c>, source, account and end; no secret.</returns>
    public static string Of(SourceCredential credential)
    {
        ArgumentNullException.ThrowIfNull(credential);
        return $"{UserOf(credential)} with {From(credential)}";
    }

    /// <summary>Describes an access token.</summary>
    /// <param name="token">The token.</param>
    /// <returns>Source, account and end; no secret.</returns>
    public static string OfAccessToken(SourceCredential token)
    {
        ArgumentNullException.ThrowIfNull(token);
        return $"access token from {From(token)}";
    }

    private static string From(SourceCredential credential)
    {
        var who = credential.ServiceAccountId is { } id ? $" of {id}" : string.Empty;
        var expiry = credential.ExpiresAt is { } expiresAt
            ? string.Create(CultureInfo.InvariantCulture, $", expires {expiresAt.UtcDateTime:yyyy-MM-dd HH:mm}Z")
            : string.Empty;
        return $"{credential.Source} ({credential.Origin}){who}{expiry}";
    }

    // In a login that docker keeps, the user's name may be a person's, or a token.
    private static string UserOf(SourceCredential credential) =>
        credential.UserName == RegistryCredential.IamUserName
            ? RegistryCredential.IamUserName
            : $"a user other than {RegistryCredential.IamUserName}";
}
