namespace Nebius.Registry.Build.Tasks;

/// <summary>A task about the registries of a project. It has the last word on those that the targets took for a registry of
/// Nebius.</summary>
public abstract class RegistryTask : NebiusTask
{
    /// <summary>Gets or sets the registry that is pushed to, exactly as the SDK takes it; empty for an archive or the local
    /// daemon.</summary>
    public string? OutputRegistry { get; set; }

    /// <summary>Gets or sets the property that names it, for messages.</summary>
    public string OutputProperty { get; set; } = "ContainerRegistry";

    /// <summary>Decides whether the registry that is pushed to may get a credential.</summary>
    /// <returns>The host, or null when it may not.</returns>
    /// <exception cref="NebiusRegistryException">It is a registry of Nebius, but written as the SDK can't use it, or without
    /// TLS.</exception>
    protected RegistryHost? FindOutput() => TargetHost.Find(OutputRegistry, OutputProperty);

    /// <summary>Decides whether the base image's registry may get a credential.</summary>
    /// <param name="registry">The registry; empty when it isn't known.</param>
    /// <returns>The host, or null when it may not.</returns>
    /// <exception cref="NebiusRegistryException">It is a registry of Nebius, but written as the SDK can't use it, or without
    /// TLS.</exception>
    protected static RegistryHost? FindBase(string? registry) => TargetHost.Find(registry, "ContainerBaseImage");
}
