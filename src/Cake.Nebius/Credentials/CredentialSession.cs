using Cake.Core;
using Cake.Core.Diagnostics;
using Cake.Nebius.Ci;
using Nebius.Registry;
using Nebius.Registry.Credentials;

namespace Cake.Nebius.Credentials;

/// <summary>Finds credentials, reports them in the log, and masks what was minted here.</summary>
/// <param name="context">The context.</param>
/// <param name="given">What the call was given.</param>
internal sealed class CredentialSession(ICakeContext context, NebiusCredentialSettings? given)
{
    private readonly CredentialChainOptions _options = new EffectiveSettings(context, given).ToOptions();

    /// <summary>Gets what the user set.</summary>
    public NebiusSettings Settings => _options.Settings;

    /// <summary>Gets what finds the credentials, for code that asks again by itself.</summary>
    public ICredentialProvider Finder => new CredentialChain(_options);

    /// <summary>Reads a host or a region.</summary>
    /// <exception cref="NebiusRegistryException">It is neither a region nor a host that may get a credential.</exception>
    public RegistryHost HostOf(string hostOrRegion) => RegistryHost.Parse(hostOrRegion, _options.Settings);

    /// <summary>Finds the credential for a host.</summary>
    public async Task<RegistryCredential> ResolveAsync(RegistryHost host, string purpose, CancellationToken cancellationToken) =>
        Tell(await new CredentialChain(_options).ResolveAsync(host, cancellationToken).ConfigureAwait(false), purpose);

    /// <summary>Gets a new token in place of a cached one that was rejected; null when it wasn't cached.</summary>
    public async Task<RegistryCredential?> RenewAsync(RegistryCredential refused, string purpose, CancellationToken cancellationToken) =>
        await new CredentialChain(_options).RenewAsync(refused, cancellationToken).ConfigureAwait(false) is { } renewed
            ? Tell(renewed, purpose)
            : null;

    private RegistryCredential Tell(CredentialResolution resolution, string purpose)
    {
        var credential = resolution.Credential!;
        context.Log.Printed().Information("{0}", CredentialDescription.For(purpose, credential));
        TellLines(resolution.Lines);
        foreach (var warning in resolution.Warnings)
        {
            context.Log.Printed().Warning("{0}: {1}", warning.Code, warning.Message);
        }

        return credential;
    }

    /// <summary>Finds an access token for the Nebius API.</summary>
    public async Task<ApiToken> ResolveAccessTokenAsync(CancellationToken cancellationToken)
    {
        var token = await new CredentialChain(_options).ResolveAccessTokenAsync(cancellationToken).ConfigureAwait(false);
        context.Log.Printed().Information("Nebius: access token from {0} ({1})", token.Source, token.Origin);
        TellLines(token.Lines);
        return token;
    }

    /// <summary>Asks the Nebius API; a cached token that it rejects is renewed once.</summary>
    public async Task<TResult> AskAsync<TResult>(Func<ApiToken, Task<TResult>> ask, CancellationToken cancellationToken)
    {
        var token = await ResolveAccessTokenAsync(cancellationToken).ConfigureAwait(false);
        return await new CredentialChain(_options).WithFreshCredentialAsync(token, ask, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Masks a secret that the script gets, when it was minted and not given by the user.</summary>
    public void MaskIfMinted(CredentialSourceKind source, Secret secret)
    {
        var isGiven = source is CredentialSourceKind.StaticKey or CredentialSourceKind.AccessToken or CredentialSourceKind.DockerConfig;
        if (!isGiven || Settings.FromEnvironment(EnvironmentVariables.ImpersonateServiceAccountId) is not null)
        {
            CiLog.Mask(context, secret);
        }
    }

    private void TellLines(IEnumerable<string> lines)
    {
        foreach (var line in lines)
        {
            context.Log.Printed().Information("Nebius: {0}", line);
        }
    }
}
