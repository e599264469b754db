using Nebius.Registry.Net;
using Nebius.Registry.Oci;

namespace Nebius.Registry.Copying;

/// <summary>The options of a copy.</summary>
public sealed record ImageCopyOptions
{
    /// <summary>Gets a value indicating whether signatures, SBOMs and other referrers are copied, too.</summary>
    public bool CopiesReferrers { get; init; } = true;

    /// <summary>Gets a value indicating whether the copy is only compared: nothing is sent, and the report says what would be.</summary>
    public bool IsDryRun { get; init; }

    /// <summary>Gets what is called with progress messages when a copy takes more than a second; may be null.</summary>
    public Action<string>? Progress { get; init; }

    /// <summary>Gets the time between two progress messages.</summary>
    public TimeSpan ProgressInterval { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Gets the clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    internal Func<HttpMessageHandler> CreateHandler { get; init; } = HttpHandlers.Create;

    internal PushRetryPolicy Attempts { get; init; } = new();

    internal PushLimits Limits { get; init; } = new();
}
