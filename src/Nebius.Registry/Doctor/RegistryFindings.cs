using Nebius.Registry.Credentials;
using Nebius.Registry.Diagnostics;
using Nebius.Registry.Oci;
using Nebius.Registry.Preflight;

namespace Nebius.Registry.Doctor;

/// <summary>
/// Whether the registry answers, accepts the credential, and allows it to push to and pull from the repository.
/// </summary>
internal sealed class RegistryFindings
{
    private const string Section = "Registry";

    private readonly DoctorOptions _options;
    private readonly CredentialChain _chain;
    private readonly RegistrySession _session;

    private RegistryFindings(DoctorOptions options, CredentialChain chain, RegistrySession session) =>
        (_options, _chain, _session) = (options, chain, session);

    public static async Task<IReadOnlyList<Finding>> OfAsync(DoctorOptions options, CancellationToken cancellationToken)
    {
        var chain = options.Chain;
        using var session = new RegistrySession(options.Host, options.Probe, chain, cancellationToken);
        return await new RegistryFindings(options, chain, session).AskAsync(cancellationToken).ConfigureAwait(false);
    }

    private async Task<IReadOnlyList<Finding>> AskAsync(CancellationToken cancellationToken)
    {
        var (resolution, credential) = await FindAsync().ConfigureAwait(false);
        var ping = await _session.Ping.ConfigureAwait(false);
        var reach = ping.Status == ProbeStatus.Accepted
            ? Make("host", FindingSeverity.Good, "answers", _options.Host.Name)
            : Bad("host", "unexpected answer", Advice(ping), source: null);
        return resolution is null || reach.Severity == FindingSeverity.Bad
            ? [.. credential, reach]
            : [.. credential, reach, .. await RightsAsync(resolution.Credential!, cancellationToken).ConfigureAwait(false)];
    }

    private async Task<(CredentialResolution? Resolution, IReadOnlyList<Finding> Findings)> FindAsync()
    {
        try
        {
            var resolution = await _session.CredentialAsync().ConfigureAwait(false);
            return (resolution,
            [
                Make("credential", FindingSeverity.Good, "found", CredentialDescription.Of(resolution.Credential!)),
                .. resolution.Warnings.Select(
                    warning => Make("credential", FindingSeverity.Warning, "warning", warning.Message) with { Code = warning.Code }),
                .. resolution.Lines.Select(line => Make("credential", FindingSeverity.Information, "note", line)),
            ]);
        }
        catch (NebiusRegistryException error)
        {
            // The report lists the sources already.
            var text = error.Code == MessageCodes.NoCredential ? "no source is set" : error.Message;
            var state = error.Code == MessageCodes.NoCredential ? "not set" : "can't be used";
            return (null, [Bad("credential", state, new Advice(error.Code, text), source: null)]);
        }
    }

    private async Task<IReadOnlyList<Finding>> RightsAsync(RegistryCredential credential, CancellationToken cancellationToken)
    {
        try
        {
            return await AskForRightsAsync(credential, cancellationToken).ConfigureAwait(false);
        }
        catch (NebiusRegistryException error)
        {
            const string State = "the cached token was rejected and can't be renewed";
            return [Bad("credential", State, new Advice(error.Code, error.Message), credential.Source)];
        }
    }

    private async Task<IReadOnlyList<Finding>> AskForRightsAsync(RegistryCredential credential, CancellationToken cancellationToken)
    {
        if (_options.Repository is not { } repository)
        {
            return await LogInAsync(credential, cancellationToken).ConfigureAwait(false);
        }

        if (_options.PullOnly)
        {
            return [await ProbeAsync(credential, repository, RegistryAction.Pull, cancellationToken).ConfigureAwait(false)];
        }

        // A client without the right to push may still pull; for any other reason a pull is refused, too.
        var push = await ProbeAsync(credential, repository, RegistryAction.Push, cancellationToken).ConfigureAwait(false);
        return push.Severity == FindingSeverity.Bad && push.Code != MessageCodes.RegistryDenied
            ? [push]
            : [push, await ProbeAsync(credential, repository, RegistryAction.Pull, cancellationToken).ConfigureAwait(false)];
    }

