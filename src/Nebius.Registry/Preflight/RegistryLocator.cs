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
                "the Nebius API doesn't know it, or this account may not see it. To list your registries: nebius registry list --parent-id "
                + "<project-id>");
        }

        var host = Accept(info.Host) ?? throw NotFound(id, "the host that the Nebius API gives for it isn't a registry's host");
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
                "that needs an access token, and none is set (a static key can't ask). For one, set "
                + $"{EnvironmentVariables.AuthorizedKeyFile} or {EnvironmentVariables.AccessToken}");
        }

        var token = await chain.ResolveAccessTokenAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await chain.WithFreshCredentialAsync(
                token, asker => _api.Registries(asker).FindAsync(id, cancellationToken), cancellationToken).ConfigureAwait(false);
        }
        catch (NebiusRegistryException error)
        {
            throw NotFound(id, $"{error.Message.TrimEnd('.')}");
        }
    }

    private static NebiusRegistryException NotFound(string id, string why) => new(
        MessageCodes.RegionNotFound,
        $"Can't tell which region registry-{id} is in: {why}{(why.Contains('\n', StringComparison.Ordinal) ? "\n" : ". ")}"
        + $"Set the region:\n  {CommandsToType.SetRegionOf(id, "<region>")}");

    // Not even the Nebius API may name a host outside the host rules.
    private static RegistryHost? Accept(string host) => RegistryHost.Examine(host, TrustedHosts.None).Host;

    private string NoteOf(string shortId) => $"registry|{IamEndpoint.FromEnvironment(options.Settings)}|{shortId}";
}
