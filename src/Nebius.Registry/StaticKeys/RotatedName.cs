using System.Globalization;
using System.Security.Cryptography;
using System.Text.RegularExpressions;

namespace Nebius.Registry.StaticKeys;

/// <summary>Names for keys that take another's place.</summary>
internal static partial class RotatedName
{
    // A DNS label has 63 letters; the day, the random letters and their hyphens take 16 of them.
    private const int LongestBase = 47;
    private const int RandomBytes = 3;

    /// <summary>
    /// Returns a name that nobody else gives to a key, so that a key which was issued without an answer can be found by it: the old
    /// key's, without what the rotation before added, with the day and a few random letters.
    /// </summary>
    public static string After(string oldName, DateTimeOffset now)
    {
        var name = Suffix().Replace(oldName, string.Empty);
        name = name.Length == 0 ? "rotated" : name.Length > LongestBase ? name[..LongestBase] : name;
        var random = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(RandomBytes));
        return string.Create(CultureInfo.InvariantCulture, $"{name}-{now.UtcDateTime:yyyyMMdd}-{random}");
    }

    [GeneratedRegex(@"-[0-9]{8}-[0-9a-f]{6}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Suffix();
}
