using System.Globalization;
using Nebius.Registry.Diagnostics;

namespace Nebius.Registry.Credentials;

/// <summary>
/// Asks the sources in order. One that is absent is passed by; the first that is present decides, and when it cannot be used
/// that is the end: another source would be another identity, and we never change identity silently.
/// </summary>
public sealed class CredentialChain
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

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

    /// <summary>Finds the credential for a host. It takes 30 seconds at most.</summary>
    /// <param name="host">The host that the credential is for.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    /// <returns>The credential, and what the user should know about it.</returns>
    /// <exception cref="NebiusRegistryException">No source has a credential, or the first that has one cannot be used.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    public async Task<CredentialResolution> ResolveAsync(RegistryHost host, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(host);
        var selection = SourceSelection.From(_options.Settings);
        var selected = selection.Kinds.Select(kind => _sources.Single(source => source.Kind == kind)).ToArray();
        var presences = selected.Select(source => source.Look(host)).ToArray();
        var winner = Array.FindIndex(presences, presence => presence.IsPresent);
        if (winner < 0)
        {
            throw new NebiusRegistryException(MessageCodes.NoCredential, NoCredentialText.For(host, selection, presences));
        }

        string[] shadowed = selection.Origin is null ? [.. Shadowed(selected, presences, winner)] : [];
        var impersonation = new Impersonation(_options);
        if (selected[winner].Kind == CredentialSourceKind.DockerConfig && _options.LeavesDockerConfigToSdk && !impersonation.IsAskedFor)
        {
            return new CredentialResolution { LeftToSdk = presences[winner].Origin, Lines = shadowed, Warnings = presences[winner].Warnings };
        }

        var notes = new ChainNotes();
        var credential = await InTimeAsync(
            selected[winner].Kind,
            host,
            cancellation => impersonation.GetAsync(selected[winner], host, notes, cancellation),
            cancellationToken).ConfigureAwait(false);
        if (ExpiryWarning(credential) is { } warning)
        {
            notes.Warn(MessageCodes.TokenExpiresSoon, warning);
        }

        return new CredentialResolution
        {
            Credential = credential,
            Lines = [.. shadowed, .. notes.Lines],
            Warnings = [.. presences[winner].Warnings, .. notes.Warnings],
        };
    }

    /// <summary>Drops a token that the registry refused, if it came from our cache, so that the next build exchanges the key again.</summary>
    /// <param name="credential">What the registry refused.</param>
    /// <param name="cancellationToken">Ends the wait for the cache's lock.</param>
    /// <returns>True when there was something to drop; a key or token that the user gave stays what it is.</returns>
    public static async Task<bool> ForgetAsync(RegistryCredential credential, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(credential);
        if (credential.Forget is null)
        {
            return false;
        }

        await credential.Forget(cancellationToken).ConfigureAwait(false);
        return true;
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

    private static IEnumerable<string> Shadowed(ICredentialSource[] sources, SourcePresence[] presences, int winner)
    {
        for (var i = winner + 1; i < sources.Length; i++)
        {
            // The program being installed is nothing that somebody set; whether it could give a token is not known without running it.
            if (presences[i].IsPresent && sources[i].Kind != CredentialSourceKind.Cli)
            {
                yield return $"{presences[i].Origin} is set too, but {presences[winner].Origin} comes first. "
                    + $"To use it: -p:NebiusCredentialSources={sources[i].Kind}";
            }
        }
    }

    private async Task<RegistryCredential> InTimeAsync(
        CredentialSourceKind kind,
        RegistryHost host,
        Func<CancellationToken, Task<RegistryCredential>> get,
        CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(Patience, _options.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            return await get(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new NebiusRegistryException(
                MessageCodes.ChainTimedOut,
                $"No credential for {host} within {Patience.TotalSeconds:0} seconds; the source {kind} was still at work. "
                + "Try again, or name another source with -p:NebiusCredentialSources=...");
        }
    }

    private string? ExpiryWarning(RegistryCredential credential)
    {
        if (credential.ExpiresAt is not { } expiresAt || expiresAt - _options.Time.GetUtcNow() >= _options.MinimumLifetime)
        {
            return null;
        }

        var minutes = Math.Max(0, (expiresAt - _options.Time.GetUtcNow()).TotalMinutes);
        var reason = credential.RenewalError is null ? string.Empty : $" It could not be renewed: {credential.RenewalError.Message}";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"The access token from {credential.Origin} expires in {minutes:0} minutes, and NebiusTokenMinimumLifetime asks for {_options.MinimumLifetime.TotalMinutes:0}. A push that takes longer will fail.{reason}");
    }
}
