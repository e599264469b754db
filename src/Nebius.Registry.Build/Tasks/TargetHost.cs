using Nebius.Registry.Configuration;
using Nebius.Registry.Diagnostics;

namespace Nebius.Registry.Build.Tasks;

/// <summary>The last word on a registry that the targets took for one that may be ours.</summary>
internal static class ExaminedHost
{
    /// <summary>Examines a registry.</summary>
    /// <param name="raw">The registry, exactly as the SDK will take it.</param>
    /// <param name="property">The property that it was given in, for errors.</param>
    /// <param name="settings">Where the environment is read.</param>
    /// <returns>The host, or null when it is none of ours.</returns>
    /// <exception cref="NebiusRegistryException">It is ours, but written as the SDK cannot use it, or without TLS.</exception>
    public static RegistryHost? Find(string? raw, string property, NebiusSettings settings)
    {
        if (string.IsNullOrEmpty(raw))
        {
            return null;
        }

        var verdict = RegistryHost.Examine(raw, TrustedHosts.FromEnvironment(settings, EnvironmentVariables.TrustedRegistryHosts));
        if (verdict.Kind == RegistryHostKind.NotCanonical)
        {
            throw verdict.Path.Length > 0
                ? RepositoryPath.HostMisplaced(verdict.Correction!, verdict.Path, registryId: null)
                : new NebiusRegistryException(
                    MessageCodes.HostNotCanonical,
                    $"{property} names the registry '{PrintedText.OfValue(raw)}'. Write it as {verdict.Correction}: lower-case, without scheme, port or trailing dot.");
        }

        if (verdict.Host is { } host && !host.AllowsPlainHttp && IsInsecure(host, settings))
        {
            throw new NebiusRegistryException(
                MessageCodes.InsecureRegistry,
                $"{EnvironmentVariables.InsecureRegistries} lists {host}, so the SDK would send the credential without checking who gets it. "
                + "Take the host out of that variable.");
        }

        return verdict.Host;
    }

    private static bool IsInsecure(RegistryHost host, NebiusSettings settings) =>
        settings.FromEnvironment(EnvironmentVariables.InsecureRegistries) is { } insecure
        && insecure.Value.Split([';', ','], StringSplitOptions.TrimEntries).Contains(host.Name, StringComparer.OrdinalIgnoreCase);
}
