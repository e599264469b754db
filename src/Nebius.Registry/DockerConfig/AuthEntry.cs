using System.Text.Json;

namespace Nebius.Registry.DockerConfig;

/// <summary>An entry of <c>auths</c>.</summary>
/// <param name="Encoded">The base64 of user name and password.</param>
/// <param name="HasIdentityToken">Whether there is an identity token.</param>
internal sealed record AuthEntry(Secret? Encoded, bool HasIdentityToken)
{
    /// <summary>Finds the entry for a host.</summary>
    /// <exception cref="InvalidOperationException">Something has the wrong type.</exception>
    public static AuthEntry? Find(JsonElement root, string host, LoginRules rules)
    {
        if (!root.TryGetProperty("auths", out var auths)
            || (rules.IgnoresNull && auths.ValueKind == JsonValueKind.Null)
            || auths.EnumerateObject().FirstOrDefault(entry => IsFor(entry.Name, host, rules)) is not { Value.ValueKind: not JsonValueKind.Undefined } found)
        {
            return null;
        }

        return new AuthEntry(Text(found.Value, "auth") is { } encoded ? new Secret(encoded) : null, Text(found.Value, "identitytoken") is not null);
    }

    /// <summary>Tells whether there is an entry for a host, even one that nobody could use.</summary>
    public static bool IsNamed(JsonElement root, string host) =>
        root.TryGetProperty("auths", out var auths)
        && auths.ValueKind == JsonValueKind.Object
        && auths.EnumerateObject().Any(entry => IsFor(entry.Name, host, LoginRules.Ours));

    /// <summary>Finds a login that a helper or store hides.</summary>
    public static Secret? Beside(JsonElement root, string host)
    {
        try
        {
            return Find(root, host, LoginRules.Ours)?.Encoded;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>Tells whether a key means a host. As the SDK's reader and docker have it: http(s):// and everything from the first '/' taken off, case ignored; a port counts.</summary>
    public static bool IsFor(string key, string host, LoginRules rules) =>
        SchemeLength(key) == 0 && rules.KeysMayBeNamespaces ? key == host : HostOf(key).Equals(host, StringComparison.OrdinalIgnoreCase);

    /// <summary>Returns the host and port of a key or a registry's name.</summary>
    public static string HostOf(string name) => name[SchemeLength(name)..].Split('/')[0];

    private static int SchemeLength(string name) =>
        name.StartsWith("http://", StringComparison.Ordinal) ? 7 : name.StartsWith("https://", StringComparison.Ordinal) ? 8 : 0;

    private static string? Text(JsonElement entry, string name) =>
        entry.TryGetProperty(name, out var value) && value.GetString() is { Length: > 0 } text ? text : null;
}
