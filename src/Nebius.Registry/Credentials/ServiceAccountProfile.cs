using Nebius.Registry.Iam;

namespace Nebius.Registry.Credentials;

/// <summary>
/// A profile whose <c>auth-type</c> is <c>service account</c>. Which of its parts counts is as in the Go SDK (config/reader), to which
/// the CLI is closest; where Nebius's other SDKs choose otherwise, a warning says so.
/// </summary>
internal sealed class ServiceAccountProfile(CliProfile profile, CredentialChainOptions options, IamEndpoint endpoint, CredentialLog log)
{
    private readonly ServiceAccountTokens _tokens =
        new(options, endpoint, CredentialSourceKind.Profile, profile.Origin, log) { IsFromProfile = true };

    public async Task<SourceCredential> GetAsync(CancellationToken cancellationToken)
    {
        var issued = await IssueAsync(cancellationToken).ConfigureAwait(false);
        return issued with { ImpersonateServiceAccountId = profile.ImpersonateServiceAccountId };
    }

    private async Task<SourceCredential> IssueAsync(CancellationToken cancellationToken)
    {
        var hasKey = profile is not { PublicKeyId: null, PrivateKey: null, PrivateKeyFile: null, ServiceAccountCredentialsFile: null };
        if (profile is { FederatedCredentialsFile: { } file, ServiceAccountId: { } id } && !hasKey)
        {
            return await FromFederatedFileAsync(RequireId(id), file, cancellationToken).ConfigureAwait(false);
        }

        if (profile.FederatedCredentialsFile is not null && hasKey)
        {
            WarnIgnored("federated-subject-credentials-file-path", "a key", " (Nebius's Python and JavaScript SDKs use the file)");
        }

        using var key = await ReadKeyAsync(cancellationToken).ConfigureAwait(false);
        return await _tokens.ForKeyAsync(key, cancellationToken).ConfigureAwait(false);
    }

    private async Task<SourceCredential> FromFederatedFileAsync(string id, string file, CancellationToken cancellationToken)
    {
        var setting = profile.Path("federated-subject-credentials-file-path", options.Settings);
        var text = await ReadAsync(setting, EnvironmentVariables.FederatedToken, cancellationToken).ConfigureAwait(false);
        var token = FederatedToken.Read(text, $"{setting.Origin} ('{options.Settings.ShownPath(setting)}')", options.Time);
        return await _tokens.ForFederatedAsync(id, token.Token.Reveal(), file, _ => Task.FromResult(token), cancellationToken)
            .ConfigureAwait(false);
    }

    private async Task<AuthorizedKey> ReadKeyAsync(CancellationToken cancellationToken)
    {
        if (profile.ServiceAccountCredentialsFile is not null)
        {
            return await FromCredentialsFileAsync(cancellationToken).ConfigureAwait(false);
        }

        var (inline, file) = (profile.PrivateKey, profile.PrivateKeyFile);
        if (profile is not { ServiceAccountId: { } id, PublicKeyId: { } publicKeyId } || (inline is null && file is null))
        {
            throw Incomplete();
        }

        if (inline is not null)
        {
            if (file is not null)
            {
                WarnIgnored("private-key-file-path", "'private-key'");
            }

            return AuthorizedKey.FromParts(id, publicKeyId, inline, Origins($"'private-key' of {profile.Origin}"));
        }

        var setting = profile.Path("private-key-file-path", options.Settings);
        var pem = await ReadAsync(setting, EnvironmentVariables.PrivateKey, cancellationToken).ConfigureAwait(false);
        return AuthorizedKey.FromParts(id, publicKeyId, pem, Origins($"{setting.Origin} ('{options.Settings.ShownPath(setting)}')"));
    }

    private AuthorizedKeyOrigins Origins(string ofPrivateKey) => new(ofPrivateKey)
    {
        ServiceAccountId = $"'service-account-id' of {profile.Origin}",
        PublicKeyId = $"'public-key-id' of {profile.Origin}",
    };

    private async Task<AuthorizedKey> FromCredentialsFileAsync(CancellationToken cancellationToken)
    {
        if ((profile.ServiceAccountId ?? profile.PublicKeyId) is not null)
        {
            throw new NebiusRegistryException(
                MessageCodes.ProfileIncomplete,
                $"The {profile.Origin} has 'service-account-credentials-file-path', "
                + "whose file has the IDs of service account and public key, and also "
                + $"'{(profile.ServiceAccountId is not null ? "service-account-id" : "public-key-id")}'. Remove one of the two from the "
                + "profile.");
        }

        if ((profile.PrivateKey ?? profile.PrivateKeyFile) is not null)
        {
            var ignored = profile.PrivateKey is not null ? "private-key" : "private-key-file-path";
            WarnIgnored(ignored, "'service-account-credentials-file-path'");
        }

        var setting = profile.Path("service-account-credentials-file-path", options.Settings);
        var json = await ReadAsync(setting, EnvironmentVariables.AuthorizedKey, cancellationToken).ConfigureAwait(false);
        return AuthorizedKeyJson.Read(json, $"{setting.Origin} ('{options.Settings.ShownPath(setting)}')");
    }

    private Task<string> ReadAsync(SettingValue setting, string textVariable, CancellationToken cancellationToken) =>
        CredentialFile.ReadAsync(options.Settings, setting, textVariable, log, cancellationToken);

    private string RequireId(string id) => AuthorizedKey.IsId(id)
        ? id
        : throw new NebiusRegistryException(
            MessageCodes.ProfileIncomplete,
            $"'service-account-id' of {profile.Origin} isn't a service account ID. Expected: an ID such as serviceaccount-e00abc.");

    private void WarnIgnored(string ignored, string winner, string others = "") => log.Warn(
        MessageCodes.ProfileAmbiguous,
        $"The {profile.Origin} has '{ignored}', which isn't used, because it has {winner}{others}. Remove '{ignored}' from the profile, or "
        + "create another profile for it.");

    private NebiusRegistryException Incomplete() => new(
        MessageCodes.ProfileIncomplete,
        $"The {profile.Origin} is of the type 'service account', but incomplete. It needs 'service-account-credentials-file-path'; "
        + "or 'service-account-id' and 'public-key-id' with 'private-key' or 'private-key-file-path'; "
        + "or 'service-account-id' and 'federated-subject-credentials-file-path'. Create a new profile:\n  nebius profile create");
}
