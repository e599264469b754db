using Nebius.Registry.Net;
using Nebius.Registry.Oci;

namespace Nebius.Registry.Helm;

/// <summary>How charts are pushed.</summary>
public sealed record ChartPushOptions
{
    /// <summary>Gets a value indicating whether a tag that has another content is moved to the new one.</summary>
    public bool Overwrites { get; init; }

    /// <summary>Gets helm, an absolute path; null to push without it.</summary>
    public string? HelmExecutable { get; init; }

    /// <summary>Gets what is told, as a sentence, of a push that takes more than a second; null for nobody.</summary>
    public Action<string>? Progress { get; init; }

    /// <summary>Gets the settings that say where the file with helm's login may be created.</summary>
    public NebiusSettings Settings { get; init; } = new();

    /// <summary>Gets the clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    internal Func<HttpMessageHandler> CreateHandler { get; init; } = HttpHandlers.Create;

    internal PushRetryPolicy Attempts { get; init; } = new();

    internal PushLimits Limits { get; init; } = new();
}
