namespace Nebius.Registry.Build.Tasks;

/// <summary>Decides which registry may get a credential.</summary>
internal static class TargetHost
{
    /// <summary>Decides.</summary>
    /// <param name="raw">The registry, exactly as the SDK will take it.</param>
    /// <param name="property">The property that it was given in, for errors.</param>
    /// <returns>The host, or null when it may get none.</returns>
    /// <exception cref="NebiusRegistryException">It is a registry of Nebius, but written as the SDK can't use it, or without
    /// TLS.</exception>
    public static RegistryHost? Find(string? raw, string property)
    {
        if (string.IsNullOrEmpty(raw))
        {
            return null;
        }

        // Only the environment says which further hosts are trusted, whatever the project has.
        var settings = new NebiusSettings();
        var check = RegistryHost.Examine(raw, TrustedHosts.FromEnvironment(settings, EnvironmentVariables.TrustedRegistryHosts));
        if (check.Kind == RegistryHostKind.NotCanonical)
        {
            throw check.Path.Length > 0
                ? RepositoryPath.HostMisplaced(check.Correction!, check.Path, registryId: null)
                : new NebiusRegistryException(
                    MessageCodes.HostNotCanonical,
                    $"{property} names the registry '{Redactor.Value(raw)}'. Write it as {check.Correction}: "
                    + "lower-case, without scheme, port or trailing dot.");
        }

        if (check.Host is { } host && !host.AllowsPlainHttp && IsInsecure(host, settings))
        {
            throw new NebiusRegistryException(
                MessageCodes.InsecureRegistry,
                $"{EnvironmentVariables.InsecureRegistries} lists {host}, so the SDK would send the credential without checking who gets "
                + "it. "
                + "Take the host out of that variable.");
        }

        return check.Host;
    }

    private static bool IsInsecure(RegistryHost host, NebiusSettings settings) =>
        settings.FromEnvironment(EnvironmentVariables.InsecureRegistries) is { } insecure
        && insecure.Value.Split([';', ','], StringSplitOptions.TrimEntries).Contains(host.Name, StringComparer.OrdinalIgnoreCase);
}
