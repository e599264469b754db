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
        "Write a day as in 2027-01-31 (00:00 UTC), a time as in 2027-01-31T10:00:00Z or "
        + "2027-01-31T10:00:00+02:00, or a duration as in P90D, "
        + "P6M or P1Y.";

    /// <summary>Reads an expiry as a user types it, in the forms of ISO 8601.</summary>
    /// <param name="text">A day, a time with its offset from UTC, or a duration of years, months, weeks and days from now.</param>
    /// <param name="now">The time on this machine's clock.</param>
    /// <returns>The time, which is not yet compared with what is allowed.</returns>
    /// <exception cref="NebiusRegistryException">The text is none of these.</exception>
    public static DateTimeOffset Parse(string text, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(text);
        var trimmed = text.Trim();
        return FromDuration(trimmed, now) ?? FromDate(trimmed) ?? throw new NebiusRegistryException(
            MessageCodes.InvalidExpiry,
            $"{Shown(trimmed)} is no expiry that we understand. {Forms}");
    }

    /// <summary>Returns the expiry of a new key.</summary>
    /// <param name="wanted">What the user asked for; null for the default.</param>
    /// <param name="now">The time on this machine's clock.</param>
    /// <returns>The time, in UTC.</returns>
    /// <exception cref="NebiusRegistryException">It is past, or too far away.</exception>
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
                $"A static key cannot expire at {expiry:u}: that {problem} (our clock says "
                + $"{now.ToUniversalTime():u}). The latest is {latest:u}; ")
            + $"without a time it is {DefaultMonths} months from now. {Forms}");
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
    private static string Shown(string text) => text.Length <= LongestShown && Harmless().IsMatch(text) ? $"'{text}'" : "What was given";

    [GeneratedRegex(@"\A\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d{1,7})?)?(?:Z|[+-]\d\d:\d\d))?\z", RegexOptions.CultureInvariant)]
    private static partial Regex Date();

    [GeneratedRegex(
        @"\AP(?=\d)(?:(?<years>\d{1,5})Y)?(?:(?<months>\d{1,5})M)?(?:(?<weeks>\d{1,5})W)?(?:(?<days>\d{1,5})D)?\z",
        RegexOptions.CultureInvariant)]
    private static partial Regex Duration();

    [GeneratedRegex(@"\A[0-9TZPYMWDHS:+./ -]*\z|\A[a-z ]*\z", RegexOptions.CultureInvariant)]
    private static partial Regex Harmless();
}
