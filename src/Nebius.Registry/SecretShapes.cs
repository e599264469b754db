using System.Text.RegularExpressions;

namespace Nebius.Registry;

/// <summary>The one rule for what looks like a secret: a token, a key, a password in an address, or a long random text.</summary>
internal static partial class SecretShapes
{
    /// <summary>What replaces a secret.</summary>
    public const string Removed = "[removed]";

    // A short path may be good base64 by chance; no private key is as short as this.
    private const int ShortestEncodedKey = 200;

    // ne1 or v1. and eight characters.
    private const int ShortestToken = 11;

    // No name that a person gives is one word as long as this; a label of a host has at most 63 characters.
    private const int LongestWord = 64;

    // No version or name that begins like a token is as long as this.
    private const int ShortestUnusual = 64;

    // In a random text 15 of 100 characters are three small letters in a row by chance, in a name of several words more than 50.
    private const double RandomWords = 0.45;

    private const int ShortestRun = 32;

    // https://github.com/opencontainers/image-spec/blob/main/descriptor.md#digests. "sha" and three digits are meant as one, even if the
    // rest is too short. A host has a dot.
    private const string NotADigest = "(?!(?i:sha)[0-9]{3}:|[A-Za-z0-9+_-]{1,32}:[0-9A-Fa-f]{32})";

    // What tokens, keys, passwords and commands for CI systems have in them.
    private static readonly string[] Signs = ["::", "##", "//", "v0.", "v1.", "ne1", "nd1", "eyJ", "-----"];

    // What a file's name ends with, and no token.
    private static readonly string[] FileExtensions =
        [".json", ".yaml", ".yml", ".pem", ".key", ".txt", ".tgz", ".gz", ".prov", ".md",
            ".tpl", ".toml", ".lock", ".cs", ".csproj", ".slnx", ".log"];

    /// <summary>Tells whether a value looks like a secret in the wrong place: then no part of it is shown.</summary>
    /// <param name="value">What a user set, alone.</param>
    public static bool IsSecret(string value)
    {
        var text = CredentialText.Trim(value);
        if (text.Length < ShortestToken && !text.AsSpan().ContainsAny('@', '{'))
        {
            return false;
        }

        return IsKey(text) || (!IsPlainName(text) && HasSecretShape(text));
    }

    /// <summary>
    /// Tells whether what is to be a registry, a repository or a list of them has a user name, which may be a password: an '@' that
    /// begins no digest.
    /// </summary>
    /// <param name="value">What a user set, before it is split.</param>
    public static bool HasUserName(string value) => value.Contains('@', StringComparison.Ordinal) && AtSign().IsMatch(value);

    // No expression below finds anything in such a text, and in most processes no other one is looked at.
    private static bool IsPlainName(string text) =>
        (text.Length < ShortestRun || (text.Length <= ShortestEncodedKey && text.Contains('/') && CredentialText.LooksLikePath(text)))
        && !text.Contains('@')
        && IsPlain(text);

    private static bool HasSecretShape(string text) =>
        HoldsPassword().IsMatch(text)
        || Tokens().Matches(text).Any(IsToken)
        || (text.Length > ShortestEncodedKey && CredentialText.FromBase64(text) is { } decoded && IsKey(decoded))
        || (!text.AsSpan().ContainsAny('/', '\\') && LongRun().Matches(text).Any(run => IsRandom(run.ValueSpan)))
        || (Word().IsMatch(text) && (text.Length > LongestWord || (text.Length >= 32 && text.AsSpan().ContainsAnyInRange('0', '9'))))
        || (EncodedBytes().IsMatch(text) && !CredentialText.LooksLikePath(text) && IsRandom(text))
        || RandomRun().Matches(text).Any(run => IsRandom(run.ValueSpan));

    /// <summary>Removes what looks like a secret from another side's text, where everything long and mixed may be one.</summary>
    public static string RemoveFromForeign(string text) => IsPlain(text, inRuns: "+_=-/.")
        ? text
        : LongRun().Replace(RemoveTokens(text), run => HasAllKinds(run.ValueSpan) ? Removed : run.Value);

    /// <summary>Removes what looks like a secret from a message of this library, whose paths and names stay.</summary>
    public static string RemoveFromMessage(string text) =>
        RandomRun().Replace(RemoveTokens(text), run => IsRandom(run.ValueSpan) ? Removed : run.Value);

    /// <summary>Removes tokens and keys of known shapes, and what stands before the host in an address.</summary>
    public static string RemoveTokens(string text) => UserInfo().Replace(
        PemKey().Replace(Tokens().Replace(text, token => IsToken(token) ? Removed : token.Value), Removed),
        $"{Removed}@");

    /// <summary>Returns whether a text has nothing to remove, without a regular expression, as most messages.</summary>
    public static bool IsPlain(string text) => IsPlain(text, inRuns: "+_=-");

