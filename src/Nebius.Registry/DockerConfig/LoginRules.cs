using System.Text.Json;

namespace Nebius.Registry.DockerConfig;

/// <summary>How a program reads a file of logins, where programs differ.</summary>
internal sealed record LoginRules
{
    /// <summary>
    /// Gets the rules of this library: those of the .NET SDK (https://github.com/mthalman/docker-creds-provider 2.2.4), except for a store
    /// without an entry for the host: the SDK asks it, and this library doesn't start a program on a guess.
    /// </summary>
    public static LoginRules Default { get; } = new();

    /// <summary>Gets the rules of the .NET SDK.</summary>
    public static LoginRules Sdk { get; } = new() { AsksStoreForAll = true };

    /// <summary>Gets the rules of docker and helm: https://github.com/docker/cli/tree/v28.2.2/cli/config/configfile</summary>
    public static LoginRules Docker { get; } = new()
    {
        AsksStoreForAll = true,
        IgnoresNull = true,
        IgnoresEmpty = true,
        IsGo = true,
        RefusesByteOrderMark = true,
        ReadsUserAndPassword = true,
        StopsAfterFirstValue = true,
        FileShape = LoginFileShape.Docker,
    };

    /// <summary>Gets the rules of podman and skopeo: https://github.com/containers/image/blob/main/docs/containers-auth.json.5.md</summary>
    public static LoginRules Podman { get; } = new()
    {
        ReadsStores = false,
        IgnoresNull = true,
        KeysMayBeNamespaces = true,
        IsGo = true,
        RefusesByteOrderMark = true,
        FileShape = LoginFileShape.Podman,
    };

    /// <summary>Gets a value indicating whether <c>credsStore</c> counts.</summary>
    public bool ReadsStores { get; private init; } = true;

    /// <summary>Gets a value indicating whether the store is asked about a host that has no entry in <c>auths</c>.</summary>
    public bool AsksStoreForAll { get; private init; }

    /// <summary>Gets a value indicating whether <c>null</c> counts as not set.</summary>
    public bool IgnoresNull { get; private init; }

    /// <summary>
    /// Gets a value indicating whether an empty name of a store counts as not set, and an empty name of a helper as the file itself.
    /// </summary>
    public bool IgnoresEmpty { get; private init; }

    /// <summary>Gets a value indicating whether a key <c>host/path</c> is for that path alone, and not for the host.</summary>
    public bool KeysMayBeNamespaces { get; private init; }

    /// <summary>Gets a value indicating whether <c>username</c> and <c>password</c> of an entry are a login.</summary>
    public bool ReadsUserAndPassword { get; private init; }

    /// <summary>Gets the shape without which the program reads nothing of a file; null where only what is used matters.</summary>
    public LoginFileShape? FileShape { get; private init; }

    /// <summary>Gets a value indicating whether a byte order mark makes the file unreadable.</summary>
    public bool RefusesByteOrderMark { get; init; }

    /// <summary>Gets a value indicating whether the exact host in <c>auths</c> goes before one with a scheme or a path.</summary>
    public bool PrefersExactKey => IsGo;

    // https://pkg.go.dev/encoding/json#Unmarshal: names in any case; of two, the sections are joined and the last value wins.
    private bool IsGo { get; init; }

    private bool StopsAfterFirstValue { get; init; }

    /// <summary>Finds a member of the file: all that the program takes for it, in their order.</summary>
    public IEnumerable<JsonElement> Members(JsonElement root, string name) =>
        IsGo
            ? root.EnumerateObject().Where(member => member.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
                .Select(member => member.Value)
            : root.TryGetProperty(name, out var value) ? [value] : [];

    /// <summary>Parses a file.</summary>
    /// <exception cref="JsonException">It isn't JSON.</exception>
    public JsonDocument Parse(ReadOnlyMemory<byte> json)
    {
        if (!StopsAfterFirstValue)
        {
            return JsonDocument.Parse(json);
        }

        // An empty file is an empty object.
        var reader = new Utf8JsonReader(json.Span.Trim(" \t\r\n"u8).IsEmpty ? "{}"u8 : json.Span);
        return JsonDocument.ParseValue(ref reader);
    }
}
