using System.Buffers;
using System.Text;

namespace Nebius.Registry.Oci;

/// <summary>One challenge of a <c>WWW-Authenticate</c> header, https://www.rfc-editor.org/rfc/rfc9110#section-11.6.1.</summary>
/// <param name="Scheme">The scheme as the server wrote it, such as <c>Bearer</c>.</param>
/// <param name="Parameters">The parameters; names ignore case, and the first of a repeated one counts.</param>
internal sealed record AuthChallenge(string Scheme, IReadOnlyDictionary<string, string> Parameters)
{
    /// <summary>Tells whether the challenge has a scheme.</summary>
    public bool Is(string scheme) => Scheme.Equals(scheme, StringComparison.OrdinalIgnoreCase);

    /// <summary>Reads all challenges of one header value. Malformed parts are skipped; it never throws.</summary>
    public static IReadOnlyList<AuthChallenge> Parse(string header)
    {
        var reader = new ChallengeReader(header);
        var challenges = new List<AuthChallenge>();
        Dictionary<string, string>? parameters = null;
        while (reader.SkipToToken())
        {
            var name = reader.Token();
            if (reader.SkipEqualsSign())
            {
                // A parameter before any scheme, or without a value, is skipped.
                if (reader.Value() is { } value)
                {
                    parameters?.TryAdd(name, value);
                }
            }
            else
            {
                parameters = new(StringComparer.OrdinalIgnoreCase);
                challenges.Add(new AuthChallenge(name, parameters));
                reader.SkipToken68();
            }
        }

        return challenges;
    }
}

/// <summary>Reads the tokens of a <c>WWW-Authenticate</c> header from left to right.</summary>
internal sealed class ChallengeReader(string header)
{
    private const string LettersAndDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    // https://www.rfc-editor.org/rfc/rfc9110#section-5.6.2 and #section-11.2
    private static readonly SearchValues<char> TokenLetters = SearchValues.Create(LettersAndDigits + "!#$%&'*+-.^_`|~");
    private static readonly SearchValues<char> Token68Letters = SearchValues.Create(LettersAndDigits + "-._~+/");
    private static readonly SearchValues<char> Blanks = SearchValues.Create(" \t");

    private int _position;

    private ReadOnlySpan<char> Rest => header.AsSpan(_position);

    /// <summary>Moves to the next token; false at the end.</summary>
    public bool SkipToToken()
    {
        _position += Length(Rest.IndexOfAny(TokenLetters));
        return _position < header.Length;
    }

    /// <summary>Reads the token that begins here.</summary>
    public string Token()
    {
        var start = _position;
        _position += Length(Rest.IndexOfAnyExcept(TokenLetters));
        return header[start.._position];
    }

    /// <summary>Moves past an equals sign and the spaces around it, if one follows.</summary>
    public bool SkipEqualsSign()
    {
        var afterBlanks = _position + Length(Rest.IndexOfAnyExcept(Blanks));
        if (afterBlanks >= header.Length || header[afterBlanks] != '=')
        {
            return false;
        }

        _position = afterBlanks + 1;
        SkipBlanks();
        return true;
    }

    /// <summary>Reads the value of a parameter; null when it has none, or its quotes do not end.</summary>
    public string? Value() => Rest is ['"', ..] ? QuotedText() : Token() is { Length: > 0 } token ? token : null;

    /// <summary>Moves past a token68, as in <c>Negotiate YII=</c>, if one follows.</summary>
    public void SkipToken68()
    {
        SkipBlanks();
        var letters = Length(Rest.IndexOfAnyExcept(Token68Letters));
        var end = letters + Length(Rest[letters..].IndexOfAnyExcept('='), Rest.Length - letters);
        var after = Rest[end..].TrimStart(" \t");
        if (letters > 0 && (after.IsEmpty || after[0] == ','))
        {
            _position += end;
        }
    }

    private string? QuotedText()
    {
        var text = new StringBuilder();
        for (var index = _position + 1; index < header.Length; index++)
        {
            if (header[index] == '"')
            {
                _position = index + 1;
                return text.ToString();
            }

            if (header[index] == '\\' && index + 1 < header.Length)
            {
                index++;
            }

            text.Append(header[index]);
        }

        _position = header.Length;
        return null;
    }

    private void SkipBlanks() => _position += Length(Rest.IndexOfAnyExcept(Blanks));

    private int Length(int index) => Length(index, Rest.Length);

    private static int Length(int index, int whenNotFound) => index < 0 ? whenNotFound : index;
}
