using System.Globalization;
using System.Text.RegularExpressions;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Nebius.Registry.Helm.Metadata;

/// <summary>
/// Reads scalars of Chart.yaml as helm does. It reads YAML 1.1 and converts other values to texts: <c>appVersion: 1.10</c> is the number
/// 1.1, and so "1.1". https://github.com/go-yaml/yaml/blob/v2.4.0/resolve.go and
/// https://github.com/kubernetes-sigs/yaml/blob/v1.3.0/yaml.go
/// </summary>
internal static partial class GoYamlScalar
{
    private static readonly HashSet<string> Nulls = ["", "~", "null", "Null", "NULL"];

    private static readonly HashSet<string> Trues = ["y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON"];

    private static readonly HashSet<string> Falses = ["n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF"];

    private static readonly Dictionary<string, double> Infinities = new()
    {
        [".inf"] = double.PositiveInfinity,
        [".Inf"] = double.PositiveInfinity,
        [".INF"] = double.PositiveInfinity,
        ["+.inf"] = double.PositiveInfinity,
        ["+.Inf"] = double.PositiveInfinity,
        ["+.INF"] = double.PositiveInfinity,
        ["-.inf"] = double.NegativeInfinity,
        ["-.Inf"] = double.NegativeInfinity,
        ["-.INF"] = double.NegativeInfinity,
        [".nan"] = double.NaN,
        [".NaN"] = double.NaN,
        [".NAN"] = double.NaN,
    };

    /// <summary>Tells whether a text stands for null.</summary>
    public static bool IsNull(string text) => Nulls.Contains(text);

    /// <summary>Returns the value of a scalar: a string, bool, long, ulong or double, or null.</summary>
    public static object? Resolve(YamlScalarNode scalar)
    {
        var text = scalar.Value ?? string.Empty;
        return scalar.Style != ScalarStyle.Plain || scalar.Tag == "tag:yaml.org,2002:str" ? text
            : IsNull(text) ? null
            : Trues.Contains(text) ? true
            : Falses.Contains(text) ? false
            : Infinities.TryGetValue(text, out var endless) ? endless
            : Number(text) ?? text;
    }

    /// <summary>Returns a scalar as the text that helm converts it to; null for null.</summary>
    public static string? Text(YamlScalarNode scalar) => Resolve(scalar) switch
    {
        null => null,
        bool flag => flag ? "true" : "false",
        long integer => integer.ToString(CultureInfo.InvariantCulture),
        ulong integer => integer.ToString(CultureInfo.InvariantCulture),
        double number => GoNumber.Shortest((float)number),
        var text => (string)text,
    };

    // A number starts with a sign or digit, so _1 is a text and 1_ is 1.
    private static object? Number(string text)
    {
        if (text[0] == '.')
        {
            return OddUnderscore().IsMatch(text) ? null : Float(text.Replace("_", string.Empty, StringComparison.Ordinal));
        }

        if (text[0] is not ('+' or '-') && !char.IsAsciiDigit(text[0]))
        {
            return null;
        }

        var plain = text.Replace("_", string.Empty, StringComparison.Ordinal);
        return Integer(plain) ?? Float(plain);
    }

    // A number that is too large is a text; .NET would return infinity.
    private static double? Float(string text) =>
        FloatForm().IsMatch(text)
        && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
        && double.IsFinite(number)
            ? number
            : null;

    private static object? Integer(string text)
    {
        var match = IntegerForm().Match(text);
        if (!match.Success || Magnitude(match.Groups["radix"].Value, match.Groups["digits"].Value) is not { } value)
        {
            return null;
        }

        return match.Groups["sign"].Value switch
        {
            "-" when value <= (ulong)long.MaxValue + 1 => unchecked(-(long)value),
            "" when value > long.MaxValue => value,
            "" or "+" when value <= long.MaxValue => (long)value,
            _ => null,
        };
    }

    private static ulong? Magnitude(string radixText, string digits)
    {
        var radix = radixText.ToUpperInvariant() switch
        {
            "0X" => 16u,
            "0B" => 2u,
            "0O" or "0" => 8u,
            _ => 10u,
        };
        ulong value = 0;
        foreach (var digit in digits)
        {
            var worth = (ulong)(char.IsAsciiDigit(digit) ? digit - '0' : char.ToUpperInvariant(digit) - 'A' + 10);
            if (worth >= radix || value > (ulong.MaxValue - worth) / radix)
            {
                return null;
            }

            value = (value * radix) + worth;
        }

        return value;
    }

    [GeneratedRegex("(?<![0-9])_|_(?![0-9])", RegexOptions.CultureInvariant)]
    private static partial Regex OddUnderscore();

    [GeneratedRegex(@"\A(?<sign>[-+]?)(?<radix>0[xXbBoO]|0(?=[0-7]))?(?<digits>[0-9a-fA-F]+)\z", RegexOptions.CultureInvariant)]
    private static partial Regex IntegerForm();

    [GeneratedRegex(@"\A[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?\z", RegexOptions.CultureInvariant)]
    private static partial Regex FloatForm();
}
