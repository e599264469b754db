using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Nebius.Registry.DockerConfig;

/// <summary>
/// The content of a login file of docker or podman. It is edited as bytes: what isn't changed stays as it is, spaces, escapes, and bytes
/// that aren't text included.
/// </summary>
internal sealed class ConfigFileJson
{
    /// <summary>The most bytes that are read.</summary>
    public const int Longest = 1024 * 1024;

    private byte[] _json;

    private ConfigFileJson(byte[] json, bool hadByteOrderMark) => (_json, HadByteOrderMark) = (json, hadByteOrderMark);

    /// <summary>Gets the content as it is now, without a byte order mark: docker, podman and skopeo can't read a file with one.</summary>
    public byte[] Bytes => _json;

    /// <summary>Gets a value indicating whether the file began with a byte order mark.</summary>
    public bool HadByteOrderMark { get; }

    /// <summary>Reads a content; an empty one counts as an empty object.</summary>
    /// <returns>The content; or null, and why it cannot be edited.</returns>
    public static (ConfigFileJson? File, string Problem) Parse(byte[] bytes)
    {
        if (bytes.Length > Longest)
        {
            return (null, $"it is larger than {Longest / 1024 / 1024} MiB. Is it the file that docker reads?");
        }

        if (bytes is [0xff, 0xfe, ..] or [0xfe, 0xff, ..])
        {
            return (null, "it is UTF-16, which docker and podman can't read (PowerShell's '>' writes that). Save it as UTF-8.");
        }

        var hasPreamble = bytes.AsSpan().StartsWith(Encoding.UTF8.Preamble);
        var json = hasPreamble ? bytes[Encoding.UTF8.Preamble.Length..] : bytes;
        if (json.AsSpan().Trim(" \t\r\n"u8).IsEmpty)
        {
            return (new ConfigFileJson([.. "{\n}"u8, .. json is [.., (byte)'\n'] ? "\n"u8 : ""u8], hasPreamble), string.Empty);
        }

        try
        {
            var reader = new Utf8JsonReader(json);
            _ = reader.Read();
            var isObject = reader.TokenType == JsonTokenType.StartObject;
            while (reader.Read())
            {
                // To the end: what is behind a mistake is never seen.
            }

            return isObject
                ? (new ConfigFileJson(json, hasPreamble), string.Empty)
                : (null, "it is JSON, but not an object. Fix it, or move it away.");
        }
        catch (JsonException error)
        {
            return (null, $"it isn't valid JSON (line {(error.LineNumber ?? 0) + 1}). Fix it, or move it away.");
        }
    }

    /// <summary>Returns the names in a section, those that are text.</summary>
    /// <exception cref="InvalidOperationException">The section isn't an object, or has a name twice.</exception>
    public IReadOnlyList<string> Names(string section) =>
        [.. Sections(section).SelectMany(members => members.Members).Select(member => member.Name).OfType<string>().Distinct()];

    /// <summary>Returns a text in a section; null when there is none.</summary>
    /// <exception cref="InvalidOperationException">It is something else.</exception>
    public string? Text(string section, string name) =>
        Find(section, name) is { } value && !IsNull(value) ? JsonNode.Parse(Span(value))!.GetValue<string>() : null;

    /// <summary>Tells whether an object in a section has something in it.</summary>
    /// <exception cref="InvalidOperationException">It is something else.</exception>
    public bool HasContent(string section, string name) =>
        Find(section, name) is { } value && !IsNull(value) && Object(value).Members.Count > 0;

    /// <summary>Sets a value in a section, which is made if need be.</summary>
    /// <exception cref="InvalidOperationException">The section isn't an object, or has a name twice.</exception>
    public void Set(string section, string name, JsonNode value)
    {
        // Only docker and podman read a section whose name is in another case; a new value goes where all do.
        if ((Sections(section).LastOrDefault(members => members.Find(name) is not null) ?? Exact(section)) is { } members)
        {
            Put(members, name, value, depth: 2);
        }
        else
        {
            Put(Root, section, new JsonObject { [name] = value }, depth: 1);
        }
    }

    /// <summary>Removes a value from a section.</summary>
    /// <exception cref="InvalidOperationException">The section isn't an object, or has a name twice.</exception>
    public void Remove(string section, string name)
    {
        while (Sections(section).FirstOrDefault(members => members.Find(name) is not null) is { } members)
        {
            Remove(members, name);
        }
    }

    /// <summary>Removes a section that has nothing in it.</summary>
    public void RemoveIfEmpty(string section)
    {
        while (Root.Members.FirstOrDefault(member => IsSection(member, section) && Object(member.Value).Members.Count == 0) is { } empty)
        {
            Remove(Root, empty.Name!);
        }
    }

