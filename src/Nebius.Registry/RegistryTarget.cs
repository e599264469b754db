using System.Text.RegularExpressions;

namespace Nebius.Registry;

/// <summary>A registry as people type it on a command line, with the repository that they mean, if any.</summary>
/// <param name="Host">The registry's host.</param>
/// <param name="Repository">The repository's path, such as <c>e00abc/app</c>; null when none was typed.</param>
/// <param name="Reference">The tag or digest; null when none was typed.</param>
internal sealed partial record RegistryTarget(RegistryHost Host, string? Repository, string? Reference)
{
    /// <summary>Reads <c>host[/repository[:tag]]</c>; the region alone stands for its host.</summary>
    /// <param name="text">What was typed.</param>
    /// <param name="settings">Where the trusted hosts are read.</param>
    /// <returns>The target.</returns>
    /// <exception cref="NebiusRegistryException">The host may not get a credential, or is not written as it must be.</exception>
    public static RegistryTarget Parse(string text, NebiusSettings settings)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(settings);
        RefuseUserName(text);
        var typed = text.Trim();
        typed = typed[(typed.StartsWith("https://", StringComparison.OrdinalIgnoreCase) ? "https://".Length : 0)..];
        var slash = typed.IndexOf('/', StringComparison.Ordinal);
        var host = RegistryHost.Parse(slash < 0 ? typed : typed[..slash], settings);
        var path = slash < 0 ? string.Empty : typed[(slash + 1)..].Trim('/');
        if (path.Length == 0 || path == "v2")
        {
            return new RegistryTarget(host, null, null);
        }

        var match = Form().Match(path);
        if (!match.Success)
        {
            throw new NebiusRegistryException(
                MessageCodes.InvalidSetting,
                $"'{Redactor.Value(path)}' isn't a repository of {host}. Expected: the registry ID first, in lower case, such as "
                    + "e00abc/app or e00abc/team/app:1.2.3.");
        }

        var repository = RegistryId.WithoutPrefix(match.Groups["repository"].Value);

        // The registry alone: nothing can be pushed to it by that name.
        return !repository.Contains('/', StringComparison.Ordinal) && RegistryId.IsLikely(repository)
            ? new RegistryTarget(host, null, null)
            : new RegistryTarget(host, repository, Group("digest") ?? Group("tag"));

        string? Group(string name) => match.Groups[name] is { Success: true } group ? group.Value : null;
    }

    /// <summary>Refuses a user name, which may be a password, before a part of it could get into a message.</summary>
    /// <param name="text">What was typed.</param>
    /// <exception cref="NebiusRegistryException">It has one.</exception>
    public static void RefuseUserName(string text)
    {
        if (SecretShapes.HasUserName(text))
        {
            throw new NebiusRegistryException(
                MessageCodes.HostNotCanonical,
                $"The registry {Redactor.HasAtSign} Expected: eu-north1, cr.eu-north1.nebius.cloud or "
                + "cr.eu-north1.nebius.cloud/e00abc/app.");
        }
    }

    // https://github.com/opencontainers/distribution-spec/blob/main/spec.md#pull
    [GeneratedRegex(
        @"\A(?<repository>[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*(?:/[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*)*)"
            + @"(?::(?<tag>[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}))?(?:@(?<digest>[a-z0-9]+:[a-zA-Z0-9=_-]{32,128}))?\z",
        RegexOptions.CultureInvariant)]
    private static partial Regex Form();
}
