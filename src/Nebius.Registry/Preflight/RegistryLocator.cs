using Nebius.Registry.Credentials;
using Nebius.Registry.Iam;
using Nebius.Registry.TokenCache;

namespace Nebius.Registry.Preflight;

/// <summary>Finds the host of a registry by its id alone: the Nebius API knows it, and it is remembered on this machine.</summary>
/// <param name="options">Where access tokens come from.</param>
internal sealed class RegistryLocator(CredentialChainOptions options)
{
    private readonly LocalFacts _facts = new(options.Settings);
    private readonly ApiClients _api = new() { CreateHandler = options.CreateHandler, Time = options.Time };

    /// <summary>Finds a registry's host.</summary>
    /// <param name="registryId">The ID, with or without <c>registry-</c>.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    /// <returns>The host.</returns>
    /// <exception cref="NebiusRegistryException">
    /// It cannot be found out: there is no access token, the API does not know the registry or cannot be asked, or what it says isn't a
    /// host that may get a credential.
    /// </exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> fired.</exception>
    public async Task<RegistryHost> FindAsync(string registryId, CancellationToken cancellationToken)
    {
        var id = RegistryId.Shorten(registryId);
        if (_facts.Read(NoteOf(id)) is { } remembered && Accept(remembered.Trim()) is { } known)
        {
            return known;
        }

        var info = await AskAsync(id, cancellationToken).ConfigureAwait(false);
        if (info is null)
        {
            throw NotFound(
                id,
                $"Nebius's API knows no registry-{id}, or this account may not see it. 'nebius registry list --parent-id <project "
                + "id>' shows those that there are");
        }

        var host = Accept(info.Host) ?? throw NotFound(id, "Nebius's API names no host for it that we know as a registry's");
        _facts.Write(NoteOf(id), host.Name);
        return host;
    }

    /// <summary>Forgets where a registry is, because it was not there.</summary>
    /// <param name="registryId">The ID, with or without <c>registry-</c>.</param>
    public void Forget(string registryId) => _facts.Drop(NoteOf(RegistryId.Shorten(registryId)));

    private async Task<RegistryInfo?> AskAsync(string id, CancellationToken cancellationToken)
    {
        var chain = new CredentialChain(options);
        if (!chain.HasAccessToken())
        {
            throw NotFound(
                id,
                "only an access token can ask Nebius's API for it, and there is none (a static key opens registries alone). "
                + $"To have one, see {EnvironmentVariables.AuthorizedKeyFile} or {EnvironmentVariables.AccessToken}");
        }

        var token = await chain.ResolveAccessTokenAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await chain.WithFreshCredentialAsync(
                token, asker => _api.Registries(asker).FindAsync(id, cancellationToken), cancellationToken).ConfigureAwait(false);
        }
        catch (NebiusRegistryException error)
        {
            throw NotFound(id, $"it could not be looked up. {error.Message.TrimEnd('.')}");
        }
    }

    private static NebiusRegistryException NotFound(string id, string why) => new(
        MessageCodes.RegionNotFound,
        $"Where registry-{id} is, is not known: {why}{(why.Contains('\n', StringComparison.Ordinal) ? "\n" : ". ")}"
        + $"Name the region: {CommandsToType.SetRegion("<region>")}");

    // Not even the Nebius API may name a host outside the host rules.
    private static RegistryHost? Accept(string host) => RegistryHost.Examine(host, TrustedHosts.None).Host;

    private string NoteOf(string shortId) => $"registry|{IamEndpoint.FromEnvironment(options.Settings)}|{shortId}";
}
