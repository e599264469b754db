using System.Globalization;

namespace Nebius.Registry.Credentials;

/// <summary>Whether a token lives as long as a push may take.</summary>
internal static class TokenExpiry
{
    /// <summary>Returns what to tell of a token that may end too soon; null when it lives long enough, or nobody knows.</summary>
    public static string? Warning(SourceCredential credential, CredentialChainOptions options)
    {
        if (credential.ExpiresAt is not { } expiresAt || expiresAt - options.Time.GetUtcNow() >= options.MinimumLifetime)
        {
            return null;
        }

        var left = expiresAt - options.Time.GetUtcNow();
        var reason = credential.RenewalError is null ? string.Empty : $" It could not be renewed: {credential.RenewalError.Message}";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"The access token from {credential.Origin} {(left > TimeSpan.Zero ? $"expires in {left.TotalMinutes:0} minutes" : "has expired")}, and NebiusTokenMinimumLifetime asks for {options.MinimumLifetime.TotalMinutes:0}. A push that takes longer will fail.{reason}");
    }
}
