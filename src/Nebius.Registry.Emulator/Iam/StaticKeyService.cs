namespace Nebius.Registry.Emulator;

/// <summary>The service that a static key is bound to; the names and numbers of nebius.iam.v1.StaticKeySpec.ClientService.</summary>
public enum StaticKeyService
{
    Unspecified = 0,
    Observability = 1,
    ContainerRegistry = 2,
    AIStudio = 3,
    Tracto = 4,
    LinuxIdentity = 5,
}
