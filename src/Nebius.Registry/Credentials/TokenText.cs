using System.Buffers.Text;
using System.Globalization;
using System.Text.Json;

namespace Nebius.Registry.Credentials;

/// <summary>Reads tokens as users paste them: what can't be one fails at once, instead of with a 401 after the build.</summary>
internal static class TokenText
{
    public static Secret Read(SettingValue setting, string whatItIs) => Problem(setting.Value) is not { } problem
        ? new Secret(setting.Value)
        : throw new NebiusRegistryException(
            MessageCodes.MalformedToken, $"{setting.Origin} is no {whatItIs}: it {problem}. The value is not shown here.");

    /// <summary>Returns whether a text that a program printed can be a token.</summary>
    public static bool IsToken(string text) => Problem(text) is null;

    private static string? Problem(string value) => value switch
    {
        "" => "is empty",
        var text when text.StartsWith('{') => "holds JSON. An authorized key's JSON belongs into NEBIUS_AUTHORIZED_KEY",
        var text when text.StartsWith("statickey-", StringComparison.Ordinal) =>
            "holds a static key's id. The token is another text, shown once when the key is issued",
        var text when text.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) =>
            "begins with 'Bearer'. The token alone belongs there",
        ['"' or '\'', ..] or [.., '"' or '\''] => "is in quotes, which docker's --env-file and some CI systems keep. Take them off",
        // The SDK encodes the password as ASCII, so that anything else would be sent as '?'.
        var text when !HeaderText.IsSafe(text) =>
            "has a blank, a line break or a character that no token has. It was probably pasted with something around it",
        _ => null,
    };
}

/// <summary>Reads the claims of a JWT. They aren't verified, so they are for messages only.</summary>
internal static class TokenClaims
{
    /// <summary>Reads the claims of a token.</summary>
    /// <param name="token">The token.</param>
    /// <returns>The claims, which the caller disposes; null when it isn't a JWT. Access tokens of Nebius need not be one.</returns>
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

    /// <summary>Reads when a token says that it expires.</summary>
    /// <param name="claims">Its claims.</param>
    /// <returns>The time; null when it does not say, or what it says isn't a date.</returns>
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

    /// <summary>Reads the same from a token that may not be a JWT.</summary>
    public static DateTimeOffset? ExpiresAt(Secret token)
    {
        using var claims = Of(token.Reveal());
        return claims is null ? null : ExpiresAt(claims);
    }
}

/// <summary>Whether a token lives as long as a push may take.</summary>
internal static class TokenExpiry
{
    /// <summary>
    /// Returns the warning about a token that may expire too soon; null when it lives long enough, or its expiry isn't known.
    /// </summary>
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
            $"The access token from {credential.Origin} "
            + $"{(left > TimeSpan.Zero ? $"expires in {left.TotalMinutes:0} minutes" : "has expired")}, "
            + $"and NebiusTokenMinimumLifetime asks for {options.MinimumLifetime.TotalMinutes:0}. "
            + $"A push that takes longer will fail.{reason}");
    }
}
