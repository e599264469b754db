using Nebius.Registry.Credentials;
using Nebius.Registry.Diagnostics;
using Nebius.Registry.Iam;

namespace Nebius.Registry.Preflight;

/// <summary>
/// Asks Nebius's API about a registry that refuses a push: perhaps it is elsewhere, or cannot be used now. Where the push would be accepted,
/// there is nothing left to ask.
/// </summary>
/// <param name="finder">Where an access token may come from.</param>
/// <param name="createApi">Makes what asks the API.</param>
/// <param name="time">The clock.</param>
internal sealed class RegistryFactsCheck(ICredentialFinder finder, Func<IamEndpoint, RegistryApi> createApi, TimeProvider time)
{
    // The user waits for an error that is known already; this only makes it better.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(4);

    /// <summary>Explains a refusal by what the API says.</summary>
    /// <param name="host">The registry's host.</param>
    /// <param name="repository">The repository, which begins with the registry's id.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The explanation; null when the API could not be asked, or has none.</returns>
    public async Task<Advice?> ExplainAsync(RegistryHost host, string repository, CancellationToken cancellationToken)
    {
        var id = repository.Split('/')[0];
        if (!RegistryId.IsLikely(id) || host.Region is null)
        {
            return null;
        }

        using var patience = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            if (!finder.HasAccessToken())
            {
                return null;
            }

            var token = await finder.ResolveAccessTokenAsync(either.Token).ConfigureAwait(false);
            var facts = await createApi(token.Endpoint).FindAsync(id, token.Token, either.Token).ConfigureAwait(false);
            return facts is null ? null : Explain(facts, host);
        }
        catch (Exception error) when (error is NebiusRegistryException or OperationCanceledException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return null;
        }
    }

    private static Advice? Explain(RegistryFacts facts, RegistryHost host)
    {
        if (RegistryHost.Examine(facts.Host, TrustedHosts.None).Host is { Region: { } region } actual && actual != host)
        {
            return new Advice(
                MessageCodes.RegistryElsewhere,
                $"{facts.Id} is in {region}, but the push goes to {host}. Type: -p:NebiusRegion={region}, or -p:ContainerRegistry={actual}");
        }

        return facts.State switch
        {
            RegistryState.Creating => NotActive(facts, "is still being created. Try again in a minute"),
            RegistryState.Deleting => NotActive(facts, "is being deleted, so nothing can be pushed to it any more. Push to another one"),
            RegistryState.Suspended => NotActive(facts, "is suspended, perhaps with its project: look at the project and its billing in the console"),
            _ => null,
        };
    }

    private static Advice NotActive(RegistryFacts facts, string what) => new(
        MessageCodes.RegistryNotActive,
        $"{facts.Id} at {facts.Host} {what}. Its state: nebius registry get --id {facts.Id}");
}
