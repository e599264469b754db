using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Nebius.Registry.Emulator;

/// <summary>
/// A value of a seed with its path, such as <c>$.registries[0]</c>. Wrong values are collected, so that all are reported at once.
/// </summary>
internal sealed partial class SeedNode(JsonElement element, string path, List<string> problems)
{
    private const int LongestShownValue = 60;

    /// <summary>The path, in the notation of JSONPath.</summary>
    public string Path => path;

    /// <summary>Reports a value; <paramref name="shown"/> is false where it may be a secret.</summary>
    public void Reject(string expected, bool shown = true) =>
        problems.Add(shown ? $"{path} is {Show()}. Expected: {expected}." : $"{path} isn't valid. Expected: {expected}.");

    /// <summary>Requires an object that has no property twice.</summary>
    public bool IsObject()
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            Reject("an object, { ... }");
            return false;
        }

        var names = element.EnumerateObject().Select(property => property.Name);
        var twice = names.GroupBy(name => name, StringComparer.Ordinal).Where(group => group.Count() > 1);
        problems.AddRange(twice.Select(group => $"{Child(group.Key)} is there twice.").Except(problems).ToArray());
        return true;
    }

    /// <summary>Requires an object that has no other properties than these.</summary>
    public bool IsObjectOf(params string[] known)
    {
        if (!IsObject())
        {
            return false;
        }

        foreach (var name in element.EnumerateObject().Select(property => property.Name).Where(name => !known.Contains(name)))
        {
            problems.Add($"{Child(name)} is unknown. Expected: {string.Join(", ", known)}.");
        }

        return true;
    }

    /// <summary>Returns a property, or null if it is not there.</summary>
    public SeedNode? Find(string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value)
            ? new SeedNode(value, Child(name), problems)
            : null;

    /// <summary>Returns a property that must be there, or null.</summary>
    public SeedNode? Require(string name)
    {
        var found = Find(name);
        if (found is null)
        {
            problems.Add($"{Child(name)} is missing.");
        }

        return found;
    }

    public IReadOnlyList<SeedNode> Items()
    {
        if (element.ValueKind == JsonValueKind.Array)
        {
            return [.. element.EnumerateArray().Select((item, index) => new SeedNode(item, $"{path}[{index}]", problems))];
        }

        Reject("a list, [ ... ]");
        return [];
    }

    public IReadOnlyList<(string Name, SeedNode Value)> Properties()
    {
        return IsObject()
            ? [.. element.EnumerateObject().Select(one => (one.Name, new SeedNode(one.Value, Child(one.Name), problems)))]
            : [];
    }

    /// <summary>Returns a text that matches the pattern, or null.</summary>
    public string? Text(Regex pattern, string expected, bool shown = true)
    {
        if (element.ValueKind == JsonValueKind.String && element.GetString()! is var text && pattern.IsMatch(text))
        {
            return text;
        }

        Reject(expected, shown);
        return null;
    }

    public bool? Flag()
    {
        if (element.ValueKind is JsonValueKind.True or JsonValueKind.False)
        {
            return element.GetBoolean();
        }

        Reject("true or false");
        return null;
    }

    public int? Number(int minimum, int maximum)
    {
        if (element.ValueKind == JsonValueKind.Number && element.TryGetInt32(out var number) && number >= minimum && number <= maximum)
        {
            return number;
        }

        Reject($"a whole number from {minimum} to {maximum}");
        return null;
    }

    /// <summary>Returns the value of one of these names, whose case does not matter.</summary>
    public T? Choice<T>(IReadOnlyDictionary<string, T> choices)
    {
        if (element.ValueKind == JsonValueKind.String)
        {
            var text = element.GetString()!;
            foreach (var (name, value) in choices.Where(choice => choice.Key.Equals(text, StringComparison.OrdinalIgnoreCase)))
            {
                return value;
            }
        }

        Reject(string.Join(", ", choices.Keys));
        return default;
    }

    public DateTimeOffset? Moment()
    {
        if (element.ValueKind == JsonValueKind.String
            && DateTimeOffset.TryParse(element.GetString(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment))
        {
            return moment;
        }

        Reject("a time such as 2027-01-31T00:00:00Z");
        return null;
    }

    public bool IsText(string text) => element.ValueKind == JsonValueKind.String && element.ValueEquals(text);

    private string Child(string name) => PlainName().IsMatch(name) ? $"{path}.{name}" : $"{path}[{JsonSerializer.Serialize(name)}]";

    private string Show()
    {
        var text = element.GetRawText().ReplaceLineEndings(" ");
        return element.ValueKind == JsonValueKind.Object ? "an object"
            : element.ValueKind == JsonValueKind.Array ? "a list"
            : text.Length > LongestShownValue ? text[..LongestShownValue] + "..."
            : text;
    }

    [GeneratedRegex(@"\A[A-Za-z_][A-Za-z0-9_]*\z")]
    private static partial Regex PlainName();
}
