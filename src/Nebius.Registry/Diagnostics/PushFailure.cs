using Nebius.Registry.Oci;

namespace Nebius.Registry.Diagnostics;

/// <summary>A push or pull that failed, or would, and what the registry said when it was asked.</summary>
internal sealed record PushFailure
{
    /// <summary>Gets who we were, and where.</summary>
    public required RegistryCredential Credential { get; init; }

    /// <summary>Gets the repository's path, such as <c>e00abc/app</c>.</summary>
    public required string Repository { get; init; }

    /// <summary>Gets what we wanted to do there.</summary>
    public RegistryAction Action { get; init; } = RegistryAction.Push;

    /// <summary>Gets the tag or digest that was to be pulled.</summary>
    public string? Reference { get; init; }

    /// <summary>Gets a value indicating whether it has not happened yet: the registry was asked before anything was pushed.</summary>
    public bool IsForeseen { get; init; }

    /// <summary>Gets a value indicating whether the push was our own, so that the registry need not be asked again.</summary>
    public bool IsOwnAnswer { get; init; }

    /// <summary>Gets what a probe found after the failure, or before it.</summary>
    public required ProbeResult Probe { get; init; }

    /// <summary>Gets the time on our clock.</summary>
    public required DateTimeOffset Now { get; init; }
}
