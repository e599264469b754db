using Nebius.Registry.Net;
using Nebius.Registry.Oci;

namespace Nebius.Registry.Helm;

/// <summary>The options for pushing charts.</summary>
public sealed record ChartPushOptions
{
    /// <summary>Gets a value indicating whether a tag with another content is overwritten.</summary>
    public bool Overwrites { get; init; }

    /// <summary>Gets the absolute path of helm; null to push without helm.</summary>
    public string? HelmExecutable { get; init; }

    /// <summary>Gets what is called with progress messages when a push takes more than a second; may be null.</summary>
    public Action<string>? Progress { get; init; }

    /// <summary>Gets the settings that determine where the login file for helm may be created.</summary>
    public NebiusSettings Settings { get; init; } = new();

    /// <summary>Gets the clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    internal Func<HttpMessageHandler> CreateHandler { get; init; } = HttpHandlers.Create;

    internal PushRetryPolicy Attempts { get; init; } = new();

    internal PushLimits Limits { get; init; } = new();
}
