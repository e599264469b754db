using System.Globalization;
using System.Text;
using Nebius.Registry.Iam;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Nebius.Registry.TokenCache.Shared;

/// <summary>
/// Writes the CLI's file. Of each token the expiry comes first, and the text last and in quotes, so that the file cut off anywhere has
/// fewer tokens or is no YAML, but never shows a token that is not whole or has lost its expiry.
/// </summary>
internal sealed class SharedYaml
{
    private readonly Emitter _emitter;

    private SharedYaml(StringWriter text)
    {
        // Readers give a key on one line 1024 characters; a longer one is written in YAML's long form.
        _emitter = new Emitter(text, new EmitterSettings().WithBestWidth(int.MaxValue).WithNewLine("\n").WithMaxSimpleKeyLength(1000));
        Emit(new StreamStart(), new DocumentStart(null, null, isImplicit: true));
    }

    /// <summary>Writes a file.</summary>
    /// <param name="header">A comment line to begin with.</param>
    /// <param name="others">What stands beside the tokens.</param>
    /// <param name="kept">Other tokens.</param>
    /// <param name="added">A token to add, if any.</param>
    public static byte[] Write(
        string header,
        IEnumerable<KeyValuePair<Scalar, ParsingEvent[]>> others,
        IEnumerable<KeyValuePair<Scalar, ParsingEvent[]>> kept,
        (string Name, AccessToken Token)? added)
    {
        using var text = new StringWriter(CultureInfo.InvariantCulture);
        text.Write(header);
        var yaml = new SharedYaml(text);
        yaml.StartMap();
        foreach (var (key, value) in others)
        {
            yaml.Copy(key);
            yaml.Copy(value);
        }

        yaml.Emit(Plain(SharedFormat.TokensKey));
        yaml.StartMap();
        foreach (var (key, value) in kept)
        {
            yaml.Copy(key);
            yaml.CopyEntry(value);
        }

        if (added is var (name, token))
        {
            yaml.Emit(Quoted(name));
            yaml.StartMap();
            if (token.ExpiresAt is { } expiresAt)
            {
                yaml.Emit(Plain(SharedEntry.ExpiryKey), Plain(expiresAt.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture)));
            }

            yaml.Emit(Plain(SharedEntry.TokenKey), Quoted(token.Token.Reveal()), new MappingEnd());
        }

        yaml.Emit(new MappingEnd(), new MappingEnd(), new DocumentEnd(isImplicit: true), new StreamEnd());
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private void CopyEntry(ParsingEvent[] entry)
    {
        if (YamlMap.Of(entry) is not { } map || map.Entries.Count == 0)
        {
            Copy(entry);
            return;
        }

        StartMap();
        foreach (var (key, value) in map.Entries.OrderBy(field => field.Key.Value == SharedEntry.TokenKey))
        {
            Copy(key);
            Copy(key.Value == SharedEntry.TokenKey && value is [Scalar text] && !YamlMap.IsNull(value) ? [Quoted(text.Value)] : value);
        }

        Emit(new MappingEnd());
    }

    private void Copy(params ParsingEvent[] node)
    {
        foreach (var part in node)
        {
            // In block style throughout: an empty value is not allowed everywhere, and the line breaks of the text that was read don't fit.
            Emit(part switch
            {
                Scalar { Style: ScalarStyle.Plain, Tag.IsEmpty: true, Value: "" } => Plain("null"),
                MappingStart map => new MappingStart(AnchorName.Empty, map.Tag, map.Tag.IsEmpty, MappingStyle.Block),
                SequenceStart list => new SequenceStart(AnchorName.Empty, list.Tag, list.Tag.IsEmpty, SequenceStyle.Block),
                _ => part,
            });
        }
    }

    private void StartMap() => Emit(new MappingStart(AnchorName.Empty, TagName.Empty, isImplicit: true, MappingStyle.Block));

    private void Emit(params ParsingEvent[] events)
    {
        foreach (var part in events)
        {
            _emitter.Emit(part);
        }
    }

    private static Scalar Plain(string value) =>
        new(AnchorName.Empty, TagName.Empty, value, ScalarStyle.Plain, isPlainImplicit: true, isQuotedImplicit: false);

    // A name is quoted always: one may be a Windows path, and which text YAML takes for a number, date or truth depends on the reader.
    private static Scalar Quoted(string value) =>
        new(AnchorName.Empty, TagName.Empty, value, ScalarStyle.DoubleQuoted, isPlainImplicit: false, isQuotedImplicit: true);
}

/// <summary>
/// Tells whether what was written says the same as what was meant: YamlDotNet's emitter does not get every odd scalar right, and what
/// it gets wrong would be another program's token.
/// </summary>
internal static class YamlCheck
{
    /// <summary>Compares two maps, whose fields may have another order and whose scalars another style.</summary>
    public static bool IsSame(YamlMap one, YamlMap other) =>
        one.Entries.Count == other.Entries.Count
        && one.Entries.All(entry => other.Find(entry.Key.Value) is { } value && IsSame(entry.Value, value));

    private static bool IsSame(ParsingEvent[] one, ParsingEvent[] other) =>
        YamlMap.Of(one) is { Entries.Count: > 0 } map
            ? YamlMap.Of(other) is { } otherMap && IsSame(map, otherMap)
            : (YamlMap.IsNull(one) && YamlMap.IsNull(other))
                || (one.Length == other.Length && one.Zip(other).All(pair => IsSame(pair.First, pair.Second)));

    private static bool IsSame(ParsingEvent one, ParsingEvent other) => (one, other) switch
    {
        (Scalar scalar, Scalar otherScalar) => (scalar.Value == otherScalar.Value && scalar.Tag == otherScalar.Tag)
            || (YamlMap.IsNull([scalar]) && YamlMap.IsNull([otherScalar])),
        (NodeEvent node, NodeEvent otherNode) => node.GetType() == otherNode.GetType() && node.Tag == otherNode.Tag,
        _ => one.GetType() == other.GetType(),
    };
}
