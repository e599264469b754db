using System.Globalization;
using System.Text;
using Nebius.Registry.Iam;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Nebius.Registry.TokenCache.Shared;

/// <summary>
/// The file of the Nebius CLI and SDKs, see https://github.com/nebius/gosdk auth/file_cache.go: a map <c>tokens</c> from names to tokens.
/// What other programs wrote there stays, except tokens that are expired or empty, which each of them drops, too.
/// </summary>
/// <remarks>
/// Keys that appear twice are merged. The file begins with a comment that says whether this library wrote it whole. What isn't YAML and
/// wasn't left half written by this library may be a user's own: it is not touched.
/// </remarks>
internal sealed class SharedFormat(string path) : ITokenFormat
{
    public const string TokensKey = "tokens";

    private const string HalfWritten = "# nebius-registry: half written\n";
    private const string WrittenWhole = "# nebius-registry: done writing";

    private static readonly byte[] Comment = [.. "# nebius-registry: "u8];
    private static readonly byte[] TokensStart = [.. "tokens:"u8];
    private static readonly byte[] HalfWrittenBytes = Encoding.ASCII.GetBytes(HalfWritten);

    /// <inheritdoc/>
    public ReadOnlyMemory<byte> Seal { get; } = Encoding.ASCII.GetBytes(WrittenWhole);

    /// <inheritdoc/>
    public AccessToken? Find(byte[] content, string name) =>
        Read(content) is (_, { } tokens) && tokens.Find(name) is { } node && YamlMap.Of(node) is { } entry
            ? new SharedEntry(entry).Token
            : null;

    /// <inheritdoc/>
    public byte[] Replace(byte[] content, string name, AccessToken? token, DateTimeOffset now)
    {
        var file = Read(content) ?? (content.AsSpan().StartsWith(HalfWrittenBytes) ? (new YamlMap(), new YamlMap()) : throw Garbage());
        var others = YamlMap.Of(file.Others.Entries.Where(entry => entry.Key.Value != TokensKey));
        var kept = YamlMap.Of(file.Tokens.Entries.Where(
            entry => entry.Key.Value != name && !(YamlMap.Of(entry.Value) is { } map && new SharedEntry(map).IsSpent(now))));
        return Write(others, kept, token is null ? null : (name, token)) ?? throw Garbage();
    }

    private static byte[]? Write(YamlMap others, YamlMap kept, (string Name, AccessToken Token)? added)
    {
        try
        {
            var written = SharedYaml.Write(HalfWritten, others.Entries, kept.Entries, added);
            return Read(written) is { } file
                && YamlCheck.IsSame(others, YamlMap.Of(file.Others.Entries.Where(entry => entry.Key.Value != TokensKey)))
                && YamlCheck.IsSame(kept, YamlMap.Of(file.Tokens.Entries.Where(entry => entry.Key.Value != added?.Name)))
                ? written
                : null;
        }
        catch (YamlException)
        {
            // It can be read but not written, so Nebius's tools did not make it.
            return null;
        }
    }

    private static (YamlMap Others, YamlMap Tokens)? Read(byte[] content) =>
        YamlEvents.Read(content) is { } events ? Parts(YamlUnion.Of(events)) : Salvage(content);

    private static (YamlMap Others, YamlMap Tokens)? Parts(ParsingEvent[] node) =>
        YamlMap.Of(node) is { } map && YamlMap.Of(map.Find(TokensKey) ?? []) is { } tokens ? (map, tokens) : null;

    /// <summary>
    /// Reads what is whole of a file that is no YAML because texts of several programs are in it, one of them this library's.
    /// </summary>
    private static (YamlMap Others, YamlMap Tokens)? Salvage(byte[] content)
    {
        if (content.AsSpan().IndexOf(Comment) < 0)
        {
            return null;
        }

        ParsingEvent[][] whole =
        [
            .. Pieces(content).Select(YamlEvents.Read).OfType<ParsingEvent[]>().Where(events => Parts(events)?.Tokens.Entries.Count > 0),
        ];
        return whole.Length == 0 ? null : Parts(YamlUnion.Of(whole));
    }

    // Each text begins with the comment or with the tokens.
    private static IEnumerable<byte[]> Pieces(byte[] content)
    {
        var start = 0;
        for (var position = 1; position < content.Length; position++)
        {
            var rest = content.AsSpan(position);
            if (content[position - 1] == (byte)'\n' && (rest.StartsWith(Comment) || rest.StartsWith(TokensStart)))
            {
                yield return content[start..position];
                start = position;
            }
        }

        yield return content[start..];
    }

    private TokenCacheUnavailableException Garbage() => TokenCacheUnavailableException.Fixable(
        $"The token cache isn't used: '{path}' isn't YAML with tokens. If you don't need it, delete it:\n  {Shell.Current.Delete(path)}");
}

/// <summary>
/// One token of the CLI's file: <c>{token: text, expires_at: Unix seconds}</c>; an expiry of 0, null or none is not known.
/// </summary>
internal sealed class SharedEntry(YamlMap map)
{
    public const string TokenKey = "token";
    public const string ExpiryKey = "expires_at";

    private const string YamlTag = "tag:yaml.org,2002:";

    /// <summary>Gets the token, expired or not; null when there is none that can be understood.</summary>
    public AccessToken? Token => Expiry is { } expiry ? StoredToken.From(Text, expiry) : null;

    /// <summary>Tells whether the entry is of no use, so that Nebius's Go SDK would drop it, too.</summary>
    public bool IsSpent(DateTimeOffset now) =>
        string.IsNullOrEmpty(Text) || (Expiry is { } end and not 0 && end <= now.ToUnixTimeSeconds());

    private string? Text => Scalar(TokenKey, "str")?.Value;

    private long? Expiry
    {
        get
        {
            if (map.Find(ExpiryKey) is not { } node || YamlMap.IsNull(node))
            {
                return 0;
            }

            return Scalar(ExpiryKey, "int") is { Style: ScalarStyle.Plain } scalar
                && long.TryParse(scalar.Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var seconds)
                ? seconds
                : null;
        }
    }

    private Scalar? Scalar(string key, string tag) =>
        map.Find(key) is [Scalar scalar] node && !YamlMap.IsNull(node) && (scalar.Tag.IsEmpty || scalar.Tag == YamlTag + tag)
            ? scalar
            : null;
}
