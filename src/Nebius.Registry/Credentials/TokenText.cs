using System.Buffers.Text;
using System.Globalization;
using System.Text.Json;

namespace Nebius.Registry.Credentials;

/// <summary>Tokens as users paste them: what cannot be one is told at once, instead of a 401 after the build.</summary>
internal static class TokenText
{
    public static Secret Read(SettingValue setting, string whatItIs) => Problem(setting.Value) is not { } problem
        ? new Secret(setting.Value)
        : throw new NebiusRegistryException(MessageCodes.MalformedToken, $"{setting.Origin} is no {whatItIs}: it {problem}. The value is not shown here.");

    /// <summary>Tells whether a text that a program printed can be a token.</summary>
    public static bool IsToken(string text) => Problem(text) is null;

    private static string? Problem(string value) => value switch
    {
        "" => "is empty",
        var text when text.StartsWith('{') => "holds JSON. An authorized key's JSON belongs into NEBIUS_AUTHORIZED_KEY",
        var text when text.StartsWith("statickey-", StringComparison.Ordinal) =>
            "holds a static key's id. The token is another text, shown once when the key is issued",
        var text when text.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) => "begins with 'Bearer'. The token alone belongs there",
        ['"' or '\'', ..] or [.., '"' or '\''] => "is in quotes, which docker's --env-file and some CI systems keep. Take them off",
        // The SDK encodes the password as ASCII, so that anything else would be sent as '?'.
        var text when !HeaderText.IsSafe(text) =>
            "has a blank, a line break or a character that no token has. It was probably pasted with something around it",
        _ => null,
    };
}

/// <summary>What a JWT says of itself. Nobody has checked it, so it is good for messages alone.</summary>
internal static class TokenClaims
{
    /// <summary>Reads the claims of a token.</summary>
    /// <param name="token">The token.</param>
    /// <returns>The claims, which the caller disposes; null when it is no JWT. Access tokens of Nebius need not be.</returns>
    public static JsonDocument? Of(string token)
    {
        if (token.Split('.') is not [_, var part, _])
        {
            return null;
        }

        try
        {
            var document = JsonDocument.Parse(Base64Url.DecodeFromChars(part));
            if (document.RootElement.ValueKind == JsonValueKind.Object)
            {
                return document;
            }

            document.Dispose();
            return null;
        }
        catch (Exception exception) when (exception is FormatException or JsonException)
        {
            return null;
        }
    }

    /// <summary>Reads when a token says that it ends.</summary>
    /// <param name="claims">Its claims.</param>
    /// <returns>The time; null when it does not say, or what it says is no date.</returns>
    public static DateTimeOffset? ExpiresAt(JsonDocument claims)
    {
        const long EndOfTime = 253402300799;
        return claims.RootElement.TryGetProperty("exp", out var value)
            && value.ValueKind == JsonValueKind.Number
            && value.TryGetInt64(out var seconds)
            && seconds is >= 0 and <= EndOfTime
            ? DateTimeOffset.FromUnixTimeSeconds(seconds)
            : null;
    }

    /// <summary>Reads the same of a token that may be no JWT.</summary>
    public static DateTimeOffset? ExpiresAt(Secret token)
    {
        using var claims = Of(token.Reveal());
        return claims is null ? null : ExpiresAt(claims);
    }
}

/// <summary>Whether a token lives as long as a push may take.</summary>
internal static class TokenExpiry
{
    /// <summary>Returns what to tell of a token that may end too soon; null when it lives long enough, or nobody knows.</summary>
    public static string? Warning(SourceCredential credential, CredentialChainOptions options)
    {
        if (credential.ExpiresAt is not { } expiresAt || options.Freshness.IsLongEnough(expiresAt))
        {
            return null;
        }

        var left = expiresAt - options.Time.GetUtcNow();
        var reason = credential.RenewalError is null ? string.Empty : $" It could not be renewed: {credential.RenewalError.Message}";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"The access token from {credential.Origin} {(left > TimeSpan.Zero ? $"expires in {left.TotalMinutes:0} minutes" : "has expired")}, "
            + $"and NebiusTokenMinimumLifetime asks for {options.MinimumLifetime.TotalMinutes:0}. A push that takes longer will fail.{reason}");
    }
}
