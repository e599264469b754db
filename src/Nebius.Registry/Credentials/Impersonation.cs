using Nebius.Registry.Iam;

namespace Nebius.Registry.Credentials;

/// <summary>
/// Gets the token of another service account with the credential of the chosen source, where the environment or a profile asks for it.
/// </summary>
internal sealed class Impersonation(CredentialChainOptions options)
{
    private readonly SettingValue? _setting = options.Settings.FromEnvironment(EnvironmentVariables.ImpersonateServiceAccountId);

    /// <summary>Gets a value indicating whether the environment asks for it; a profile may ask for it, too, once it is read.</summary>
    public bool IsAskedFor => _setting is not null;

    /// <summary>Gets the credential of a source, and impersonates where that is asked for.</summary>
    public async Task<SourceCredential> GetAsync(
        ICredentialSource source, RegistryHost? host, CredentialLog log, CancellationToken cancellationToken)
    {
        if (_setting is not null && !source.Kind.GivesAccessToken())
        {
            throw new NebiusRegistryException(
                MessageCodes.CannotImpersonate,
                $"{_setting!.Origin} is set, but {source.Kind} can't impersonate; only an access token can. Use a source that gives access "
                + $"tokens ({CommandsToType.SetSources("AuthorizedKey")}), or don't impersonate:\n"
                + $"  {Shell.Current.Unset(_setting.Origin)}");
        }

        var actor = await source.GetAsync(host, log, cancellationToken).ConfigureAwait(false);
        if (Target(actor) is not { } target)
        {
            return actor;
        }

        // Nebius's own SDKs fetch a refused token of the actor again, once, too.
        return await FreshCredential.AskAsync(
            actor,
            current => ImpersonateAsync(current, target, log, cancellationToken),
            FreshCredential.IsUnauthenticated,
            async refused => await CredentialChain.ForgetAsync(refused, cancellationToken).ConfigureAwait(false)
                ? await source.GetAsync(host, log, cancellationToken).ConfigureAwait(false)
                : null).ConfigureAwait(false);
    }

    private (string Id, string Origin)? Target(SourceCredential actor)
    {
        // As in the Go SDK, what is set for this run wins over the profile.
        var (id, origin) = _setting is not null ? (_setting.Value, _setting.Origin) : (actor.ImpersonateServiceAccountId, actor.Origin);
        if (id is null)
        {
            return null;
        }

        return AuthorizedKey.IsId(id)
            ? (id, origin)
            : throw new NebiusRegistryException(
                MessageCodes.InvalidSetting,
                $"{origin} isn't a service account ID. Expected: an ID such as serviceaccount-e00abc. List them:\n"
                + "  nebius iam service-account list --parent-id <project-id>");
    }

    private async Task<SourceCredential> ImpersonateAsync(
        SourceCredential actor,
        (string Id, string Origin) target,
        CredentialLog log,
        CancellationToken cancellationToken)
    {
        var endpoint = actor.Endpoint ?? IamEndpoint.FromEnvironment(options.Settings);
        var origin = actor.Origin == target.Origin ? actor.Origin : $"{actor.Origin}, impersonating by {target.Origin}";
        var impersonated = await new ServiceAccountTokens(options, endpoint, actor.Source, origin, log)
            .ForImpersonationAsync(target.Id, target.Origin, actor, cancellationToken).ConfigureAwait(false);
        return impersonated with { Endpoint = actor.Endpoint };
    }
}
