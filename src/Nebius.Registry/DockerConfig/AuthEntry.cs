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
            || auths.EnumerateObject().FirstOrDefault(entry => IsFor(entry.Name, host, rules))
                is not { Value.ValueKind: not JsonValueKind.Undefined } found)
        {
            return null;
        }

        return new AuthEntry(
            Text(found.Value, "auth") is { } encoded ? new Secret(encoded) : null, Text(found.Value, "identitytoken") is not null);
    }

    /// <summary>Tells whether there is an entry for a host, even one that can't be used.</summary>
    public static bool IsNamed(JsonElement root, string host) =>
        root.TryGetProperty("auths", out var auths)
        && auths.ValueKind == JsonValueKind.Object
        && auths.EnumerateObject().Any(entry => IsFor(entry.Name, host, LoginRules.Default));

    /// <summary>Finds a login that a helper or store hides.</summary>
    public static Secret? Beside(JsonElement root, string host)
    {
        try
        {
            return Find(root, host, LoginRules.Default)?.Encoded;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>
    /// Tells whether a key means a host. As the SDK's reader and docker have it: http(s):// and everything from the first '/' taken off,
    /// case ignored; a port counts.
    /// </summary>
    public static bool IsFor(string key, string host, LoginRules rules) =>
        SchemeLength(key) == 0 && rules.KeysMayBeNamespaces ? key == host : HostOf(key).Equals(host, StringComparison.OrdinalIgnoreCase);

    /// <summary>Returns the host and port of a key or a registry's name.</summary>
    public static string HostOf(string name) => name[SchemeLength(name)..].Split('/')[0];

    private static int SchemeLength(string name) =>
        name.StartsWith("http://", StringComparison.Ordinal) ? 7 : name.StartsWith("https://", StringComparison.Ordinal) ? 8 : 0;

    private static string? Text(JsonElement entry, string name) =>
        entry.TryGetProperty(name, out var value) && value.GetString() is { Length: > 0 } text ? text : null;
}

/// <summary>What a login consists of.</summary>
/// <param name="UserName">The user's name.</param>
/// <param name="Password">The password.</param>
internal sealed record UserAndPassword(string UserName, Secret Password)
{
    /// <summary>Decodes what docker and podman write: the base64 of <c>user:password</c>.</summary>
    /// <returns>The login, or null when the text is none.</returns>
    public static UserAndPassword? Decode(Secret encoded)
    {
        var bytes = new byte[encoded.Reveal().Length];
        if (!Convert.TryFromBase64String(encoded.Reveal(), bytes, out var count))
        {
            return null;
        }

        var text = System.Text.Encoding.UTF8.GetString(bytes, 0, count);
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon <= 0)
        {
            return null;
        }

        // docker takes NUL off, too; a line feed is what 'echo token | base64' leaves.
        var password = text[(colon + 1)..].TrimEnd('\0', '\r', '\n');
        return password.Length == 0 ? null : new UserAndPassword(text[..colon], new Secret(password));
    }

    /// <summary>Returns a fixed text: what stands where the user name belongs may be a secret.</summary>
    /// <returns><c>[login]</c>.</returns>
    public override string ToString() => "[login]";
}
