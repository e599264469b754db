using Nebius.Registry.Credentials;
using Nebius.Registry.Diagnostics;
using Nebius.Registry.Oci;

namespace Nebius.Registry.Preflight;

/// <summary>
/// Asks Nebius's API why a registry refuses a push, where an access token is at hand: the registry's own answer does not tell an expired key
/// from a revoked one, nor a registry of another region from none.
/// </summary>
/// <param name="finder">Where an access token may come from.</param>
internal sealed class RefusalDiagnosis(ICredentialProvider finder)
{
    internal ApiClients Api { get; init; } = new();

    /// <summary>Explains a refusal. It takes 4 seconds at most.</summary>
    /// <param name="failure">Who was refused, and how.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The explanation; null when the API could not be asked, or has none.</returns>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> fired.</exception>
    public async Task<Advice?> AskAsync(PushFailure failure, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(failure);
        if (failure.Action != RegistryAction.Push)
        {
            return null;
        }

        var refused = failure.Credential;
        using var timeout = new CancellationTokenSource(Api.Timeout, Api.Time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            return failure.Probe.Status switch
            {
                ProbeStatus.Unauthorized when refused.Source == CredentialSourceKind.StaticKey => await AskAboutKeyAsync(refused, linked.Token).ConfigureAwait(false),
                ProbeStatus.NameUnknown or ProbeStatus.Denied => await AskAboutRegistryAsync(refused.Host, failure.Repository, linked.Token).ConfigureAwait(false),
                _ => null,
            };
        }
        catch (Exception error) when (error is NebiusRegistryException or OperationCanceledException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return null;
        }
    }

    private async Task<Advice?> AskAboutRegistryAsync(RegistryHost host, string repository, CancellationToken cancellationToken)
    {
        var id = repository.Split('/')[0];
        if (!RegistryId.IsLikely(id) || host.Region is null || !finder.HasAccessToken())
        {
            return null;
        }

        var token = await finder.ResolveAccessTokenAsync(cancellationToken).ConfigureAwait(false);
        var facts = await finder.WithFreshCredentialAsync(
            token, asker => Api.Registries(asker).FindAsync(id, cancellationToken), cancellationToken).ConfigureAwait(false);
        return facts is null ? null : RegistryInfoCheck.Explain(facts, host);
    }

    private async Task<Advice?> AskAboutKeyAsync(RegistryCredential key, CancellationToken cancellationToken)
    {
        if (!finder.HasAccessToken())
        {
            return null;
        }

        var token = await finder.ResolveAccessTokenAsync(cancellationToken).ConfigureAwait(false);
        var facts = await Api.FindStaticKeyAsync(finder, token, key.Password, cancellationToken).ConfigureAwait(false);
        return StaticKeyFacts.Explain(facts, key, token, Api.Time.GetUtcNow());
    }
}
