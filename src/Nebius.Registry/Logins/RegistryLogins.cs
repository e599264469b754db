using System.Globalization;
using Nebius.Registry.Credentials;
using Nebius.Registry.Diagnostics;
using Nebius.Registry.DockerConfig;
using Nebius.Registry.Oci;
using Nebius.Registry.Preflight;

namespace Nebius.Registry.Logins;

/// <summary>
/// Makes docker, podman and programs that read their files find a credential. A helper is preferred, as it never goes stale; then docker's
/// own store; the password itself is written to a file only on request.
/// </summary>
/// <param name="settings">What the user set.</param>
/// <param name="provider">Finds the credential.</param>
internal sealed class RegistryLogins(NebiusSettings settings, ICredentialProvider provider)
{
    /// <summary>Gets what asks the registry whether it accepts the credential.</summary>
    public RegistryProbe Probe { get; init; } = new();

    /// <summary>Logs in.</summary>
    /// <param name="request">Where.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>Where the login is.</returns>
    /// <exception cref="NebiusRegistryException">
    /// No credential is set, the registry rejects it, or it can't be stored. Nothing was changed.
    /// </exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> fired.</exception>
    public async Task<SavedLogin> LogInAsync(SavedLoginRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var there = request.Check();
        RefuseUnreadLogin(request, there);
        var (credential, note) = await AcceptedAsync(request.Host, cancellationToken).ConfigureAwait(false);
        string[] notes = note is null ? [] : [note];
        if (request.IsPlaintext)
        {
            return await IntoFileAsync(request, credential, notes, cancellationToken).ConfigureAwait(false);
        }

        if (there is { Login: { Kind: LoginKind.Helper } helper })
        {
            var program = $"docker-credential-{DockerCredentialHelperClient.Shown(helper.Helper)}";
            var already = $"'{Redactor.Name(request.File)}' already has {program} for {request.Host}";
            return new SavedLogin(SavedLoginLocation.Helper, note is null, [], [.. notes, already]);
        }

        var installed = HelperProgram.Install(settings);
        if (HelperProgram.Find(HelperEntries.OwnHelper, settings) is not null)
        {
            return await ByHelperAsync(request, installed, notes, cancellationToken).ConfigureAwait(false);
        }

        return there.HasStore ? await IntoStoreAsync(credential, notes, cancellationToken).ConfigureAwait(false) : throw NoPlace(request);
    }

    private static async Task<SavedLogin> IntoFileAsync(
        SavedLoginRequest request, RegistryCredential credential, string[] notes, CancellationToken cancellationToken)
    {
        await InlineAuths.WriteAsync(request.File, credential, cancellationToken).ConfigureAwait(false);
        return new SavedLogin(
            SavedLoginLocation.File,
            IsAccepted: notes.Length == 0,
            [$"+ login of {CredentialDescription.Of(credential)} for {request.Host} in '{Redactor.Name(request.File)}'"],
            [.. notes, Lifetime(credential)]);
    }

    private static async Task<SavedLogin> ByHelperAsync(
        SavedLoginRequest request, string? installed, string[] notes, CancellationToken cancellationToken)
    {
        var entries = await HelperEntries.ApplyAsync(
            new HelperEntriesRequest { File = request.File, Hosts = [request.Host.Name], Helper = HelperEntries.OwnHelper },
            cancellationToken).ConfigureAwait(false);
        return new SavedLogin(
            SavedLoginLocation.Helper,
            IsAccepted: notes.Length == 0,
            [.. installed is null ? Array.Empty<string>() : [$"+ {installed}"], .. entries.Changes],
            [.. notes, .. entries.Notes]);
    }

    private void RefuseUnreadLogin(SavedLoginRequest request, LoginInFile there)
    {
        if (there is { Login: { Kind: LoginKind.Helper } helper })
        {
            if (request.IsPlaintext)
            {
                throw NotKept($"'{Redactor.Name(request.File)}' has a helper for {request.Host} "
                    + $"(docker-credential-{DockerCredentialHelperClient.Shown(helper.Helper)}), so docker ignores a login in the file. "
                    + $"Remove the helper's entry first:\n"
                    + $"  nebius-registry logout {request.Host} --file {Shell.Current.Quote(request.File)}");
            }

            if (new DockerCredentialHelperClient(helper.Helper, settings).WhyNotUsable() is { } reason)
            {
                throw new NebiusRegistryException(
                    MessageCodes.HelperNotOnPath,
                    $"'{Redactor.Name(request.File)}' has a helper for {request.Host}, but {reason}. Replace it with nebius-registry:\n  "
                    + LoginCommands.ReplaceHelper(request.Host.Name, request.File));
            }
        }

        if (request.IsPlaintext && there.HasStore)
        {
            throw NotKept(
                $"'{Redactor.Name(request.File)}' keeps its logins in a store ('credsStore'), so docker ignores a login in the file. "
                + "Log in to the store:\n  " + $"nebius-registry login {request.Host}");
        }
    }

