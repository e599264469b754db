using System.Globalization;
using Nebius.Registry.Iam;
using Nebius.Registry.Net;

namespace Nebius.Registry.Credentials;

/// <summary>Another identity provider's token, as CI systems have them, exchanged for a service account's access token.</summary>
internal sealed class WorkloadIdentitySource(CredentialChainOptions options) : ICredentialSource
{
    private readonly NebiusSettings _settings = options.Settings;
    private readonly SettingValue? _serviceAccountId = options.Settings.Find(EnvironmentVariables.ServiceAccountId);
    private readonly SettingValue? _token = options.Settings.FromEnvironment(EnvironmentVariables.FederatedToken);
    private readonly SettingValue? _tokenFile = options.Settings.FromEnvironment(EnvironmentVariables.FederatedTokenFile);
    private readonly CiOidcProvider? _ci = CiOidcProvider.Of(options.Settings);

    /// <inheritdoc/>
    public CredentialSourceKind Kind => CredentialSourceKind.WorkloadIdentity;

    /// <inheritdoc/>
    public SourceAvailability Check(RegistryHost? host)
    {
        if ((_token ?? _tokenFile) is { } given)
        {
            return SourceAvailability.Present(given.Origin);
        }

        if (_ci is not null && _serviceAccountId is not null)
        {
            return SourceAvailability.Present($"{_serviceAccountId.Origin} in a job of {_ci.Name}");
        }

        return SourceAvailability.Absent(
            $"{EnvironmentVariables.FederatedToken}, {EnvironmentVariables.FederatedTokenFile}"
            + (_ci is null ? string.Empty : $", {EnvironmentVariables.ServiceAccountId} for the token of {_ci.Name}"),
            "not set",
            _ci is null
                ? $"{SetServiceAccount}; {Shell.Current.Set(EnvironmentVariables.FederatedTokenFile, "<path>")}"
                : $"{SetServiceAccount}, with {_ci.Needs}");
    }

    /// <inheritdoc/>
    public async Task<SourceCredential> GetAsync(RegistryHost? host, CredentialLog log, CancellationToken cancellationToken)
    {
        var id = RequireServiceAccount();
        var origin = (_token ?? _tokenFile)?.Origin ?? _ci!.Name;
        var tokens = new ServiceAccountTokens(options, IamEndpoint.FromEnvironment(_settings), Kind, origin, log);
        if (_token is null && _tokenFile is null)
        {
            var client = new CiOidcClient(_ci!, options);
            return await tokens.ForFederatedAsync(id, client.JobKey, file: null, client.GetAsync, cancellationToken).ConfigureAwait(false);
        }

        var given = await ReadGivenAsync(log, cancellationToken).ConfigureAwait(false);
        return await tokens.ForFederatedAsync(id, given.Token.Reveal(), _tokenFile?.Value, _ => Task.FromResult(given), cancellationToken)
            .ConfigureAwait(false);
    }

    private static string SetServiceAccount => Shell.Current.Set(EnvironmentVariables.ServiceAccountId, "<service-account-id>");

    private string RequireServiceAccount()
    {
        if (_serviceAccountId is null)
        {
            throw new NebiusRegistryException(
                MessageCodes.WorkloadIdentityIncomplete,
                $"{(_token ?? _tokenFile)!.Origin} is set, but not {EnvironmentVariables.ServiceAccountId}. Set it to the service account "
                + $"that trusts the token:\n  {SetServiceAccount}");
        }

        return AuthorizedKey.IsId(_serviceAccountId.Value)
            ? _serviceAccountId.Value
            : throw new NebiusRegistryException(
                MessageCodes.WorkloadIdentityIncomplete,
                $"{_serviceAccountId.Origin} isn't a service account ID. Expected: an ID such as serviceaccount-e00abc. List them:\n"
                + "  nebius iam service-account list --parent-id <project-id>");
    }

    private async Task<FederatedToken> ReadGivenAsync(CredentialLog log, CancellationToken cancellationToken)
    {
        if (_token is not null && _tokenFile is not null)
        {
            throw new NebiusRegistryException(
                MessageCodes.AmbiguousCredential,
                $"{_token.Origin} and {_tokenFile.Origin} are both set. Unset one of them:\n"
                + $"  {Shell.Current.Unset(_token.Origin)}");
        }

        if (_tokenFile is not null)
        {
            // Read each time: projected tokens are replaced while a build runs.
            var text = await CredentialFile.ReadAsync(_settings, _tokenFile, EnvironmentVariables.FederatedToken, log, cancellationToken)
                .ConfigureAwait(false);
            return Read(_tokenFile with { Value = text.Trim(), Origin = $"{_tokenFile.Origin} ('{_settings.ShownPath(_tokenFile)}')" });
        }

        return Read(_token!);
    }

    private FederatedToken Read(SettingValue setting)
    {
        if (setting.Value.Length > 0)
        {
            TokenText.Read(setting, "a federated token", _settings);
        }

        return FederatedToken.Read(setting.Value, setting.Origin, options.Time);
    }
}

/// <summary>Another identity provider's token. Its claims are read for messages only; IAM verifies them.</summary>
internal sealed record FederatedToken
{
    private const int LongestClaim = 200;

    private FederatedToken(Secret token, string origin) => (Token, Origin) = (token, origin);

    /// <summary>Gets the token.</summary>
    public Secret Token { get; }

    /// <summary>
    /// Gets where it was found, with its <c>iss</c> and <c>sub</c>, which a service account's federated credentials name.
    /// </summary>
    public string Origin { get; private init; }

    /// <summary>Reads a token.</summary>
    /// <param name="text">The text as it was found; blanks around it are removed.</param>
    /// <param name="origin">Where it was found.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="NebiusRegistryException">The text can't be a token, or its claims say that it has expired.</exception>
    public static FederatedToken Read(string text, string origin, TimeProvider time)
    {
        var token = text.Trim();
        if (token.Length == 0)
        {
            throw Unusable(origin, "is empty");
        }

        if (!HeaderText.IsSafe(token) || token.Count(character => character == '.') != 2)
        {
            throw Unusable(origin, "isn't a JWT (three parts with dots between them)");
        }

        using var claims = TokenClaims.Of(token);
        var read = new FederatedToken(new Secret(token), origin);
        if (claims is null)
        {
            return read;
        }

        var issuer = Redactor.CleanName(BoundedContent.Text(claims.RootElement, "iss"), LongestClaim, read.Token);
        var subject = Redactor.CleanName(BoundedContent.Text(claims.RootElement, "sub"), LongestClaim, read.Token);
        if (TokenClaims.ExpiresAt(claims) is { } expiresAt && !new TokenFreshness(time, TimeSpan.Zero).IsAlive(expiresAt))
        {
            throw Unusable(
                origin,
                string.Create(CultureInfo.InvariantCulture, $"expired at {expiresAt:u}; this machine's clock says {time.GetUtcNow():u}"));
        }

        return issuer.Length > 0 && subject.Length > 0 ? read with { Origin = $"{origin} (issuer '{issuer}', subject '{subject}')" } : read;
    }

    private static NebiusRegistryException Unusable(string origin, string problem) => new(
        MessageCodes.WorkloadIdentityIncomplete,
        $"The federated token from {origin} {problem}. Such tokens live for minutes: get one in the same job, shortly before the push.");
}
