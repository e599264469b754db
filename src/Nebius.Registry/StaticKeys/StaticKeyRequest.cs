using System.Text.RegularExpressions;

namespace Nebius.Registry.StaticKeys;

/// <summary>A static key to be issued for Container Registry.</summary>
public sealed record StaticKeyRequest
{
    /// <summary>Gets the service account that it belongs to, as in <c>serviceaccount-e00abc</c>.</summary>
    public required string ServiceAccountId { get; init; }

    /// <summary>Gets the project of that account, as in <c>project-e00abc</c>.</summary>
    public required string ProjectId { get; init; }

    /// <summary>Gets the key's name, which no other key of the project has; null for a key without one.</summary>
    public string? Name { get; init; }

    /// <summary>Gets when it is to expire, at most three years from now; null for six months from now.</summary>
    /// <remarks><see cref="StaticKeyExpiry.Parse"/> reads what a user typed.</remarks>
    public DateTimeOffset? ExpiresAt { get; init; }
}

/// <summary>Checks IDs before they are sent: what isn't an ID may be a name, or a secret in the wrong place.</summary>
internal static partial class ResourceIds
{
    public static string RequireServiceAccount(string text) => Require(
        text, "serviceaccount", "service account", "nebius iam service-account list --parent-id <project-id>");

    public static string RequireProject(string text) =>
        Require(text, "project", "project", "nebius iam project list --parent-id <tenant-id>");

    public static string RequireStaticKey(string text) => Require(
        text, "statickey", "static key", CommandsToType.ListStaticKeys());

    private static string Require(string text, string type, string what, string command)
    {
        ArgumentNullException.ThrowIfNull(text);
        var id = text.Trim();
        var match = Grammar().Match(id);
        if (match.Success && match.Groups["type"].ValueSpan.SequenceEqual(type))
        {
            return id;
        }

        var shown = match.Success ? $"'{id}'" : "The value";
        throw new NebiusRegistryException(
            MessageCodes.InvalidResourceId,
            $"{shown} isn't a {what} ID. Expected: {type}-e00abc (the ID, not the name). List them:\n  {command}");
    }

    // https://github.com/nebius/gosdk nid/patterns.go: <type>-<routing code><weak id>, all lower case.
    [GeneratedRegex(@"\A(?<type>[a-z][a-z0-9]{2,49})-[a-z][a-z0-9]{2}[a-z0-9-]{0,71}[a-z0-9]\z", RegexOptions.CultureInvariant)]
    private static partial Regex Grammar();
}