    private async Task<IReadOnlyList<Finding>> LogInAsync(RegistryCredential credential, CancellationToken cancellationToken)
    {
        var (asked, result) = await _session.LogInAsync(credential, cancellationToken).ConfigureAwait(false);
        var login = result.Status == ProbeStatus.Accepted ? Make("login", FindingSeverity.Good, "accepted", string.Empty)
            : result.Status == ProbeStatus.Unauthorized ? Bad(
                "login",
                State(result),
                new Advice(
                    MessageCodes.RegistryUnauthorized,
                    $"{CredentialDescription.Of(asked)}: {result.Request} returned HTTP {result.HttpStatus} ({result.Error})"),
                asked.Source)
            : Bad("login", State(result), Advice(result), asked.Source);
        return
        [
            login,
            Make("rights", FindingSeverity.Information, "not checked", "no repository was given") with
            {
                Next = $"nebius-registry doctor {_options.Host}/<registry-id>/<name>",
            },
        ];
    }

    private async Task<Finding> ProbeAsync(
        RegistryCredential credential, string repository, RegistryAction action, CancellationToken cancellationToken)
    {
        var subject = action == RegistryAction.Push ? "push" : "pull";
        var reference = action == RegistryAction.Pull ? _options.Reference : null;
        var (asked, result) = await _session.ProbeAsync(credential, repository, action, reference, cancellationToken).ConfigureAwait(false);
        if (result.Status == ProbeStatus.Accepted)
        {
            return Make(subject, FindingSeverity.Good, "allowed", $"{_options.Host}/{repository}");
        }

        // The first push creates it.
        if (action == RegistryAction.Pull && !_options.PullOnly && result.Status == ProbeStatus.NameUnknown)
        {
            return Make(subject, FindingSeverity.Information, "nothing to pull yet", $"{_options.Host}/{repository}: {result.Error}");
        }

        var failure = Failure(asked, repository, action, result) with { Reference = reference };
        var diagnosis = await new RefusalDiagnosis(_chain)
        {
            Api = new ApiClients { CreateHandler = _options.CreateHandler, Time = _options.Time },
        }
            .AskAsync(failure, cancellationToken).ConfigureAwait(false);
        return diagnosis is null
            ? Refused(subject, asked, repository, action, result)
            : Bad(subject, State(result), diagnosis, asked.Source, action);
    }

    private Finding Refused(string subject, RegistryCredential credential, string repository, RegistryAction action, ProbeResult result) =>
        Bad(
            subject,
            State(result),
            PushAdvice.For(Failure(credential, repository, action, result) with { Reference = _options.Reference }),
            credential.Source,
            action);

    private PushFailure Failure(RegistryCredential credential, string repository, RegistryAction action, ProbeResult result) => new()
    {
        Credential = credential,
        Repository = repository,
        Action = action,
        Probe = result,
        Now = _options.Time.GetUtcNow(),
    };

    private static string State(ProbeResult result) => result.Status switch
    {
        ProbeStatus.Unauthorized => "refused: HTTP 401, the credential isn't accepted",
        ProbeStatus.Denied => "refused: HTTP 403, no permission",
        ProbeStatus.NameUnknown => "refused: NAME_UNKNOWN, no such registry in this region",
        ProbeStatus.ManifestUnknown => "refused: MANIFEST_UNKNOWN, no such tag or digest",
        _ => $"no clear answer: {result.Status}",
    };

    private Advice Advice(ProbeResult ping) =>
        ConnectionAdvice.For(ping, _options.Host)
            ?? new Advice(MessageCodes.RegistryUnreachable, $"{ping.Request}: {ping.Error ?? $"HTTP {ping.HttpStatus}"}");

    private Finding Bad(
        string subject, string state, Advice advice, CredentialSourceKind? source, RegistryAction action = RegistryAction.Push) =>
        Make(subject, FindingSeverity.Bad, state, advice.Message) with
        {
            Code = advice.Code,
            Next = new NextCommand(_options, source ?? SourceFindings.Winner(_options)).For(advice, action),
        };

    private static Finding Make(string subject, FindingSeverity severity, string state, string detail) =>
        new() { Section = Section, Subject = subject, Severity = severity, State = state, Detail = detail };
}