    private async Task<(RegistryCredential Credential, string? Note)> AcceptedAsync(RegistryHost host, CancellationToken cancellationToken)
    {
        using var session = new RegistrySession(host, Probe, provider, cancellationToken);
        var resolution = await session.CredentialAsync().ConfigureAwait(false);
        var (credential, answer) = await session.LogInAsync(resolution.Credential!, cancellationToken).ConfigureAwait(false);
        return answer.Status switch
        {
            ProbeStatus.Accepted => (credential, null),
            ProbeStatus.Unauthorized => throw new NebiusRegistryException(
                MessageCodes.RegistryUnauthorized,
                $"{host} rejected {CredentialDescription.Of(credential)} (HTTP {answer.HttpStatus}: \"{answer.Error}\"). Find out why:\n"
                + $"  nebius-registry doctor {host}"),
            ProbeStatus.DnsFailure or ProbeStatus.TlsFailure or ProbeStatus.ProxyFailure or ProbeStatus.UntrustedRealm =>
                throw Unreachable(host, answer),

            // It may be back in a minute.
            _ => (
                credential,
                $"Can't tell whether {host} accepts the credential: {answer.Error ?? $"HTTP {answer.HttpStatus}"}"),
        };
    }

    private static NebiusRegistryException Unreachable(RegistryHost host, ProbeResult answer)
    {
        var advice = ConnectionAdvice.For(answer, host)!;
        return new NebiusRegistryException(advice.Code, advice.Message);
    }

    private async Task<SavedLogin> IntoStoreAsync(RegistryCredential credential, string[] notes, CancellationToken cancellationToken)
    {
        var docker = ToolLogin.FindDocker(settings) ?? throw NotKept(
            "docker isn't on PATH, and docker's file keeps its logins in a store ('credsStore') that needs it. Install docker, or run:\n"
            + $"  nebius-registry configure {credential.Host}");
        await docker.LogInAsync(credential, cancellationToken).ConfigureAwait(false);
        return new SavedLogin(
            SavedLoginLocation.Store,
            IsAccepted: true,
            [$"+ login of {CredentialDescription.Of(credential)} for {credential.Host} in docker's store"],
            [.. notes, Lifetime(credential)]);
    }

    private static string Lifetime(RegistryCredential credential) => credential switch
    {
        { ExpiresAt: { } end } =>
            string.Create(
                CultureInfo.InvariantCulture,
                $"it is good until {end.UtcDateTime:yyyy-MM-dd HH:mm}Z; a helper needs no new login then: nebius-registry configure"),
        { Source: CredentialSourceKind.StaticKey } => "it is good until the static key expires or is revoked",
        _ => "an access token is good for 12 hours at most; a helper needs no new login then: nebius-registry configure",
    };

    private static NebiusRegistryException NoPlace(SavedLoginRequest request) => NotKept(
        "docker-credential-nebius-registry isn't on PATH. Add its directory to PATH, or add --plaintext to write the password to "
        + $"'{Redactor.Name(request.File)}':\n  {Shell.Current.AddToolsToPath}");

    private static NebiusRegistryException NotKept(string why) => new(MessageCodes.LoginNotKept, why);
}

/// <summary>Where a login is kept, and what had to be changed for it. Nothing in it is secret.</summary>
/// <param name="Place">Where.</param>
/// <param name="IsAccepted">
/// Whether the registry said that it accepts the credential; it is set up too if the registry can't be reached.
/// </param>
/// <param name="Changes">What was changed, a line each; empty when nothing had to be.</param>
/// <param name="Notes">What the user should know, a line each.</param>
internal sealed record SavedLogin(SavedLoginLocation Place, bool IsAccepted, IReadOnlyList<string> Changes, IReadOnlyList<string> Notes);

/// <summary>Where a login is kept.</summary>
internal enum SavedLoginLocation
{
    /// <summary>Nowhere: a credential helper finds it whenever it is asked.</summary>
    Helper,

    /// <summary>In the store of docker's file, by <c>docker login</c>.</summary>
    Store,

    /// <summary>In the file itself.</summary>
    File,
}

/// <summary>A login to make or to remove: for which registry, in which file.</summary>
internal sealed record SavedLoginRequest
{
    /// <summary>Gets the registry.</summary>
    public required RegistryHost Host { get; init; }

    /// <summary>Gets the login file of docker or podman, an absolute path; it need not exist.</summary>
    public required string File { get; init; }

    /// <summary>Gets a value indicating whether the file is that of podman, which has no <c>credsStore</c>.</summary>
    public bool IsPodman { get; init; }

    /// <summary>
    /// Gets a value indicating whether the password itself may be written into the file, where anyone who can read the file has it.
    /// </summary>
    public bool IsPlaintext { get; init; }

    /// <summary>Gets how the file is read.</summary>
    internal LoginRules Rules => IsPodman ? LoginRules.Podman : LoginRules.Docker;

    /// <summary>Gets a value indicating whether the helper's entry stays when a login is removed.</summary>
    public bool KeepsHelper { get; init; }

    /// <summary>Reads what the file says about the registry.</summary>
    /// <exception cref="NebiusRegistryException">It can't be read.</exception>
    internal LoginInFile Check()
    {
        if (LoginFile.Read(File) is not { } file)
        {
            return LoginInFile.Empty;
        }

        // An edit removes a byte order mark.
        var found = LoginInFile.Read(file, Host.Name, Rules with { RefusesByteOrderMark = false });
        return found.Problem is { } problem
            ? throw new NebiusRegistryException(
                MessageCodes.ConfigFileNotEdited, $"{problem}. Fix it, or move it away:\n  {problem.Next}")
            : found;
    }
}
