using Nebius.Registry.Diagnostics;
using Nebius.Registry.Oci;

namespace Nebius.Registry.StaticKeys;

/// <summary>
/// Checks the repository of a rotation before a key is issued, and proves that the new key works there. A key that was just issued may
/// take a moment to be known at the registry.
/// </summary>
/// <param name="request">Where it must work.</param>
/// <param name="options">What the client works with.</param>
internal sealed class StaticKeyVerifier(StaticKeyRotationRequest request, StaticKeyClientOptions options)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private RegistryProbe Probe => new() { Time = options.Time, CreateHandler = options.CreateHandler };

    /// <summary>Asks the registry about the repository before a key is issued; no answer, or a doubtful one, stops nothing.</summary>
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
                $"A new key would not work for {request.Host}/{request.Repository}: the registry {Said(result)}. "
                + $"Nothing was changed: the old key is as it was.\n{Advice(Failure(credential, result))}");
        }
    }

    /// <summary>Asks the registry until it accepts the key.</summary>
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
            $"The static key {key.Id} was issued for {key.ServiceAccountId}, but doesn't work for {request.Host}/{request.Repository}: "
            + $"the registry {Said(result)}. {Advice(Failure(credential, result))}");

    private PushFailure Failure(RegistryCredential credential, ProbeResult result) => new()
    {
        Credential = credential,
        Repository = request.Repository,
        Action = request.Action,
        Probe = result,
        Now = options.Time.GetUtcNow(),
    };

    private static string Said(ProbeResult result)
    {
        var said = result.HttpStatus is { } status
            ? $"answered {result.Request} with HTTP {status}"
            : $"gave no answer to {result.Request}";
        return result.Error is { Length: > 0 } text ? $"{said} (\"{text}\")" : said;
    }

    private static string Advice(PushFailure failure) => failure.Probe.Status switch
    {
        ProbeStatus.Denied => RefusalAdvice.Denied(failure),
        ProbeStatus.NameUnknown => UnknownNameAdvice.Repository(failure),
        _ => ConnectionAdvice.For(failure.Probe, failure.Credential.Host)?.Message ?? "Check the host and the repository.",
    };
}
