using System.Text;
using System.Text.RegularExpressions;

namespace Nebius.Registry.Helm;

/// <summary>Patterns of file names as Go has them: https://pkg.go.dev/path/filepath#Match</summary>
internal static class GoFileMatch
{
    /// <summary>Reads a pattern.</summary>
    /// <param name="pattern">With <c>*</c>, <c>?</c>, <c>[a-z]</c>, <c>[^a-z]</c> and <c>\</c>; the first two match no <c>/</c>.</param>
    /// <returns>What tells whether a whole name matches; null when the pattern is malformed.</returns>
    public static Func<string, bool>? Parse(string pattern)
    {
        var expression = new StringBuilder(@"\A");
        for (var i = 0; i < pattern.Length; i++)
        {
            switch (pattern[i])
            {
                case '*':
                    expression.Append("[^/]*");
                    break;
                case '?':
                    expression.Append("[^/]");
                    break;
                case '[':
                    if (Class(pattern, i) is not { } read)
                    {
                        return null;
                    }

                    expression.Append(read.Expression);
                    i = read.End;
                    break;
                case '\\' when i + 1 == pattern.Length:
                    return null;
                case '\\':
                    expression.Append(Regex.Escape(pattern[++i].ToString()));
                    break;
                default:
                    expression.Append(Regex.Escape(pattern[i].ToString()));
                    break;
            }
        }

        // Without backtracking: a pattern of many stars must not take forever.
        var matcher = new Regex(expression.Append(@"\z").ToString(), RegexOptions.CultureInvariant | RegexOptions.NonBacktracking | RegexOptions.Singleline);
        return matcher.IsMatch;
    }

    private static (string Expression, int End)? Class(string pattern, int start)
    {
        var i = start + 1;
        var isNegated = i < pattern.Length && pattern[i] == '^';
        var expression = new StringBuilder(isNegated ? "[^" : "[");
        i += isNegated ? 1 : 0;
        for (var ranges = 0; i < pattern.Length; ranges++)
        {
            if (pattern[i] == ']' && ranges > 0)
            {
                return (expression.Append(']').ToString(), i);
            }

            if (Char(pattern, ref i) is not { } low)
            {
                return null;
            }

            var high = low;
            if (i < pattern.Length && pattern[i] == '-')
            {
                i++;
                if (Char(pattern, ref i) is not { } end || end < low)
                {
                    return null;
                }

                high = end;
            }

            expression.Append($"\\u{(int)low:x4}-\\u{(int)high:x4}");
        }

        return null;
    }

    private static char? Char(string pattern, ref int i)
    {
        if (i < pattern.Length && pattern[i] == '\\')
        {
            i++;
        }
        else if (i < pattern.Length && pattern[i] is '-' or ']')
        {
            return null;
        }

        return i < pattern.Length ? pattern[i++] : null;
    }
}
