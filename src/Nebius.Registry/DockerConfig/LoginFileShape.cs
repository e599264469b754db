using System.Text.Json;

namespace Nebius.Registry.DockerConfig;

/// <summary>
/// What docker or podman decodes a whole file into. Where one value has another type, the program reads nothing of the file, whatever
/// registry it is about: https://github.com/docker/cli/blob/v28.2.2/cli/config/configfile/file.go
/// </summary>
internal sealed class LoginFileShape
{
    private static readonly Rule Text = new(JsonValueKind.String);
    private static readonly Rule Texts = new(JsonValueKind.Object, JsonValueKind.String);
    private static readonly Rule Objects = new(JsonValueKind.Object, JsonValueKind.Object);
    private static readonly Rule List = new(JsonValueKind.Array, JsonValueKind.String);

    private static readonly Dictionary<string, Rule> OfPodman = new(StringComparer.OrdinalIgnoreCase)
    {
        ["auths"] = Objects,
        ["credHelpers"] = Texts,
    };

    private static readonly Dictionary<string, Rule> OfDocker = new(OfPodman, StringComparer.OrdinalIgnoreCase)
    {
        ["credsStore"] = Text,
        ["HttpHeaders"] = Texts,
        ["psFormat"] = Text,
        ["imagesFormat"] = Text,
        ["networksFormat"] = Text,
        ["pluginsFormat"] = Text,
        ["volumesFormat"] = Text,
        ["statsFormat"] = Text,
        ["detachKeys"] = Text,
        ["serviceInspectFormat"] = Text,
        ["servicesFormat"] = Text,
        ["tasksFormat"] = Text,
        ["secretFormat"] = Text,
        ["configFormat"] = Text,
        ["nodesFormat"] = Text,
        ["pruneFilters"] = List,
        ["proxies"] = Objects,
        ["currentContext"] = Text,
        ["cliPluginsExtraDirs"] = List,
        ["plugins"] = Objects,
        ["aliases"] = Texts,
        ["features"] = Texts,
    };

    private readonly Dictionary<string, Rule> _members;
    private readonly bool _decodesAll;

    private LoginFileShape(Dictionary<string, Rule> members, bool decodesAll) => (_members, _decodesAll) = (members, decodesAll);

    /// <summary>Gets the file of docker and helm, which also decode every login in it.</summary>
    public static LoginFileShape Docker { get; } = new(OfDocker, decodesAll: true);

    /// <summary>Gets the file of podman and skopeo.</summary>
    public static LoginFileShape Podman { get; } = new(OfPodman, decodesAll: false);

    /// <summary>Looks for what makes the file unreadable.</summary>
    /// <param name="root">The file.</param>
    /// <param name="host">The registry whose own login is left out: that one is looked at more closely elsewhere.</param>
    /// <returns>What is wrong, as the rest of a sentence; null when nothing is.</returns>
    public string? Check(JsonElement root, string host)
    {
        if (root.ValueKind != JsonValueKind.Object)
        {
            return "is JSON, but not an object";
        }

        foreach (var member in root.EnumerateObject())
        {
            if (_members.TryGetValue(member.Name, out var rule) && !rule.Allows(member.Value))
            {
                return $"has a '{Redactor.Clean(member.Name, 40)}' of the wrong type, so nothing in the file is read";
            }

            if (member.Name.Equals("auths", StringComparison.OrdinalIgnoreCase) && WrongLogin(member.Value, host) is { } wrong)
            {
                return wrong;
            }
        }

        return null;
    }

    private string? WrongLogin(JsonElement auths, string host) =>
        auths.ValueKind == JsonValueKind.Object
        && auths.EnumerateObject().FirstOrDefault(
            entry => IsWrong(entry.Value, isOwn: AuthEntry.IsFor(entry.Name, host, LoginRules.Default)))
            is { Value.ValueKind: not JsonValueKind.Undefined } found
            ? $"has an entry for '{Redactor.Value(found.Name)}' in 'auths' that can't be decoded, so nothing in the file is read"
            : null;

    private bool IsWrong(JsonElement entry, bool isOwn) =>
        entry.ValueKind == JsonValueKind.Object
        && (entry.EnumerateObject().Any(field => AuthEntry.IsField(field.Name) && !Text.Allows(field.Value))
            || (_decodesAll && !isOwn && AuthEntry.Text(entry, "auth") is { } encoded && !UserAndPassword.IsDecodable(encoded)));

    /// <summary>The type of a member, and of what is in it.</summary>
    private readonly record struct Rule(JsonValueKind Kind, JsonValueKind? Inside = null)
    {
        public bool Allows(JsonElement value) => value.ValueKind == JsonValueKind.Null
            || (value.ValueKind == Kind && (Inside is not { } inside || Values(value).All(
                item => item.ValueKind == JsonValueKind.Null || item.ValueKind == inside)));

        private static IEnumerable<JsonElement> Values(JsonElement value) => value.ValueKind == JsonValueKind.Array
            ? value.EnumerateArray()
            : value.EnumerateObject().Select(member => member.Value);
    }
}
