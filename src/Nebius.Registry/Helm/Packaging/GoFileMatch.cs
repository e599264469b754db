using System.Text;

namespace Nebius.Registry.Helm.Packaging;

/// <summary>A pattern for file names as in Go: https://pkg.go.dev/path/filepath#Match</summary>
internal sealed class GoFileMatch
{
    private static readonly Rune Slash = new('/');

    private readonly List<Part> _parts = [];

    private GoFileMatch()
    {
    }

    private enum PartKind
    {
        Star,
        Any,
        One,
        Class,
    }

    /// <summary>Reads a pattern.</summary>
    /// <param name="pattern">With <c>*</c>, <c>?</c>, <c>[a-z]</c>, <c>[^a-z]</c> and <c>\</c>; the first two match no <c>/</c>.</param>
    /// <returns>The pattern; null when it isn't valid.</returns>
    public static GoFileMatch? Parse(string pattern)
    {
        var match = new GoFileMatch();
        var runes = pattern.EnumerateRunes().ToList();
        for (var i = 0; i < runes.Count; i++)
        {
            var part = runes[i].Value switch
            {
                '*' => new Part(PartKind.Star),
                '?' => new Part(PartKind.Any),
                '[' => Class(runes, ref i),
                '\\' => ++i < runes.Count ? new Part(PartKind.One, runes[i]) : null,
                _ => new Part(PartKind.One, runes[i]),
            };
            if (part is null)
            {
                return null;
            }

            match._parts.Add(part);
        }

        return match;
    }

    /// <summary>Tells whether the pattern matches a whole name.</summary>
    /// <param name="name">The name.</param>
    /// <param name="steps">Increased by the number of steps: at most the length of the pattern times that of the name.</param>
    public bool IsMatch(List<Rune> name, ref long steps)
    {
        // Only the last star ever has to match more: the parts before it already match.
        var (part, at, star, afterStar) = (0, 0, -1, 0);
        while (at < name.Count)
        {
            steps++;
            if (part < _parts.Count && _parts[part].Kind == PartKind.Star)
            {
                (star, afterStar) = (part++, at);
            }
            else if (part < _parts.Count && _parts[part].Takes(name[at], ref steps))
            {
                (part, at) = (part + 1, at + 1);
            }
            else if (star >= 0 && name[afterStar] != Slash)
            {
                (part, at) = (star + 1, ++afterStar);
            }
            else
            {
                return false;
            }
        }

        return _parts.Skip(part).All(rest => rest.Kind == PartKind.Star);
    }

    private static Part? Class(List<Rune> pattern, ref int i)
    {
        var isNegated = ++i < pattern.Count && pattern[i].Value == '^';
        i += isNegated ? 1 : 0;
        var ranges = new List<(Rune Low, Rune High)>();
        while (i < pattern.Count)
        {
            if (pattern[i].Value == ']' && ranges.Count > 0)
            {
                return new Part(PartKind.Class) { IsNegated = isNegated, Ranges = ranges };
            }

            if (Single(pattern, ref i) is not { } low)
            {
                return null;
            }

            var high = low;
            if (i < pattern.Count && pattern[i].Value == '-')
            {
                i++;
                if (Single(pattern, ref i) is not { } end || end < low)
                {
                    return null;
                }

                high = end;
            }

            ranges.Add((low, high));
        }

        return null;
    }

    private static Rune? Single(List<Rune> pattern, ref int i)
    {
        if (i < pattern.Count && pattern[i].Value == '\\')
        {
            i++;
        }
        else if (i < pattern.Count && pattern[i].Value is '-' or ']')
        {
            return null;
        }

        return i < pattern.Count ? pattern[i++] : null;
    }

    private sealed record Part(PartKind Kind, Rune Rune = default)
    {
        public bool IsNegated { get; init; }

        public List<(Rune Low, Rune High)> Ranges { get; init; } = [];

        public bool Takes(Rune rune, ref long steps)
        {
            steps += Ranges.Count;
            return Kind switch
            {
                PartKind.Any => rune != Slash,
                PartKind.One => rune == Rune,
                _ => IsInARange(rune) != IsNegated,
            };
        }

        private bool IsInARange(Rune rune)
        {
            foreach (var (low, high) in Ranges)
            {
                if (low <= rune && rune <= high)
                {
                    return true;
                }
            }

            return false;
        }
    }
}
