using Nebius.Registry.Iam.Rpc;
using Nebius.Registry.Net;

namespace Nebius.Registry.StaticKeys;

/// <summary>What a <see cref="StaticKeyClient"/> works with.</summary>
public sealed record StaticKeyClientOptions
{
    /// <summary>Gets the clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Gets how long a change may take after the API accepted it. Thirty seconds by default.</summary>
    public TimeSpan OperationPatience { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Gets what makes the handler of all calls; a test puts its own here.</summary>
    internal Func<HttpMessageHandler> CreateHandler { get; init; } = HttpHandlers.Create;

    /// <summary>Gets the number that pauses are multiplied by; a test puts its own here.</summary>
    internal Func<double>? Jitter { get; init; }

    /// <summary>Gets the clock, the pauses and the limits of each call.</summary>
    internal RpcRetryPolicy Retries => Jitter is null ? new RpcRetryPolicy { Time = Time } : new RpcRetryPolicy { Time = Time, Jitter = Jitter };
}
