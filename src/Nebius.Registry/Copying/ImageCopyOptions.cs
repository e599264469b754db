using Nebius.Registry.Net;
using Nebius.Registry.Oci;

namespace Nebius.Registry.Copying;

/// <summary>The options of a copy.</summary>
public sealed record ImageCopyOptions
{
    /// <summary>
    /// Gets a value indicating whether signatures, SBOMs and other referrers are copied, too. A referrer that can't be copied is an error,
    /// and no tag is set.
    /// </summary>
    public bool CopiesReferrers { get; init; } = true;

    /// <summary>Gets a value indicating whether the copy is only compared: nothing is sent, and the report says what would be.</summary>
    public bool IsDryRun { get; init; }

    /// <summary>
    /// Gets what is called with progress messages, one line each, when a copy takes more than a second; may be null. It is called from
    /// other threads, and not after the copy has ended.
    /// </summary>
    public Action<string>? Progress { get; init; }

    /// <summary>Gets the time between two progress messages; the first one comes after a second.</summary>
    public TimeSpan ProgressInterval { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Gets the clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    internal Func<HttpMessageHandler> CreateHandler { get; init; } = HttpHandlers.Create;

    internal PushRetryPolicy Attempts { get; init; } = new();

    internal PushLimits Limits { get; init; } = new() { RefillsOnProgress = true };
}
