using System.Globalization;

namespace Nebius.Registry.Build.Tasks;

/// <summary>The one line that says which credential is used.</summary>
internal static class CredentialLine
{
    public static string For(string purpose, RegistryCredential credential)
    {
        var who = credential.ServiceAccountId is { } id ? $" of {id}" : string.Empty;
        var expiry = credential.ExpiresAt is { } expiresAt
            ? string.Create(CultureInfo.InvariantCulture, $", expires {expiresAt.UtcDateTime:yyyy-MM-dd HH:mm}Z")
            : string.Empty;
        return $"Nebius: {purpose} {credential.Host} as {credential.UserName} with {credential.Source} ({credential.Origin}){who}{expiry}";
    }
}
