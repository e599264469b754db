using System.Buffers.Text;
using System.Globalization;
using System.Text.Json;

namespace Nebius.Registry.Credentials;

/// <summary>Reads tokens as users paste them: what can't be one fails at once, instead of with a 401 after the build.</summary>
internal static class TokenText
{
    /// <summary>Reads a token.</summary>
    /// <param name="setting">The text, and where it was found.</param>
    /// <param name="whatItIs">What it should be, such as "an access token".</param>
    /// <param name="settings">Where a relative path starts.</param>
    /// <exception cref="NebiusRegistryException">The text can't be a token. Neither is it sent, nor is a part of it shown.</exception>
    public static Secret Read(SettingValue setting, string whatItIs, NebiusSettings settings)
    {
        ArgumentNullException.ThrowIfNull(setting);
        if (CredentialFile.IsNamedBy(setting, settings))
        {
            throw Malformed(setting, whatItIs, "it is the path of a file", PathAdvice(setting.Origin));
        }

        return TokenMistake.Of(setting.Value) is { } mistake
            ? throw Malformed(setting, whatItIs, mistake.What, mistake.Advice ?? PathAdvice(setting.Origin))
            : new Secret(setting.Value);
    }

    /// <summary>Returns whether a text that a program printed can be a token.</summary>
    public static bool IsToken(string text) => TokenMistake.Of(text) is null;

    private static string PathAdvice(string origin) => origin switch
    {
        EnvironmentVariables.AccessToken => $"To use the token in the file:\n  {Shell.Current.SetFromItsFile(origin)}",
        _ when EnvironmentVariables.IsSecret(origin) && origin.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '_') =>
            $"For a path, use {origin}_FILE:\n  {Shell.Current.Rename(origin, $"{origin}_FILE")}",
        _ => "Set it to the token itself.",
    };

    private static NebiusRegistryException Malformed(SettingValue setting, string whatItIs, string what, string advice) => new(
        MessageCodes.MalformedToken, $"{setting.Origin} isn't {whatItIs}: {what}. {advice}");
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
        var reason = credential.RenewalError is null ? string.Empty : $" It can't be renewed: {credential.RenewalError.Message}";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"The access token from {credential.Origin} "
            + $"{(left > TimeSpan.Zero ? $"expires in {left.TotalMinutes:0} minutes" : "has expired")}; "
            + $"NebiusTokenMinimumLifetime is {options.MinimumLifetime.TotalMinutes:0} minutes. A push that takes longer fails.{reason}");
    }
}
