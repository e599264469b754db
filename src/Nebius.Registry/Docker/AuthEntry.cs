using System.Text.Json;

namespace Nebius.Registry.Docker;

/// <summary>An entry of <c>auths</c>.</summary>
/// <param name="Encoded">The base64 of user name and password.</param>
/// <param name="HasIdentityToken">Whether there is an identity token.</param>
internal sealed record AuthEntry(Secret? Encoded, bool HasIdentityToken)
{
    /// <summary>Finds the entry for a host.</summary>
    /// <exception cref="InvalidOperationException">Something has the wrong type.</exception>
    public static AuthEntry? Find(JsonElement root, string host)
    {
        if (!root.TryGetProperty("auths", out var auths)
            || auths.EnumerateObject().FirstOrDefault(entry => IsFor(entry.Name, host)) is not { Value.ValueKind: not JsonValueKind.Undefined } found)
        {
            return null;
        }

        return new AuthEntry(Text(found.Value, "auth") is { } encoded ? new Secret(encoded) : null, Text(found.Value, "identitytoken") is not null);
    }

    /// <summary>Tells whether there is an entry for a host, even one that nobody could use.</summary>
    public static bool IsNamed(JsonElement root, string host) =>
        root.TryGetProperty("auths", out var auths)
        && auths.ValueKind == JsonValueKind.Object
        && auths.EnumerateObject().Any(entry => IsFor(entry.Name, host));

    /// <summary>Finds a login that a helper or store hides.</summary>
    public static Secret? Beside(JsonElement root, string host)
    {
        try
        {
            return Find(root, host)?.Encoded;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    // As the SDK's reader matches: http(s):// and everything from the first '/' taken off, case ignored; a port counts.
    private static bool IsFor(string key, string host)
    {
        var start = key.StartsWith("http://", StringComparison.Ordinal) ? 7 : key.StartsWith("https://", StringComparison.Ordinal) ? 8 : 0;
        var name = key.AsSpan(start);
        var end = name.IndexOf('/');
        return (end < 0 ? name : name[..end]).Equals(host, StringComparison.OrdinalIgnoreCase);
    }

    private static string? Text(JsonElement entry, string name) =>
        entry.TryGetProperty(name, out var value) && value.GetString() is { Length: > 0 } text ? text : null;
}
