namespace Nebius.Registry.Emulator;

/// <summary>What has become of a registry; the names and numbers of nebius.registry.v1.RegistryStatus.State.</summary>
public enum RegistryState
{
    Creating = 0,
    Active = 1,
    Deleting = 2,
    Suspended = 3,
}
