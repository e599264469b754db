using Nebius.Registry.Configuration;
using Nebius.Registry.Diagnostics;

namespace Nebius.Registry;

/// <summary>A registry as people type it on a command line, with the repository that they mean, if any.</summary>
/// <param name="Host">The registry's host.</param>
/// <param name="Repository">The repository's path, such as <c>e00abc/app</c>; null when none was typed.</param>
/// <param name="Reference">The tag or digest; null when none was typed.</param>
public sealed record RegistryTarget(RegistryHost Host, string? Repository, string? Reference)
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
        var typed = text.Trim();
        typed = typed[(typed.StartsWith("https://", StringComparison.OrdinalIgnoreCase) ? "https://".Length : 0)..];
        var slash = typed.IndexOf('/', StringComparison.Ordinal);
        var host = HostOf(slash < 0 ? typed : typed[..slash], settings);
        var path = slash < 0 ? string.Empty : typed[(slash + 1)..].Trim('/');
        var digest = path.IndexOf('@', StringComparison.Ordinal);
        var end = digest >= 0 ? digest : path.IndexOf(':', StringComparison.Ordinal);
        var repository = RegistryId.WithoutPrefix(end < 0 ? path : path[..end]);
        return new RegistryTarget(host, repository.Length == 0 ? null : repository, end < 0 || end + 1 == path.Length ? null : path[(end + 1)..]);
    }

    /// <summary>Reads a host or a region.</summary>
    /// <param name="hostOrRegion">What was typed.</param>
    /// <param name="settings">Where the trusted hosts are read.</param>
    /// <returns>The host.</returns>
    /// <exception cref="NebiusRegistryException">It is neither a region nor a host that may get a credential.</exception>
    public static RegistryHost HostOf(string hostOrRegion, NebiusSettings settings)
    {
        ArgumentNullException.ThrowIfNull(hostOrRegion);
        if (!hostOrRegion.Contains('.', StringComparison.Ordinal) && !hostOrRegion.Contains(':', StringComparison.Ordinal))
        {
            return RegistryHost.ForRegion(hostOrRegion);
        }

        var verdict = RegistryHost.Examine(hostOrRegion, TrustedHosts.FromEnvironment(settings, EnvironmentVariables.TrustedRegistryHosts));
        return verdict.Host ?? throw new NebiusRegistryException(
            MessageCodes.HostNotCanonical,
            verdict.Correction is { } correction
                ? $"'{hostOrRegion}' is no registry's host as it stands. Write it as {correction}: lower-case, without scheme, port, path or trailing dot."
                : $"'{hostOrRegion}' gets no credential of Nebius's. A registry's host is written as in cr.eu-west1.nebius.cloud; the region alone will do, too. "
                    + $"To trust another host, list it in the environment variable {EnvironmentVariables.TrustedRegistryHosts}.");
    }
}
