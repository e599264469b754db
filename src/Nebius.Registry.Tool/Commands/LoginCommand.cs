using System.CommandLine;
using Nebius.Registry.Credentials;
using Nebius.Registry.DockerConfig;
using Nebius.Registry.Logins;
using Nebius.Registry.Tool.DockerCredential;

namespace Nebius.Registry.Tool.Commands;

/// <summary>
/// <c>nebius-registry login</c> and <c>logout</c>: docker or podman finds a credential for a registry, or no longer finds one.
/// </summary>
internal static class LoginCommand
{
    private static readonly Argument<string[]> Registries = new("registries")
    {
        Description = "Hosts, such as cr.eu-west1.nebius.cloud, or regions.",
        Arity = ArgumentArity.OneOrMore,
    };

    private static readonly Option<bool> Podman = new("--podman") { Description = "For podman and skopeo, in podman's auth.json." };

    private static readonly Option<bool> Plaintext = new("--plaintext")
    {
        Description = "Write the password itself into the file. Without it a helper is used, or docker's own store.",
    };

    public static Command CreateLogin()
    {
        KnownRegions.Complete(Registries);
        var command = new CommandWithExamples(
            "login",
            "Has docker, or podman, find a credential for a registry.",
            "login eu-west1",
            "login cr.eu-west1.nebius.cloud --podman",
            "login eu-west1 --plaintext")
        {
            Registries, Podman, Plaintext,
        };
        command.SetAction(
            (parsed, cancellationToken) => ErrorBoundary.CodedAsync(Console.Error, () => LogInAsync(parsed, cancellationToken)));
        return command;
    }

    public static Command CreateLogout()
    {
        var command = new CommandWithExamples("logout", "Takes away what login has left.", "logout eu-west1") { Registries, Podman };
        command.SetAction(
            (parsed, cancellationToken) => ErrorBoundary.CodedAsync(Console.Error, () => LogOutAsync(parsed, cancellationToken)));
        return command;
    }

    /// <summary>Writes what was changed to the standard output, and what the user should know to the standard error.</summary>
    public static async Task WriteAsync(IEnumerable<string> changes, IEnumerable<string> notes)
    {
        foreach (var change in changes)
        {
            await Console.Out.WriteLineAsync($"  {change}").ConfigureAwait(false);
        }

        foreach (var note in notes)
        {
            await Console.Error.WriteLineAsync($"note: {note}").ConfigureAwait(false);
        }
    }

    private static async Task<int> LogInAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        SudoNote.WriteFor(parsed.GetValue(Podman) ? "podman" : "docker");
        foreach (var request in Requests(parsed))
        {
            var login = await Logins().LogInAsync(request, cancellationToken).ConfigureAwait(false);
            var where = login.Place switch
            {
                SavedLoginLocation.Helper => "by a helper; nothing is stored",
                SavedLoginLocation.Store => "in docker's own store",
                _ => $"in plain text in {Redactor.Value(request.File)}",
            };
            await Console.Out.WriteLineAsync(
                $"{request.Host}: {(login.IsAccepted ? "logged in" : "set up, but not tried")}, {where}").ConfigureAwait(false);
            await WriteAsync(login.Changes, login.Notes).ConfigureAwait(false);
        }

        return ExitCode.Success;
    }

    private static async Task<int> LogOutAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        foreach (var request in Requests(parsed))
        {
            var report = await new LoginRemoval(new NebiusSettings()).RunAsync(request, cancellationToken).ConfigureAwait(false);
            var outcome = report.Changes.Count > 0 ? "logged out"
                : report.Notes.Count > 0 ? "nothing of ours"
                : "there was no login";
            await Console.Out.WriteLineAsync($"{request.Host}: {outcome}").ConfigureAwait(false);
            await WriteAsync(report.Changes, report.Notes).ConfigureAwait(false);
        }

        return ExitCode.Success;
    }

    private static IEnumerable<SavedLoginRequest> Requests(ParseResult parsed)
    {
        var settings = new NebiusSettings();
        var isPodmans = parsed.GetValue(Podman);
        RegistryHost[] hosts =
        [
            .. parsed.GetRequiredValue(Registries).Select(text => RegistryTarget.Parse(text, settings).Host).Distinct(),
        ];
        return hosts.Select(host => new SavedLoginRequest
        {
            Host = host,
            File = isPodmans ? ConfigFilePaths.OfPodman(settings) : ConfigFilePaths.OfDocker(settings),
            IsPodman = isPodmans,
            IsPlaintext = parsed.GetValue(Plaintext),
        });
    }

    // An existing login must not be used to log in.
    private static RegistryLogins Logins()
    {
        var settings = HelperSettings.WithoutDockerLogins(new NebiusSettings());
        return new RegistryLogins(settings, new CredentialChain(new CredentialChainOptions { Settings = settings }));
    }
}
