using Nebius.Registry.Net;

namespace Nebius.Registry.Credentials;

/// <summary>
/// Asks the sources in order. One that isn't set is skipped; the first one that is set decides, and if it can't be used the search fails:
/// another source would be another identity, which must not change silently.
/// </summary>
public sealed class CredentialChain : ICredentialProvider
{
    private const string ApiName = "the Nebius API";

    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    private readonly CredentialChainOptions _options;
    private readonly IReadOnlyList<ICredentialSource> _sources;

    /// <summary>Makes a chain of all sources.</summary>
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
    /// <remarks>It takes 30 seconds at most, and 90 on a machine that is overloaded.</remarks>
    public async Task<CredentialResolution> ResolveAsync(RegistryHost host, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(host);
        var winner = SourceChoice.Of(_options.Settings, _sources, host, host.Name);
        var mayBeLeftToSdk = _options.LeavesDockerConfigToSdk && !new Impersonation(_options).IsAskedFor;
        if (winner.Source.Kind == CredentialSourceKind.DockerConfig && mayBeLeftToSdk)
        {
            return new CredentialResolution
            {
                LeftToSdk = winner.Presence.Origin,
                Lines = winner.Shadowed,
                Warnings = winner.Presence.Warnings,
            };
        }

        var log = new CredentialLog();
        var credential = await GetAsync(winner.Source, host, host.Name, log, cancellationToken).ConfigureAwait(false);
        if (TokenExpiry.Warning(credential, _options) is { } warning)
        {
            log.Warn(MessageCodes.TokenExpiresSoon, warning);
        }

        return new CredentialResolution
        {
            Credential = new RegistryCredential(credential, host),
            Lines = [.. winner.Shadowed, .. log.Lines],
            Warnings = [.. winner.Presence.Warnings, .. log.Warnings],
        };
    }

    /// <inheritdoc/>
    /// <remarks>It takes 30 seconds at most, and 90 on a machine that is overloaded.</remarks>
    public async Task<ApiToken> ResolveAccessTokenAsync(CancellationToken cancellationToken)
    {
        var winner = SourceChoice.Of(_options.Settings, _sources, host: null, ApiName);
        var log = new CredentialLog();
        var credential = await GetAsync(winner.Source, host: null, ApiName, log, cancellationToken).ConfigureAwait(false);
        return new ApiToken(credential)
        {
            Lines = [.. winner.Shadowed, .. log.Lines],
            Endpoint = credential.Endpoint ?? IamEndpoint.FromEnvironment(_options.Settings),
        };
    }

    /// <inheritdoc/>
    public bool HasAccessToken() =>
        SourceSelection.From(_options.Settings).Of(_sources).Any(source => source.Check(host: null).IsPresent);

    /// <summary>Asks each source in order whether it is set, without the network and without starting a process.</summary>
    /// <exception cref="NebiusRegistryException">The setting that names the sources has a value that it does not know.</exception>
    internal IEnumerable<(CredentialSourceKind Kind, SourceAvailability Presence)> Check(RegistryHost host) =>
        SourceSelection.From(_options.Settings).Of(_sources).Select(source => (source.Kind, source.Check(host)));

    /// <summary>Drops a refused token, if it came from the token cache, so that the next build exchanges the key again.</summary>
    /// <param name="credential">What was refused.</param>
    /// <param name="cancellationToken">Ends the wait for the cache's lock.</param>
    /// <returns>True when a cached token was dropped; false for a key or token that the user gave.</returns>
    internal static async Task<bool> ForgetAsync(SourceCredential credential, CancellationToken cancellationToken)
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
        return await ForgetAsync(refused, cancellationToken).ConfigureAwait(false)
            ? await ResolveAccessTokenAsync(cancellationToken).ConfigureAwait(false)
            : null;
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

    private async Task<SourceCredential> GetAsync(
        ICredentialSource source, RegistryHost? host, string purpose, CredentialLog log, CancellationToken cancellationToken)
    {
        using var linked = new LinkedTimeout(Timeout, _options.Time, cancellationToken);
        try
        {
            return await new Impersonation(_options).GetAsync(source, host, log, linked.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new NebiusRegistryException(
                MessageCodes.ChainTimedOut,
                $"The source {source.Kind} gave no credential for {purpose} within {linked.Limit.TotalSeconds:0} seconds. Try again, or use "
                + $"another source ({CommandsToType.SetSources("...")}).");
        }
    }
}