    private JsonMembers Root => Object(new JsonSpan(0, _json.Length));

    private ReadOnlySpan<byte> Span(JsonSpan span) => _json.AsSpan(span.Start, span.Length);

    private bool IsNull(JsonSpan value) => Span(value).SequenceEqual("null"u8);

    // docker and podman take any case for a section's name, join two of them, and let the last value win:
    // https://pkg.go.dev/encoding/json#Unmarshal
    private IEnumerable<JsonMembers> Sections(string name) =>
        Root.Members.Where(member => IsSection(member, name)).Select(member => Object(member.Value));

    private bool IsSection(JsonMember member, string name) =>
        name.Equals(member.Name, StringComparison.OrdinalIgnoreCase) && !IsNull(member.Value);

    private JsonMembers? Exact(string name) =>
        Root.Find(name) is { } member && !IsNull(member.Value) ? Object(member.Value) : null;

    private JsonSpan? Find(string section, string name) =>
        Sections(section).Select(members => members.Find(name)).LastOrDefault(member => member is not null)?.Value;

    private JsonMembers Object(JsonSpan span) => JsonMembers.Of(_json, span);

    private void Put(JsonMembers members, string name, JsonNode value, int depth)
    {
        if (members.Find(name) is { } there)
        {
            Splice(there.Value, Encoding.UTF8.GetBytes(Written(value, SpaceBefore(there))));
        }
        else if (members.Members is [.., var last])
        {
            var space = SpaceBefore(last);
            var between = Encoding.Latin1.GetString(_json, last.NameSpan.End, last.Value.Start - last.NameSpan.End);
            Splice(new JsonSpan(last.Value.End, 0), Encoding.UTF8.GetBytes($",{space}{Quoted(name)}{between}{Written(value, space)}"));
        }
        else
        {
            var space = HasLines ? NewLine + string.Concat(Enumerable.Repeat(Indent, depth)) : string.Empty;
            var end = HasLines ? NewLine + string.Concat(Enumerable.Repeat(Indent, depth - 1)) : string.Empty;
            Splice(
                members.Inside,
                Encoding.UTF8.GetBytes($"{space}{Quoted(name)}:{(HasLines ? " " : string.Empty)}{Written(value, space)}{end}"));
        }
    }

    private void Remove(JsonMembers members, string name)
    {
        var index = members.IndexOf(name);
        if (index < 0)
        {
            return;
        }

        var all = members.Members;
        Splice(
            all.Count == 1 ? members.Inside
            : index == 0 ? JsonSpan.Between(all[0].NameSpan.Start, all[1].NameSpan.Start)
            : JsonSpan.Between(all[index - 1].Value.End, all[index].Value.End),
            []);
    }

    private void Splice(JsonSpan span, byte[] by) => _json = [.. _json[..span.Start], .. by, .. _json[span.End..]];

    // What stands between the comma or bracket before a member and its name.
    private string SpaceBefore(JsonMember member)
    {
        var start = member.NameSpan.Start;
        while (_json[start - 1] is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n')
        {
            start--;
        }

        return Encoding.Latin1.GetString(_json, start, member.NameSpan.Start - start);
    }

    private static string Quoted(string name) =>
        JsonValue.Create(name).ToJsonString(new JsonSerializerOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    // On lines of its own where the members around it are.
    private string Written(JsonNode value, string space)
    {
        var hasLines = space.Contains('\n', StringComparison.Ordinal);
        using var memory = new MemoryStream();
        var options = new JsonWriterOptions
        {
            Indented = hasLines,
            IndentCharacter = Indent[0],
            IndentSize = Indent.Length,
            NewLine = "\n",
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        };
        using (var writer = new Utf8JsonWriter(memory, options))
        {
            value.WriteTo(writer);
        }

        var text = Encoding.UTF8.GetString(memory.ToArray());
        return hasLines
            ? text.Replace("\n", space[space.LastIndexOf('\n')..].Insert(0, NewLine.TrimEnd('\n')), StringComparison.Ordinal)
            : text;
    }

    private bool HasLines => _json.AsSpan().Contains((byte)'\n');

    private string NewLine => _json.AsSpan().IndexOf("\r\n"u8) >= 0 ? "\r\n" : "\n";

    // As it was indented; a new file is indented as docker does it.
    private string Indent
    {
        get
        {
            var text = Encoding.Latin1.GetString(_json);
            var line = text.IndexOf('\n', StringComparison.Ordinal);
            var indent = line < 0 ? string.Empty : new string([.. text[(line + 1)..].TakeWhile(character => character is ' ' or '\t')]);
            var length = indent.Length is > 0 and < 9 ? indent.Length : 1;
            return new string(indent.StartsWith(' ') ? ' ' : '\t', length);
        }
    }
}
