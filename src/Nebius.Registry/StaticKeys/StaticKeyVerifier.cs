using Nebius.Registry.Diagnostics;
using Nebius.Registry.Oci;

namespace Nebius.Registry.StaticKeys;

/// <summary>Proves that a new key works at the registry. One that was just issued may take a moment to be known there.</summary>
/// <param name="request">Where it must work.</param>
/// <param name="options">What the client works with.</param>
internal sealed class StaticKeyVerifier(StaticKeyRotationRequest request, StaticKeyClientOptions options)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>Asks the registry until it accepts the key.</summary>
    /// <exception cref="NebiusRegistryException">It does not.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> fired.</exception>
    public async Task RunAsync(IssuedStaticKey key, CancellationToken cancellationToken)
    {
        var probe = new RegistryProbe { Time = options.Time, CreateHandler = options.CreateHandler };
        var credential = new RegistryCredential
        {
            Host = request.Host,
            Password = key.Token,
            Source = CredentialSourceKind.StaticKey,
            Origin = $"the new static key {key.Id}",
            ServiceAccountId = key.ServiceAccountId,
            ExpiresAt = key.ExpiresAt,
        };
        var end = options.Time.GetUtcNow() + request.VerificationTimeout;
        while (true)
        {
            var result = await probe.ProbeAsync(
                credential, request.Repository, request.Action, null, cancellationToken).ConfigureAwait(false);
            if (result.Status == ProbeStatus.Accepted)
            {
                return;
            }

            var mayPass = result.Status is ProbeStatus.Unauthorized or ProbeStatus.Unreachable or ProbeStatus.Timeout;
            if (!mayPass || options.Time.GetUtcNow() >= end)
            {
                throw NotProven(key, credential, result);
            }

            await Task.Delay(Pause, options.Time, cancellationToken).ConfigureAwait(false);
        }
    }

    private NebiusRegistryException NotProven(IssuedStaticKey key, RegistryCredential credential, ProbeResult result)
    {
        var failure = new PushFailure
        {
            Credential = credential,
            Repository = request.Repository,
            Action = request.Action,
            Probe = result,
            Now = options.Time.GetUtcNow(),
        };
        var said = result.HttpStatus is { } status
            ? $"answered {result.Request} with HTTP {status}"
            : $"gave no answer to {result.Request}";
        var error = result.Error is { Length: > 0 } text ? $" ({text})" : string.Empty;
        return new NebiusRegistryException(
            MessageCodes.KeyNotProven,
            $"The static key {key.Id} was issued for {key.ServiceAccountId}, but does not do for {request.Host}/{request.Repository}: the "
            + $"registry {said}{error}. {Advice(failure)}");
    }

    private static string Advice(PushFailure failure) => failure.Probe.Status switch
    {
        ProbeStatus.Denied => RefusalAdvice.Denied(failure),
        ProbeStatus.NameUnknown => UnknownNameAdvice.Repository(failure),
        var status => ConnectionAdvice.For(status, failure.Credential.Host)?.Message
            ?? "Look whether host and repository are the ones that you mean.",
    };
}
