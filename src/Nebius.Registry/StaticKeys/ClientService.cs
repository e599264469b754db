namespace Nebius.Registry.StaticKeys;

/// <summary>The service of Nebius that a static key is for. It works for no other.</summary>
public enum ClientService
{
    /// <summary>A service that came after us.</summary>
    Unknown = -1,

    /// <summary>None was named.</summary>
    Unspecified = 0,

    /// <summary>Observability.</summary>
    Observability = 1,

    /// <summary>Container Registry, the one that this library issues keys for.</summary>
    ContainerRegistry = 2,

    /// <summary>AI Studio.</summary>
    AIStudio = 3,

    /// <summary>Tracto.</summary>
    Tracto = 4,

    /// <summary>Logins to Linux machines.</summary>
    LinuxIdentity = 5,
}
