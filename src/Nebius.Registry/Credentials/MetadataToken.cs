using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Nebius.Registry.Iam;
using Nebius.Registry.Net;

namespace Nebius.Registry.Credentials;

/// <summary>Reads what a metadata service answers: <c>{"access_token": "...", "expires_at": "2026-11-24T16:00:00Z"}</c>.</summary>
internal static partial class MetadataToken
{
    /// <summary>Reads an answer.</summary>
    /// <returns>The token; null when the answer holds none that a header could carry, or no time that can be read.</returns>
    public static AccessToken? Read(JsonElement answer)
    {
        var token = BoundedContent.Text(answer, "access_token");
        return !string.IsNullOrEmpty(token)
            && !token.Any(letter => letter is <= ' ' or > '~')
            && ReadTime(BoundedContent.Text(answer, "expires_at")) is { } expiresAt
                ? new AccessToken(new Secret(token), expiresAt)
                : null;
    }

    // https://www.rfc-editor.org/rfc/rfc3339#section-5.6. Go writes nanoseconds, which .NET has not: a part of a second does not matter.
    private static DateTimeOffset? ReadTime(string? text)
    {
        var match = Rfc3339().Match(text ?? string.Empty);
        return match.Success
            && DateTimeOffset.TryParseExact(
                $"{match.Groups["time"].Value}{match.Groups["zone"].Value}".ToUpperInvariant(),
                "yyyy-MM-dd'T'HH:mm:ssK",
                CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal,
                out var time)
                ? time
                : null;
    }

    [GeneratedRegex(
        @"\A(?<time>[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2})(?:\.[0-9]{1,20})?(?<zone>Z|[+-][0-9]{2}:[0-9]{2})\z",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Rfc3339();
}
