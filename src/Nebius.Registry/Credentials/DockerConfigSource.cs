using Nebius.Registry.DockerConfig;

namespace Nebius.Registry.Credentials;

/// <summary>A login of docker or podman for exactly this host, found where the .NET SDK finds it.</summary>
internal sealed class DockerConfigSource(CredentialChainOptions options) : ICredentialSource
{
    private readonly NebiusSettings _settings = options.Settings;

    public CredentialSourceKind Kind => CredentialSourceKind.DockerConfig;

    public SourcePresence Look(RegistryHost? host) => host is null ? SourcePresence.NoAccessToken : Look(LoginSearch.For(host.Name, _settings), host);

    private SourcePresence Look(LoginSearch search, RegistryHost host) => search switch
    {
        { Login: { } login } => SourcePresence.Present(Describe(login)) with { Warnings = [.. LoginTraps.Of(login, host, _settings)] },
        { Problem: { } problem } => SourcePresence.Present($"docker login in {ForeignText.Name(problem.File)}") with { Warnings = [LoginTraps.Of(problem)] },
        var nothing => SourcePresence.Absent(
            LoginFilePaths.Of(_settings) is { Count: > 0 } paths ? string.Join(", ", paths.Select(ForeignText.Name)) : "the files of docker and podman",
            nothing.WhyNot,
            $"nebius iam get-access-token | docker login {host} --username iam --password-stdin"),
    };

    public async Task<Grant> GetAsync(RegistryHost? host, ChainNotes notes, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(host);
        var search = LoginSearch.For(host.Name, _settings);
        if (search.Problem is { } problem)
        {
            throw Malformed($"{problem}. It may hold the login for {host}, so no other credential was tried.", host);
        }

        var login = search.Login ?? throw new InvalidOperationException("An absent source was asked.");
        var found = login.Kind == LoginKind.Inline
            ? Decode(login, host)
            : await AskAsync(login, host, notes, cancellationToken).ConfigureAwait(false);
        return new Grant
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
            throw Malformed($"The entry for {host} in '{ForeignText.Name(login.File)}' has an 'identitytoken', which Nebius does not have.", host);
        }

        return UserAndPassword.Decode(login.Encoded!)
            ?? throw Malformed($"The entry for {host} in '{ForeignText.Name(login.File)}' has an 'auth' that is no base64 of user:password. The value is not shown here.", host);
    }

    private async Task<UserAndPassword> AskAsync(DockerLogin login, RegistryHost host, ChainNotes notes, CancellationToken cancellationToken)
    {
        var found = await new CredentialHelper(login.Helper, _settings).GetAsync(host, login.File, options.Time, cancellationToken).ConfigureAwait(false);
        if (LoginTraps.OfUserName(found.UserName, host) is { } advice)
        {
            notes.Warn(advice.Code, advice.Message);
        }

        return found;
    }

    private static string Describe(DockerLogin login) => login.Kind == LoginKind.Inline
        ? $"docker login in {ForeignText.Name(login.File)}"
        : $"credential helper '{CredentialHelper.Shown(login.Helper)}' of {ForeignText.Name(login.File)}";

    private static NebiusRegistryException Malformed(string what, RegistryHost host) => new(
        MessageCodes.DockerConfigMalformed,
        $"{what} Mend or remove it, then: docker login {host} --username iam. To use another credential: -p:NebiusCredentialSources=...");
}
