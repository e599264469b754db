using Nebius.Registry.DockerConfig;

namespace Nebius.Registry.Credentials;

/// <summary>A login of docker or podman for exactly this host, found where the .NET SDK finds it.</summary>
internal sealed class DockerConfigSource(CredentialChainOptions options) : ICredentialSource
{
    private readonly NebiusSettings _settings = options.Settings;

    /// <inheritdoc/>
    public CredentialSourceKind Kind => CredentialSourceKind.DockerConfig;

    /// <inheritdoc/>
    public SourceAvailability Check(RegistryHost? host) =>
        host is null ? SourceAvailability.NoAccessToken : Check(LoginSearch.For(host.Name, _settings), host);

    private SourceAvailability Check(LoginSearch search, RegistryHost host) => search switch
    {
        { Login: { } login } => SourceAvailability.Present(Describe(login)) with
        {
            Warnings = [.. DockerConfigWarnings.Of(login, host, _settings)],
        },
        { Problem: { } problem } => SourceAvailability.Present($"docker login in {Redactor.Name(problem.File)}") with
        {
            Warnings = [DockerConfigWarnings.Of(problem)],
        },
        var nothing => SourceAvailability.Absent(
            ConfigFilePaths.ReadBySdk(_settings) is { Count: > 0 } paths
                ? string.Join(", ", paths.Select(path => Redactor.Name(_settings.InHome(path))))
                : "the files of docker and podman",
            nothing.WhyNot,
            CommandsToType.LogDockerIn($"{host}")),
    };

    /// <inheritdoc/>
    public async Task<SourceCredential> GetAsync(RegistryHost? host, CredentialLog log, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(host);
        var search = LoginSearch.For(host.Name, _settings);
        if (search.Problem is { } problem)
        {
            throw Malformed($"{problem}. It may have the login for {host}, so no other credential is tried.", host);
        }

        var login = search.Login ?? throw new InvalidOperationException("This source is not set.");
        var found = login.Kind == LoginKind.Inline
            ? Decode(login, host)
            : await AskAsync(login, host, log, cancellationToken).ConfigureAwait(false);
        return new SourceCredential
        {
            UserName = found.UserName,
            Password = found.Password,
            Source = Kind,
            Origin = Describe(login),
        };
    }

    private static UserAndPassword Decode(DockerLogin login, RegistryHost host)
    {
        if (login.HasIdentityToken)
        {
            throw Malformed(
                $"The entry for {host} in '{Redactor.Name(login.File)}' has an 'identitytoken', which Nebius registries don't support.",
                host);
        }

        return UserAndPassword.Decode(login.Encoded!)
            ?? throw Malformed(
                $"The entry for {host} in '{Redactor.Name(login.File)}' has an 'auth' that isn't base64 of user:password.",
                host);
    }

    private async Task<UserAndPassword> AskAsync(
        DockerLogin login, RegistryHost host, CredentialLog log, CancellationToken cancellationToken)
    {
        var found = await new DockerCredentialHelperClient(login.Helper, _settings)
            .GetAsync(host, login.File, options.Time, cancellationToken).ConfigureAwait(false);
        if (DockerConfigWarnings.OfUserName(found.UserName, host) is { } advice)
        {
            log.Warn(advice.Code, advice.Message);
        }

        return found;
    }

    private static string Describe(DockerLogin login) => login.Kind == LoginKind.Inline
        ? $"docker login in {Redactor.Name(login.File)}"
        : $"credential helper '{DockerCredentialHelperClient.Shown(login.Helper)}' of {Redactor.Name(login.File)}";

    private static NebiusRegistryException Malformed(string what, RegistryHost host) => new(
        MessageCodes.DockerConfigMalformed,
        $"{what} Log in again, or use another credential source ({CommandsToType.SetSources("...")}):\n"
        + $"  docker login {host} --username iam");
}
