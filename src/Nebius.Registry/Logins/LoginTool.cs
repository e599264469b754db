namespace Nebius.Registry.Logins;

/// <summary>A program that keeps logins for registries.</summary>
internal enum LoginTool
{
    /// <summary>The docker command.</summary>
    Docker,

    /// <summary>The podman command.</summary>
    Podman,

    /// <summary>The helm command, version 3.8 or newer.</summary>
    Helm,
}
