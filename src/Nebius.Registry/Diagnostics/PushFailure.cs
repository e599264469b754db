using Nebius.Registry.Distribution;

namespace Nebius.Registry.Diagnostics;

/// <summary>A push or pull that failed, and what the registry said when it was asked again.</summary>
public sealed record PushFailure
{
    /// <summary>Gets who we were, and where.</summary>
    public required RegistryCredential Credential { get; init; }

    /// <summary>Gets the repository's path, such as <c>e00abc/app</c>.</summary>
    public required string Repository { get; init; }

    /// <summary>Gets what we wanted to do there.</summary>
    public RegistryAction Action { get; init; } = RegistryAction.Push;

    /// <summary>Gets the tag or digest that was to be pulled.</summary>
    public string? Reference { get; init; }

    /// <summary>Gets what a probe found after the failure.</summary>
    public required ProbeResult Probe { get; init; }

    /// <summary>Gets the time on our clock.</summary>
    public required DateTimeOffset Now { get; init; }
}
