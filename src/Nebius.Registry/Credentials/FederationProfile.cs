using Nebius.Registry.Iam;

namespace Nebius.Registry.Credentials;

/// <summary>
/// A profile of a person who logs in with a browser. A build cannot: it takes the token that the CLI keeps, and else asks the CLI,
/// which can renew it without a browser or says that it cannot.
/// </summary>
internal sealed class FederationProfile(CliProfile profile, CredentialChainOptions options, string configFile, CredentialLog notes)
{
    public async Task<SourceCredential> GetAsync(IamEndpoint endpoint, CancellationToken cancellationToken)
    {
        // Only Nebius's own endpoint shares its tokens.
        var kept = endpoint.IsDefault
            ? await options.Cache.FindSharedAsync(
                $"federation/{profile.FederationEndpoint}/{profile.FederationId}/{profile.Name}", notes, cancellationToken).ConfigureAwait(false)
            : null;
        var isLongEnough = kept is not null && !(kept.ExpiresAt - options.Time.GetUtcNow() < options.MinimumLifetime);
        if (isLongEnough || (kept is not null && NebiusCli.Find(options.Settings) is null))
        {
            return Credential(kept!) with { ImpersonateServiceAccountId = profile.ImpersonateServiceAccountId };
        }

        // The CLI impersonates by itself where its profile asks for that.
        return Credential(new AccessToken(await AskCliAsync(cancellationToken).ConfigureAwait(false), ExpiresAt: null));
    }

    private Task<Secret> AskCliAsync(CancellationToken cancellationToken) => NebiusCli.Find(options.Settings) is null
        ? throw new NebiusRegistryException(
            MessageCodes.ProfileIncomplete,
            $"The {profile.Origin} is of the type 'federation', a person who logs in with a browser; the Nebius CLI keeps no token for it that still lives, "
            + "and is not found on PATH or in ~/.nebius/bin. Log in where the CLI is: nebius iam get-access-token. For CI, use a service account: "
            + $"{EnvironmentVariables.AuthorizedKeyFile}, or workload identity.")
        : NebiusCli.GetAccessTokenAsync(options, configFile, profile.Name, cancellationToken);

    private SourceCredential Credential(AccessToken token) => new()
    {
        Password = token.Token,
        Source = CredentialSourceKind.Profile,
        Origin = profile.Origin,
        ExpiresAt = token.ExpiresAt,
    };
}
