using System.Globalization;
using System.Text.RegularExpressions;

namespace Nebius.Registry.StaticKeys;

/// <summary>When a static key expires: six months from now unless asked otherwise, and three years from now at most.</summary>
internal static partial class StaticKeyExpiry
{
    private const int DefaultMonths = 6;
    private const int LongestYears = 3;
    private const int LongestShown = 40;

    private const string Forms =
        "Expected: a duration such as 90d, 12w, 6mo, 1y or P90D, a day such as 2027-01-31 (00:00 UTC), or a time with its offset such as "
        + "2027-01-31T10:00:00Z.";

    /// <summary>Reads an expiry as a user types it: in the forms of ISO 8601, or as a number with its unit.</summary>
    /// <param name="text">A day, a time with its offset from UTC, or a duration from now such as <c>90d</c> or <c>P6M</c>.</param>
    /// <param name="now">The time on this machine's clock.</param>
    /// <returns>The time, which isn't checked yet.</returns>
    /// <exception cref="NebiusRegistryException">The text isn't valid.</exception>
    public static DateTimeOffset Parse(string text, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(text);
        var trimmed = text.Trim();
        return FromShortDuration(trimmed, now) ?? FromDuration(trimmed, now) ?? FromDate(trimmed) ?? throw new NebiusRegistryException(
            MessageCodes.InvalidExpiry,
            $"{Shown(trimmed)} isn't a valid expiry. {Forms}");
    }

    /// <summary>Returns the expiry of a new key.</summary>
    /// <param name="wanted">The wanted expiry; null for the default.</param>
    /// <param name="now">The time on this machine's clock.</param>
    /// <returns>The time, in UTC.</returns>
    /// <exception cref="NebiusRegistryException">It is in the past, or too far away.</exception>
    internal static DateTimeOffset Resolve(DateTimeOffset? wanted, DateTimeOffset now)
    {
        var expiry = (wanted ?? now.AddMonths(DefaultMonths)).ToUniversalTime();
        var latest = now.AddYears(LongestYears).ToUniversalTime();
        if (expiry > now && expiry <= latest)
        {
            return expiry;
        }

        var problem = expiry <= now ? "is in the past" : $"is more than {LongestYears} years away";
        throw new NebiusRegistryException(
            MessageCodes.InvalidExpiry,
            string.Create(
                CultureInfo.InvariantCulture,
                $"A static key can't expire at {expiry:u}: that {problem} (this machine's clock says {now.ToUniversalTime():u}). "
                + $"The latest is {latest:u}; the default is {DefaultMonths} months from now. {Forms}"));
    }

    private static DateTimeOffset? FromDate(string text)
    {
        if (!Date().IsMatch(text))
        {
            return null;
        }

        // A day alone is its beginning in UTC; a time has its own offset, so nothing depends on the machine.
        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date) ? date : null;
    }

    // "6m" could be minutes, and isn't accepted.
    private static DateTimeOffset? FromShortDuration(string text, DateTimeOffset now)
    {
        var match = ShortDuration().Match(text);
        if (!match.Success)
        {
            return null;
        }

        var number = int.Parse(match.Groups["number"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture);
        try
        {
            return match.Groups["unit"].Value.ToUpperInvariant() switch
            {
                "H" => now.AddHours(number),
                "D" => now.AddDays(number),
                "W" => now.AddDays(7 * number),
                "MO" => now.AddMonths(number),
                _ => now.AddYears(number),
            };
        }
        catch (ArgumentOutOfRangeException)
        {
            return DateTimeOffset.MaxValue;
        }
    }

    private static DateTimeOffset? FromDuration(string text, DateTimeOffset now)
    {
        var match = Duration().Match(text);
        if (!match.Success)
        {
            return null;
        }

        try
        {
            return now.AddYears(Number("years")).AddMonths(Number("months")).AddDays((7 * Number("weeks")) + Number("days"));
        }
        catch (ArgumentOutOfRangeException)
        {
            return DateTimeOffset.MaxValue;
        }

        int Number(string name) =>
            match.Groups[name] is { Success: true } group ? int.Parse(group.ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture) : 0;
    }

    // It may be a token in the wrong place.
    private static string Shown(string text) => text.Length <= LongestShown && Harmless().IsMatch(text) ? $"'{text}'" : "The value";

    [GeneratedRegex(@"\A\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d{1,7})?)?(?:Z|[+-]\d\d:\d\d))?\z", RegexOptions.CultureInvariant)]
    private static partial Regex Date();

    [GeneratedRegex(
        @"\AP(?=\d)(?:(?<years>\d{1,5})Y)?(?:(?<months>\d{1,5})M)?(?:(?<weeks>\d{1,5})W)?(?:(?<days>\d{1,5})D)?\z",
        RegexOptions.CultureInvariant)]
    private static partial Regex Duration();

    [GeneratedRegex(@"\A(?<number>[0-9]{1,5}) ?(?<unit>h|d|w|mo|y)\z", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex ShortDuration();

    [GeneratedRegex(@"\A[0-9TZPYMWDHS:+./ -]*\z|\A[a-z ]*\z|\A[0-9]{1,9} ?[a-zA-Z]{0,9}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Harmless();
}