    private static bool IsPlain(string text, string inRuns)
    {
        var start = 0;
        for (var i = 0; i <= text.Length; i++)
        {
            if (i < text.Length && (char.IsAsciiLetterOrDigit(text[i]) || inRuns.Contains(text[i], StringComparison.Ordinal)))
            {
                continue;
            }

            // A digest is long, but has no capital letter.
            if ((i - start >= ShortestRun && HasAllKinds(text.AsSpan()[start..i]))
                || (i < text.Length && text[i] is not ('\n' or (>= ' ' and <= '~'))))
            {
                return false;
            }

            start = i + 1;
        }

        return !Signs.Any(sign => text.Contains(sign, StringComparison.Ordinal)) && !HasUserName(text);
    }

    private static bool IsKey(string text) => text.StartsWith('{') || CredentialText.LooksLikePem(text);

    private static bool IsToken(Match match) => !IsVersionOrName(match.ValueSpan)
        && (match.ValueSpan.ContainsAnyInRange('A', 'Z')
            || !FileExtensions.Any(extension => match.Value.EndsWith(extension, StringComparison.Ordinal)));

    // v1.20261128, v1.2-14-gabcdef0 or ne1-frontend. A token has a letter there, and is longer.
    private static bool IsVersionOrName(ReadOnlySpan<char> text) => text.Length < ShortestUnusual && text[0] switch
    {
        'v' => char.IsAsciiDigit(text[3]),
        'n' => text[3] is '-' or '_',
        _ => false,
    };

    // Lower case alone is a repository, a digest or a host name.
    private static bool HasAllKinds(ReadOnlySpan<char> run) =>
        run.ContainsAnyInRange('A', 'Z') && run.ContainsAnyInRange('a', 'z') && run.ContainsAnyInRange('0', '9');

    // A tag may have the two capitals of a time, as in 20261128T101112Z; a random text of this length has more.
    private static bool IsRandom(ReadOnlySpan<char> run)
    {
        var inWords = 0;
        foreach (var word in Words().EnumerateMatches(run))
        {
            inWords += word.Length;
        }

        return HasAllKinds(run) && Capitals(run) > 2 && inWords < RandomWords * run.Length;
    }

    private static int Capitals(ReadOnlySpan<char> run)
    {
        var count = 0;
        foreach (var character in run)
        {
            count += char.IsAsciiLetterUpper(character) ? 1 : 0;
        }

        return count;
    }

    // The shapes that the sanitizer of the Nebius SDK knows (github.com/nebius/gosdk proto/tokensanitizer), and JWTs.
    [GeneratedRegex(
        @"(?:\b(?:ne1|nd1)[A-Za-z0-9_=-]{8,}|(?<![A-Za-z0-9_.])v[01]\.[A-Za-z0-9_=-]{8,}|eyJ[A-Za-z0-9_=-]{8,})(?:\.[A-Za-z0-9_=-]*)*",
        RegexOptions.CultureInvariant)]
    private static partial Regex Tokens();

    [GeneratedRegex(
        @"-----BEGIN [^-]{1,40}-----.*?(?:-----END [^-]{1,40}-----|\z)", RegexOptions.CultureInvariant | RegexOptions.Singleline)]
    private static partial Regex PemKey();

    [GeneratedRegex("@" + NotADigest, RegexOptions.CultureInvariant)]
    private static partial Regex AtSign();

    // What is before the host of an address, which has one slash where it was taken for a path; and user:password@ anywhere, where the
    // password may have slashes. A path or a port after the colon isn't a password, nor is what follows the letter of a drive. The second
    // part is bounded, because it may begin anywhere in a long text.
    [GeneratedRegex(
        @"(?:(?<=//|[A-Za-z]{2}:/)[^/\s]+"
            + @"|(?<![\w\[.+-])\w[^/\\\s@:""'<>=]{1,63}:(?![/~]|[A-Za-z]:[\\/]|[0-9]{1,5}/)[^\\\s""'<>]{1,256})@" + NotADigest,
        RegexOptions.CultureInvariant)]
    private static partial Regex UserInfo();

    [GeneratedRegex(
        @"(?://|[A-Za-z]{2}:/)[^/\s]+@" + NotADigest + @"|\A(?![A-Za-z]:[\\/])[^/\s@:]*:[^\s@]+@" + NotADigest,
        RegexOptions.CultureInvariant)]
    private static partial Regex HoldsPassword();

    [GeneratedRegex(@"[A-Za-z0-9+/_=.-]{32,}", RegexOptions.CultureInvariant)]
    private static partial Regex LongRun();

    [GeneratedRegex(@"[A-Za-z0-9+_=-]{32,}", RegexOptions.CultureInvariant)]
    private static partial Regex RandomRun();

    [GeneratedRegex("[a-z]{3,}", RegexOptions.CultureInvariant)]
    private static partial Regex Words();

    [GeneratedRegex(@"\A[A-Za-z0-9+_=]+\z", RegexOptions.CultureInvariant)]
    private static partial Regex Word();

    [GeneratedRegex(@"\A[A-Za-z0-9+/_=-]{40,}\z", RegexOptions.CultureInvariant)]
    private static partial Regex EncodedBytes();
}
