using Nebius.Registry.Iam;

namespace Nebius.Registry.Credentials;

/// <summary>
/// Asks the sources in order. One that is absent is passed by; the first that is present decides, and when it cannot be used
/// that is the end: another source would be another identity, and we never change identity silently.
/// </summary>
public sealed class CredentialChain : ICredentialProvider
{
    private const string ApiName = "Nebius's API";

    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    private readonly CredentialChainOptions _options;
    private readonly IReadOnlyList<ICredentialSource> _sources;

    /// <summary>Makes a chain of all sources that we know.</summary>
    /// <param name="options">What the sources work with.</param>
    public CredentialChain(CredentialChainOptions options)
        : this(options, AllSources(options))
    {
    }

    internal CredentialChain(CredentialChainOptions options, IReadOnlyList<ICredentialSource> sources)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options;
        _sources = sources;
    }

    /// <inheritdoc/>
    /// <remarks>It takes 30 seconds at most.</remarks>
    public async Task<CredentialResolution> ResolveAsync(RegistryHost host, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(host);
        var winner = SourceChoice.Of(_options.Settings, _sources, host, host.Name);
        if (winner.Source.Kind == CredentialSourceKind.DockerConfig && _options.LeavesDockerConfigToSdk && !new Impersonation(_options).IsAskedFor)
        {
            return new CredentialResolution { LeftToSdk = winner.Presence.Origin, Lines = winner.Shadowed, Warnings = winner.Presence.Warnings };
        }

        var notes = new CredentialLog();
        var grant = await GetAsync(winner.Source, host, host.Name, notes, cancellationToken).ConfigureAwait(false);
        if (TokenExpiry.Warning(grant, _options) is { } warning)
        {
            notes.Warn(MessageCodes.TokenExpiresSoon, warning);
        }

        return new CredentialResolution
        {
            Credential = grant.For(host),
            Lines = [.. winner.Shadowed, .. notes.Lines],
            Warnings = [.. winner.Presence.Warnings, .. notes.Warnings],
        };
    }

    /// <inheritdoc/>
    /// <remarks>It takes 30 seconds at most.</remarks>
    public async Task<ApiToken> ResolveAccessTokenAsync(CancellationToken cancellationToken)
    {
        var winner = SourceChoice.Of(_options.Settings, _sources, host: null, ApiName);
        var notes = new CredentialLog();
        var grant = await GetAsync(winner.Source, host: null, ApiName, notes, cancellationToken).ConfigureAwait(false);
        return new ApiToken
        {
            Token = grant.Password,
            Source = grant.Source,
            Origin = grant.Origin,
            ServiceAccountId = grant.ServiceAccountId,
            ExpiresAt = grant.ExpiresAt,
            Lines = [.. winner.Shadowed, .. notes.Lines],
            Endpoint = grant.Endpoint ?? IamEndpoint.FromEnvironment(_options.Settings),
            Forget = grant.Forget,
        };
    }

    /// <inheritdoc/>
    public bool HasAccessToken() =>
        SourceSelection.From(_options.Settings).Of(_sources).Any(source => source.Check(host: null).IsPresent);

    /// <summary>Asks each source whether it has something, in the order in which they are asked, without the network and without starting anything.</summary>
    /// <exception cref="NebiusRegistryException">The setting that names the sources has a value that it does not know.</exception>
    internal IEnumerable<(CredentialSourceKind Kind, SourceAvailability Presence)> Check(RegistryHost host) =>
        SourceSelection.From(_options.Settings).Of(_sources).Select(source => (source.Kind, source.Check(host)));

    /// <summary>Drops a token that the registry refused, if it came from our cache, so that the next build exchanges the key again.</summary>
    /// <param name="credential">What the registry refused.</param>
    /// <param name="cancellationToken">Ends the wait for the cache's lock.</param>
    /// <returns>True when there was something to drop; a key or token that the user gave stays what it is.</returns>
    internal static async Task<bool> ForgetAsync(RegistryCredential credential, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(credential);
        if (credential.Forget is null)
        {
            return false;
        }

        await credential.Forget(cancellationToken).ConfigureAwait(false);
        return true;
    }

    /// <inheritdoc/>
    public async Task<CredentialResolution?> RenewAsync(RegistryCredential refused, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(refused);
        return await ForgetAsync(refused, cancellationToken).ConfigureAwait(false)
            ? await ResolveAsync(refused.Host, cancellationToken).ConfigureAwait(false)
            : null;
    }

    /// <inheritdoc/>
    public async Task<ApiToken?> RenewAccessTokenAsync(ApiToken refused, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(refused);
        if (refused.Forget is null)
        {
            return null;
        }

        await refused.Forget(cancellationToken).ConfigureAwait(false);
        return await ResolveAccessTokenAsync(cancellationToken).ConfigureAwait(false);
    }

    private static ICredentialSource[] AllSources(CredentialChainOptions options) =>
    [
        new StaticKeySource(options),
        new AccessTokenSource(options),
        new AuthorizedKeySource(options),
        new WorkloadIdentitySource(options),
        new DockerConfigSource(options),
        new ProfileSource(options),
        new CliSource(options),
        new InstanceMetadataSource(options),
    ];

    private async Task<SourceCredential> GetAsync(ICredentialSource source, RegistryHost? host, string purpose, CredentialLog notes, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(Timeout, _options.Time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            return await new Impersonation(_options).GetAsync(source, host, notes, linked.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new NebiusRegistryException(
                MessageCodes.ChainTimedOut,
                $"No credential for {purpose} within {Timeout.TotalSeconds:0} seconds; the source {source.Kind} was still at work. "
                + "Try again, or name another source with -p:NebiusCredentialSources=...");
        }
    }
}
