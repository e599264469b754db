using Cake.Core;
using Cake.Core.Diagnostics;
using Cake.Nebius.Ci;
using Nebius.Registry;
using Nebius.Registry.Credentials;
using Nebius.Registry.Preflight;

namespace Cake.Nebius.Credentials;

/// <summary>Finds credentials, reports them in the log, and masks what was minted here.</summary>
/// <param name="context">The context.</param>
/// <param name="given">What the call was given.</param>
internal sealed class CredentialSession(ICakeContext context, NebiusCredentialSettings? given)
{
    private readonly CredentialChainOptions _options = new EffectiveSettings(context, given).ToOptions();

    /// <summary>Gets what the user set.</summary>
    public NebiusSettings Settings => _options.Settings;

    /// <summary>Gets where credentials come from.</summary>
    public CredentialChainOptions Options => _options;

    /// <summary>Gets what finds the credentials, for code that asks again by itself.</summary>
    public ICredentialProvider Finder => new CredentialChain(_options);

    /// <summary>Reads a host or a region; if it is empty, NEBIUS_REGION or NEBIUS_REGISTRY_ID says which.</summary>
    /// <exception cref="NebiusRegistryException">
    /// It is neither a region nor a host that may get a credential, or there is no default.
    /// </exception>
    public async Task<RegistryHost> HostOfAsync(string hostOrRegion, CancellationToken cancellationToken)
    {
        if (!string.IsNullOrWhiteSpace(hostOrRegion))
        {
            return RegistryHost.Parse(hostOrRegion, _options.Settings);
        }

        var registry = await DefaultRegistry.FindAsync(_options, cancellationToken).ConfigureAwait(false)
            ?? throw new NebiusRegistryException(
                MessageCodes.InvalidRegion,
                $"No registry is set: neither in the script nor in {EnvironmentVariables.DefaultRegion} or "
                + $"{EnvironmentVariables.DefaultRegistryId}. Pass a region, such as \"eu-north1\", or set the default:\n"
                + $"  {Shell.Current.Set(EnvironmentVariables.DefaultRegion, "eu-north1")}");
        context.Log.Printed().Information("{0}", registry.Line);
        return registry.Host;
    }

    /// <summary>Returns the registry's id; if the script names neither it nor a host, NEBIUS_REGISTRY_ID is the default.</summary>
    public string? RegistryIdFor(string? given, string hostOrRegion, string? repository)
    {
        if (!string.IsNullOrWhiteSpace(given)
            || DefaultRegistry.RegistryIdFor(hostOrRegion, repository, Settings) is not { } setting)
        {
            return given;
        }

        context.Log.Printed().Information("Nebius: registry {0}, from {1}", Redactor.Value(setting.Value), setting.Origin);
        return setting.Value;
    }

    /// <summary>Finds the credential for a host.</summary>
    public async Task<RegistryCredential> ResolveAsync(RegistryHost host, string purpose, CancellationToken cancellationToken) =>
        Tell(await new CredentialChain(_options).ResolveAsync(host, cancellationToken).ConfigureAwait(false), purpose);

    /// <summary>Gets a new token in place of a cached one that was rejected; null when it wasn't cached.</summary>
    public async Task<RegistryCredential?> RenewAsync(RegistryCredential refused, string purpose, CancellationToken cancellationToken) =>
        await new CredentialChain(_options).RenewAsync(refused, cancellationToken).ConfigureAwait(false) is { } renewed
            ? Tell(renewed, purpose)
            : null;

    /// <summary>Reports a credential in the log, and what may go wrong with it.</summary>
    public RegistryCredential Tell(CredentialResolution resolution, string purpose)
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
        if (!source.IsGiven() || Settings.FromEnvironment(EnvironmentVariables.ImpersonateServiceAccountId) is not null)
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
