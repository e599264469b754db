using System.Text.Json;

namespace Nebius.Registry.DockerConfig;

/// <summary>An entry of <c>auths</c>.</summary>
/// <param name="Encoded">The base64 of user name and password.</param>
/// <param name="HasIdentityToken">Whether there is an identity token.</param>
/// <param name="Plain">The user name and password beside it, if both are there.</param>
internal sealed record AuthEntry(Secret? Encoded, bool HasIdentityToken, UserAndPassword? Plain)
{
    private static readonly string[] Fields =
        ["auth", "username", "password", "email", "serveraddress", "identitytoken", "registrytoken"];

    /// <summary>Finds the entry for a host.</summary>
    /// <exception cref="InvalidOperationException">Something has the wrong type.</exception>
    public static AuthEntry? Find(JsonElement root, string host, LoginRules rules)
    {
        JsonProperty[] entries =
        [
            .. rules.Members(root, "auths").Where(auths => !rules.IgnoresNull || auths.ValueKind != JsonValueKind.Null)
                .SelectMany(auths => auths.EnumerateObject()).Where(entry => IsFor(entry.Name, host, rules)),
        ];
        return entries.Length == 0 ? null
            : rules.PrefersExactKey && Array.FindLastIndex(entries, entry => entry.Name == host) is >= 0 and var exact
                ? Of(entries[exact].Value)
                : Of(entries[0].Value);
    }

    /// <summary>Tells whether a name is that of a text in an entry.</summary>
    public static bool IsField(string name) => Fields.Contains(name, StringComparer.OrdinalIgnoreCase);

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
    /// case ignored by the SDK; a port counts.
    /// </summary>
    public static bool IsFor(string key, string host, LoginRules rules) =>
        SchemeLength(key) == 0 && rules.KeysMayBeNamespaces
            ? key == host
            : HostOf(key).Equals(host, rules.PrefersExactKey ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase);

    /// <summary>Returns the host and port of a key or a registry's name.</summary>
    public static string HostOf(string name) => name[SchemeLength(name)..].Split('/')[0];

    private static int SchemeLength(string name) =>
        name.StartsWith("http://", StringComparison.Ordinal) ? 7 : name.StartsWith("https://", StringComparison.Ordinal) ? 8 : 0;

    private static AuthEntry Of(JsonElement entry) => new(
        Text(entry, "auth") is { } encoded ? new Secret(encoded) : null,
        Text(entry, "identitytoken") is not null,
        PlainText(entry, "username") is { } user && PlainText(entry, "password") is { } password
            ? new UserAndPassword(user, new Secret(password))
            : null);

    private static string? PlainText(JsonElement entry, string name) =>
        entry.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? Text(entry, name) : null;

    /// <summary>Returns a text of an entry; null when it isn't set.</summary>
    /// <exception cref="InvalidOperationException">It has the wrong type.</exception>
    public static string? Text(JsonElement entry, string name) =>
        entry.TryGetProperty(name, out var value) && value.GetString() is { Length: > 0 } text ? text : null;
}

/// <summary>What a login consists of.</summary>
/// <param name="UserName">The user's name.</param>
/// <param name="Password">The password.</param>
internal sealed record UserAndPassword(string UserName, Secret Password)
{
    /// <summary>Decodes what docker and podman write: the base64 of <c>user:password</c>.</summary>
    /// <returns>The login, or null when the text is none.</returns>
    public static UserAndPassword? Decode(Secret encoded) =>
        DecodeExactly(encoded) is { } login && login.Password.Reveal().TrimEnd('\r', '\n') is { Length: > 0 } password
            ? login with { Password = new Secret(password) } // A line feed is what 'echo token | base64' leaves.
            : null;

    /// <summary>Decodes as docker, podman and the .NET SDK do, which send a line feed at the end of the password, too.</summary>
    public static UserAndPassword? DecodeExactly(Secret encoded) =>
        Split(encoded.Reveal()) is { } parts && parts.Password.TrimEnd('\0') is { Length: > 0 } password
            ? new UserAndPassword(parts.UserName, new Secret(password))
            : null;

    /// <summary>Tells whether docker can decode a text, even into an empty password.</summary>
    public static bool IsDecodable(string encoded) => Split(encoded) is not null;

    private static (string UserName, string Password)? Split(string encoded)
    {
        var bytes = new byte[encoded.Length];
        if (!Convert.TryFromBase64String(encoded, bytes, out var count))
        {
            return null;
        }

        var text = System.Text.Encoding.UTF8.GetString(bytes, 0, count);
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        return colon > 0 ? (text[..colon], text[(colon + 1)..]) : null;
    }

    /// <summary>Returns a fixed text: what stands where the user name belongs may be a secret.</summary>
    /// <returns><c>[login]</c>.</returns>
    public override string ToString() => "[login]";
}
