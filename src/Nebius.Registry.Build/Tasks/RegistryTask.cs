using System.Diagnostics.CodeAnalysis;

namespace Nebius.Registry.Build.Tasks;

/// <summary>
/// A task about the registries of a project. It has the last word on those that the targets took for a registry of Nebius.
/// </summary>
public abstract class RegistryTask : NebiusTask
{
    /// <summary>
    /// Gets or sets the registry that is pushed to, exactly as the SDK takes it; empty for an archive or the local daemon.
    /// </summary>
    public string? OutputRegistry { get; set; }

    /// <summary>Gets or sets the properties that name it, for messages: the host's first, then NebiusRegion; empty where an ID does.</summary>
    [SuppressMessage("Performance", "CA1819:Properties should not return arrays", Justification = "MSBuild sets lists as arrays.")]
    public string[] OutputProperty { get; set; } = [];

    /// <summary>Gets the property that a message about the registry names.</summary>
    protected static string RegistryProperty => CommandsToType.RegistryProperty;

    /// <inheritdoc />
    protected sealed override void Prepare() => CommandsToType.RegistryProperties = OutputProperty;

    /// <summary>Decides whether the registry that is pushed to may get a credential.</summary>
    /// <returns>The host, or null when it may not.</returns>
    /// <exception cref="NebiusRegistryException">It is a registry of Nebius, but misspelt for the SDK, or without TLS.</exception>
    protected RegistryHost? FindOutput() => TargetHost.Find(OutputRegistry, RegistryProperty);

    /// <summary>Decides whether the base image's registry may get a credential.</summary>
    /// <param name="registry">The registry; empty when it isn't known.</param>
    /// <returns>The host, or null when it may not.</returns>
    /// <exception cref="NebiusRegistryException">It is a registry of Nebius, but misspelt for the SDK, or without TLS.</exception>
    protected static RegistryHost? FindBase(string? registry) => TargetHost.Find(registry, "ContainerBaseImage");
}

/// <summary>Decides which registry may get a credential.</summary>
internal static class TargetHost
{
    /// <summary>Decides.</summary>
    /// <param name="raw">The registry, exactly as the SDK will take it.</param>
    /// <param name="property">The property that it was given in, for errors.</param>
    /// <returns>The host, or null when it may get none.</returns>
    /// <exception cref="NebiusRegistryException">It is a registry of Nebius, but misspelt for the SDK, or without TLS.</exception>
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
                    $"{property} is {Redactor.Host(raw)}, which the SDK can't use. Set it to the host alone, in lower case, without "
                    + $"blanks, scheme, port or trailing dot:\n  -p:{property}={check.Correction}");
        }

        if (check.Host is { } host && !host.AllowsPlainHttp && IsInsecure(host, settings))
        {
            throw new NebiusRegistryException(
                MessageCodes.InsecureRegistry,
                $"{EnvironmentVariables.InsecureRegistries} lists {host}, so the SDK would send the credential without checking the "
                + "server's certificate. Remove the host from the variable:\n"
                + $"  {Shell.Current.Unset(EnvironmentVariables.InsecureRegistries)}");
        }

        return check.Host;
    }

    private static bool IsInsecure(RegistryHost host, NebiusSettings settings) =>
        settings.FromEnvironment(EnvironmentVariables.InsecureRegistries) is { } insecure
        && insecure.Value.Split([';', ','], StringSplitOptions.TrimEntries).Contains(host.Name, StringComparer.OrdinalIgnoreCase);
}
