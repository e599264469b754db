using System.Globalization;
using System.Text.RegularExpressions;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Nebius.Registry.Helm;

/// <summary>
/// What helm takes a scalar of Chart.yaml for. It reads YAML 1.1 and turns what is no text into one: <c>appVersion: 1.10</c> is the number
/// 1.1, and so "1.1". https://github.com/go-yaml/yaml/blob/v2.4.0/resolve.go and https://github.com/kubernetes-sigs/yaml/blob/v1.3.0/yaml.go
/// </summary>
internal static partial class GoYamlScalar
{
    // Beyond it, Go writes the shortest form of a number with an exponent.
    private const int MostDigits = 6;

    private static readonly HashSet<string> Nulls = ["", "~", "null", "Null", "NULL"];

    private static readonly HashSet<string> Trues = ["y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON"];

    private static readonly HashSet<string> Falses = ["n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF"];

    /// <summary>Tells whether a text stands for null.</summary>
    public static bool IsNull(string text) => Nulls.Contains(text);

    /// <summary>Returns what a scalar stands for: a string, bool, long or double, or null.</summary>
    public static object? Resolve(YamlScalarNode scalar)
    {
        var text = scalar.Value ?? string.Empty;
        if (scalar.Style != ScalarStyle.Plain || scalar.Tag == "tag:yaml.org,2002:str")
        {
            return text;
        }

        return IsNull(text) ? null
            : Trues.Contains(text) ? true
            : Falses.Contains(text) ? false
            : Integer(text.Replace("_", string.Empty, StringComparison.Ordinal)) is { } integer ? integer
            : Float().IsMatch(text) && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number
            : text;
    }

    /// <summary>Returns a scalar as the text that helm makes of it; null for null.</summary>
    public static string? Text(YamlScalarNode scalar) => Resolve(scalar) switch
    {
        null => null,
        bool flag => flag ? "true" : "false",
        long integer => integer.ToString(CultureInfo.InvariantCulture),
        double number => Shortest((float)number),
        var text => (string)text,
    };

    private static long? Integer(string text)
    {
        var match = IntegerForm().Match(text);
        if (!match.Success)
        {
            return null;
        }

        var (digits, radix) = (match.Groups["digits"].Value, match.Groups["radix"].Value.ToUpperInvariant()) switch
        {
            (var hex, "0X") => (hex, 16),
            (var binary, "0B") => (binary, 2),
            (var octal, "0O" or "0") => (octal, 8),
            var (plain, _) => (plain, 10),
        };
        long value = 0;
        foreach (var digit in digits)
        {
            var worth = char.IsAsciiDigit(digit) ? digit - '0' : char.ToUpperInvariant(digit) - 'A' + 10;
            if (worth >= radix || value > (long.MaxValue - worth) / radix)
            {
                return null;
            }

            value = (value * radix) + worth;
        }

        return match.Groups["sign"].Value == "-" ? -value : value;
    }

    // Go's 'g' format: https://pkg.go.dev/strconv#FormatFloat
    private static string Shortest(float number)
    {
        var sign = float.IsNegative(number) ? "-" : string.Empty;
        var digits = Math.Abs(number).ToString("R", CultureInfo.InvariantCulture).Split('E')[0].Replace(".", string.Empty, StringComparison.Ordinal).Trim('0');
        var exponent = int.Parse(number.ToString("E8", CultureInfo.InvariantCulture).Split('E')[1], CultureInfo.InvariantCulture);
        if (digits.Length == 0 || float.IsInfinity(number))
        {
            return sign + (digits.Length == 0 ? "0" : "Inf");
        }

        if (exponent is < -4 or >= MostDigits)
        {
            var mantissa = digits.Length > 1 ? $"{digits[0]}.{digits[1..]}" : digits;
            return string.Create(CultureInfo.InvariantCulture, $"{sign}{mantissa}e{(exponent < 0 ? '-' : '+')}{Math.Abs(exponent):00}");
        }

        return sign + (exponent < 0
            ? $"0.{new string('0', -exponent - 1)}{digits}"
            : digits.PadRight(exponent + 1, '0').Insert(exponent + 1, ".").TrimEnd('.'));
    }

    [GeneratedRegex(@"\A(?<sign>[-+]?)(?<radix>0[xXbBoO]|0(?=[0-7]))?(?<digits>[0-9a-fA-F]+)\z", RegexOptions.CultureInvariant)]
    private static partial Regex IntegerForm();

    [GeneratedRegex(@"\A[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?\z", RegexOptions.CultureInvariant)]
    private static partial Regex Float();
}
