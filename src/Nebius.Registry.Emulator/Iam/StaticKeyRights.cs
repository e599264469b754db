namespace Nebius.Registry.Emulator;

/// <summary>What a service account may do with the static keys of a project; each right holds the ones before it.</summary>
internal enum StaticKeyRights
{
    None = 0,
    View = 1,
    Manage = 2,
}
