using System.Text.Json;

namespace Nebius.Registry.DockerConfig;

/// <summary>The members of a JSON object: where they stand in the text.</summary>
/// <param name="Members">The members, in their order.</param>
/// <param name="Inside">What is between the brackets.</param>
internal sealed record JsonMembers(IReadOnlyList<JsonMember> Members, JsonSpan Inside)
{
    /// <summary>Takes an object apart.</summary>
    /// <exception cref="InvalidOperationException">It isn't an object, or has a name twice.</exception>
    public static JsonMembers Of(byte[] json, JsonSpan span)
    {
        var reader = new Utf8JsonReader(json.AsSpan(span.Start, span.Length));
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            throw new InvalidOperationException("It isn't an object.");
        }

        var start = span.Start + (int)reader.BytesConsumed;
        var members = new List<JsonMember>();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            members.Add(Read(ref reader, span.Start));
        }

        var end = span.Start + (int)reader.TokenStartIndex;
        return members.Where(member => member.Name is not null).GroupBy(member => member.Name).Any(group => group.Count() > 1)
            ? throw new InvalidOperationException("It has a name twice.")
            : new JsonMembers(members, JsonSpan.Between(start, end));
    }

    /// <summary>Finds a member.</summary>
    public JsonMember? Find(string name) => Members.FirstOrDefault(member => member.Name == name);

    /// <summary>Finds a member's place among the others; -1 when there is none.</summary>
    public int IndexOf(string name)
    {
        for (var index = 0; index < Members.Count; index++)
        {
            if (Members[index].Name == name)
            {
                return index;
            }
        }

        return -1;
    }

    private static JsonMember Read(ref Utf8JsonReader reader, int offset)
    {
        var name = Name(ref reader);
        var nameStart = offset + (int)reader.TokenStartIndex;
        var nameSpan = JsonSpan.Between(nameStart, nameStart + reader.ValueSpan.Length + 2);
        _ = reader.Read();
        var start = offset + (int)reader.TokenStartIndex;
        reader.Skip();
        return new JsonMember(name, nameSpan, JsonSpan.Between(start, offset + (int)reader.BytesConsumed));
    }

    private static string? Name(ref Utf8JsonReader reader)
    {
        try
        {
            return reader.GetString();
        }
        catch (InvalidOperationException)
        {
            // Bytes that are no UTF-8, or half a character. No name that is looked for.
            return null;
        }
    }
}

/// <summary>A member of a JSON object: where it stands.</summary>
/// <param name="Name">Its name; null when it isn't text.</param>
/// <param name="NameSpan">Where the name is, with its quotes.</param>
/// <param name="Value">Where the value is.</param>
internal sealed record JsonMember(string? Name, JsonSpan NameSpan, JsonSpan Value);

/// <summary>A part of a JSON text, in bytes.</summary>
/// <param name="Start">Where it begins.</param>
/// <param name="Length">How long it is.</param>
internal readonly record struct JsonSpan(int Start, int Length)
{
    /// <summary>Gets the first byte behind it.</summary>
    public int End => Start + Length;

    /// <summary>Makes a part of its ends.</summary>
    public static JsonSpan Between(int start, int end) => new(start, end - start);
}
