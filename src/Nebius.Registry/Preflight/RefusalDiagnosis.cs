using Nebius.Registry.Credentials;
using Nebius.Registry.Diagnostics;
using Nebius.Registry.Iam;
using Nebius.Registry.Net;
using Nebius.Registry.Oci;

namespace Nebius.Registry.Preflight;

/// <summary>
/// Asks the Nebius API why a registry refuses a push, where an access token is available: the registry's own answer does not tell an
/// expired key from a revoked one, nor a registry of another region from none.
/// </summary>
/// <param name="provider">Where an access token may come from.</param>
internal sealed class RefusalDiagnosis(ICredentialProvider provider)
{
    internal ApiClients Api { get; init; } = new();

    /// <summary>Explains a refusal. It takes 4 seconds at most on a machine that isn't busy.</summary>
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
        using var linked = new LinkedTimeout(Api.Timeout, Api.Time, cancellationToken);
        try
        {
            return failure.Probe.Status switch
            {
                ProbeStatus.Unauthorized when refused.Source == CredentialSourceKind.StaticKey =>
                    await AskAboutKeyAsync(refused, linked.Token).ConfigureAwait(false),
                ProbeStatus.NameUnknown or ProbeStatus.Denied =>
                    await AskAboutRegistryAsync(refused.Host, failure.Repository, linked.Token).ConfigureAwait(false),
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
        if (!RegistryId.IsLikely(id) || host.Region is null || !provider.HasAccessToken())
        {
            return null;
        }

        var token = await provider.ResolveAccessTokenAsync(cancellationToken).ConfigureAwait(false);
        var info = await provider.WithFreshCredentialAsync(
            token, asker => Api.Registries(asker).FindAsync(id, cancellationToken), cancellationToken).ConfigureAwait(false);
        return info is null ? null : RegistryInfoCheck.Explain(info, host);
    }

    private async Task<Advice?> AskAboutKeyAsync(RegistryCredential key, CancellationToken cancellationToken)
    {
        if (!provider.HasAccessToken())
        {
            return null;
        }

        var token = await provider.ResolveAccessTokenAsync(cancellationToken).ConfigureAwait(false);
        var info = await Api.FindStaticKeyAsync(provider, token, key.Password, cancellationToken).ConfigureAwait(false);
        return StaticKeyExpiryAdvice.Explain(info, key, token, Api.Time.GetUtcNow());
    }
}

/// <summary>What the Nebius API says about a registry that refuses a push: it may be elsewhere, or not usable now.</summary>
internal static class RegistryInfoCheck
{
    /// <summary>Explains a refusal.</summary>
    /// <param name="info">What the API says.</param>
    /// <param name="host">Where the push goes.</param>
    /// <returns>The explanation; null when the API has none.</returns>
    public static Advice? Explain(RegistryInfo info, RegistryHost host)
    {
        if (RegistryHost.Examine(info.Host, TrustedHosts.None).Host is { Region: { } region } actual && actual != host)
        {
            return new Advice(
                MessageCodes.RegistryElsewhere,
                $"{info.Id} is in {region}, but the push goes to {host}. Push to its region:\n  {CommandsToType.SetRegion(region)}");
        }

        return info.State switch
        {
            RegistryState.Creating => NotActive(info, "is being created. Try again in a minute"),
            RegistryState.Deleting => NotActive(info, "is being deleted. Push to another registry"),
            RegistryState.Suspended =>
                NotActive(info, "is suspended. Check the project and its billing in the web console"),
            _ => null,
        };
    }

    private static Advice NotActive(RegistryInfo info, string what) => new(
        MessageCodes.RegistryNotActive,
        $"{info.Id} at {info.Host} {what}. To see its state:\n  nebius registry get --id {info.Id}");
}
