using System.Text;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Nebius.Registry.TokenCache.Shared;

/// <summary>
/// Reads a YAML document into the events of its one node, within bounds: this file may be anything. Anchors, aliases and further
/// documents are refused; Nebius's tools write none, and they are what makes a small file large.
/// </summary>
internal static class YamlEvents
{
    private const int DeepestLevel = 16;
    private const int MostEvents = 50_000;

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: true, throwOnInvalidBytes: true);

    /// <summary>Reads a document.</summary>
    /// <returns>Its node's events, none when the document is empty; null when it is none that we read.</returns>
    public static ParsingEvent[]? Read(byte[] content)
    {
        try
        {
            // Nebius's JavaScript SDK, removing a token, writes on behind the end of what it cut off, and so begins with zeros:
            // https://github.com/nebius/js-sdk src/runtime/token/file_cache/token_cache.ts (truncate does not move the position).
            var bytes = content.AsSpan().TrimStart((byte)0);
            using var reader = new StringReader(Utf8.GetString(bytes.StartsWith(Utf8.Preamble) ? bytes[Utf8.Preamble.Length..] : bytes));
            return Read(new Parser(reader));
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            // YamlDotNet 18.1 has more than its YamlException for what it cannot read: InvalidOperationException for "...\n!!str ",
            // ArgumentOutOfRangeException for two high surrogates in quotes.
            return null;
        }
    }

    private static ParsingEvent[]? Read(Parser parser)
    {
        var events = new List<ParsingEvent>();
        var depth = 0;
        var documents = 0;
        while (parser.MoveNext())
        {
            var current = parser.Current;
            if (current is DocumentStart)
            {
                documents++;
            }
            else if (current is NodeEvent or SequenceEnd or MappingEnd)
            {
                events.Add(current);
                depth += current.NestingIncrease;
            }

            if (documents > 1 || depth > DeepestLevel || events.Count > MostEvents || current is AnchorAlias or NodeEvent { Anchor.IsEmpty: false })
            {
                return null;
            }
        }

        return [.. events];
    }
}
