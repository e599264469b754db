using Nebius.Registry.Diagnostics;
using Nebius.Registry.Oci;

namespace Nebius.Registry.StaticKeys;

/// <summary>
/// Checks the repository of a rotation before a key is issued, and that the new key works there. A key that was just issued may
/// be rejected for a moment.
/// </summary>
/// <param name="request">Where it must work.</param>
/// <param name="options">What the client works with.</param>
internal sealed class StaticKeyVerifier(StaticKeyRotationRequest request, StaticKeyClientOptions options)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private RegistryProbe Probe => new() { Time = options.Time, CreateHandler = options.CreateHandler };

    /// <summary>Checks the repository at the registry before a key is issued. Only a definite refusal stops the rotation.</summary>
    /// <param name="old">The key that is rotated.</param>
    /// <param name="accessToken">The token that calls the Nebius API, for a rotation that names the old key by its ID alone.</param>
    /// <param name="cancellationToken">Ends the check.</param>
    /// <exception cref="NebiusRegistryException">No new key could work there.</exception>
    public async Task CheckFirstAsync(StaticKeyInfo old, Secret accessToken, CancellationToken cancellationToken)
    {
        var credential = new RegistryCredential
        {
            Host = request.Host,
            Password = request.OldToken ?? accessToken,
            Source = request.OldToken is null ? CredentialSourceKind.AccessToken : CredentialSourceKind.StaticKey,
            Origin = request.OldToken is null ? "the access token" : $"the static key {old.Id}",
            ServiceAccountId = request.OldToken is null ? null : old.ServiceAccountId,
            ExpiresAt = null,
        };
        var result = await Probe.ProbeAsync(
            credential, request.Repository, request.Action, null, cancellationToken).ConfigureAwait(false);

        // The old key has the rights of the new one; the owner of an access token may have others.
        if (result.Status == ProbeStatus.NameUnknown || (result.Status == ProbeStatus.Denied && request.OldToken is not null))
        {
            throw new NebiusRegistryException(
                MessageCodes.KeyCannotRotate,
                $"Can't rotate the static key: {Said(result)} for {request.Repository}, so a new key would not work there. "
                + $"Nothing was changed: the old key still works.\n{Advice(Failure(credential, result))}");
        }
    }

    /// <summary>Tries the key at the registry until it is accepted.</summary>
    /// <exception cref="NebiusRegistryException">It does not.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> fired.</exception>
    public async Task RunAsync(IssuedStaticKey key, CancellationToken cancellationToken)
    {
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
            var result = await Probe.ProbeAsync(
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

    private NebiusRegistryException NotProven(IssuedStaticKey key, RegistryCredential credential, ProbeResult result) =>
        new(
            MessageCodes.KeyNotProven,
            $"The new static key {key.Id} doesn't work for {request.Host}/{request.Repository}: "
            + $"{Said(result)}. {Advice(Failure(credential, result))}");

    private PushFailure Failure(RegistryCredential credential, ProbeResult result) => new()
    {
        Credential = credential,
        Repository = request.Repository,
        Action = request.Action,
        Probe = result,
        Now = options.Time.GetUtcNow(),
    };

    private string Said(ProbeResult result)
    {
        if (result.HttpStatus is not { } status)
        {
            return $"{request.Host} didn't answer";
        }

        var said = result.Error is { Length: > 0 } text ? $": \"{text}\"" : string.Empty;
        return $"{request.Host} refused it (HTTP {status}{said})";
    }

    private static string Advice(PushFailure failure) => failure.Probe.Status switch
    {
        ProbeStatus.Denied => RefusalAdvice.Denied(failure),
        ProbeStatus.NameUnknown => UnknownNameAdvice.Repository(failure),
        _ => ConnectionAdvice.For(failure.Probe, failure.Credential.Host)?.Message ?? "Check the host and the repository.",
    };
}
