using System.Globalization;

namespace Nebius.Registry;

/// <summary>Describes a credential for the log.</summary>
internal static class CredentialDescription
{
    /// <summary>Returns the line that tells which credential is used.</summary>
    /// <param name="purpose">What the credential is used for, such as <c>push to</c>.</param>
    /// <param name="credential">The credential.</param>
    /// <returns>The line, without a secret.</returns>
    public static string For(string purpose, RegistryCredential credential)
    {
        ArgumentNullException.ThrowIfNull(credential);
        return $"Nebius: {purpose} {credential.Host} as {Of(credential)}";
    }

    /// <summary>Returns the identity of a credential.</summary>
    /// <param name="credential">The credential.</param>
    /// <returns>User, source, service account and expiry, without a secret.</returns>
    public static string Of(RegistryCredential credential)
    {
        ArgumentNullException.ThrowIfNull(credential);
        var who = credential.ServiceAccountId is { } id ? $" of {id}" : string.Empty;
        var expiry = credential.ExpiresAt is { } expiresAt
            ? string.Create(CultureInfo.InvariantCulture, $", expires {expiresAt.UtcDateTime:yyyy-MM-dd HH:mm}Z")
            : string.Empty;
        return $"{UserOf(credential)} with {credential.Source} ({credential.Origin}){who}{expiry}";
    }

    // The user name of a Docker login may be the name of a person, or a token.
    private static string UserOf(RegistryCredential credential) => credential.UserName == RegistryCredential.IamUserName
        ? RegistryCredential.IamUserName
        : $"a user other than {RegistryCredential.IamUserName}";
}
