using System.CommandLine;
using System.Text.Json;
using Nebius.Registry.Credentials;
using Nebius.Registry.DockerConfig;
using Nebius.Registry.Logins;
using Nebius.Registry.Tool.DockerCredential;
using Nebius.Registry.Tool.Output;

namespace Nebius.Registry.Tool.Commands;

/// <summary>
/// <c>nebius-registry login</c> and <c>logout</c>: logs docker or podman in to a registry, and out.
/// </summary>
internal static class LoginCommand
{
    private static readonly Argument<string[]> Registries = new("registry")
    {
        Description = RegistryArgument.Describe("Default: NEBIUS_REGION or NEBIUS_REGISTRY_ID."),
        HelpName = "registry",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private static readonly Option<bool> Podman = new("--podman") { Description = "Use the auth.json of podman and skopeo." };

    private static readonly Option<string> File = new("--file") { Description = "Use this file, such as helm's.", HelpName = "path" };

    private static readonly Option<bool> KeepHelper = new("--keep-helper")
    {
        Description = "Keep the helper's entry; remove stored logins only.",
    };

    private static readonly Option<bool> Plaintext = new("--plaintext")
    {
        Description = "Write the password to the file, instead of using a helper or docker's store.",
    };

    private static readonly Option<bool> Json = new("--json") { Description = "Print what was done as JSON." };

    public static Command CreateLogin()
    {
        KnownRegions.Complete(Registries);
        RegistryArgument.RefuseOptions(Registries);
        var command = new CommandWithExamples(
            "login",
            "Logs docker or podman in to a registry, and checks the credential first.",
            "login eu-north1",
            "login cr.eu-north1.nebius.cloud --podman",
            "login eu-north1 --plaintext")
        {
            Registries, Podman, File, Plaintext, Json,
        };
        RegistryArgument.RequireOneOrDefault(command, Registries);
        command.SetAction(
            (parsed, cancellationToken) => ErrorBoundary.CodedAsync(Console.Error, () => LogInAsync(parsed, cancellationToken)));
        return command;
    }

    public static Command CreateLogout()
    {
        var command = new CommandWithExamples(
            "logout",
            "Removes the login for a registry: a stored one, and the helper's entry.",
            "logout eu-north1",
            "logout eu-north1 --keep-helper")
        {
            Registries, Podman, File, KeepHelper, Json,
        };
        RegistryArgument.RequireOneOrDefault(command, Registries);
        command.SetAction(
            (parsed, cancellationToken) => ErrorBoundary.CodedAsync(Console.Error, () => LogOutAsync(parsed, cancellationToken)));
        return command;
    }

    /// <summary>Writes a heading and what was changed as the result, and what the user should know as notes.</summary>
    public static async Task WriteAsync(bool isJson, string heading, IEnumerable<string> changes, IEnumerable<string> notes)
    {
        foreach (var line in isJson ? [] : changes.Select(change => $"  {change}").Prepend(heading))
        {
            await Console.Out.WriteLineAsync(line).ConfigureAwait(false);
        }

        foreach (var note in notes)
        {
            await Notes.WriteAsync($"note: {note}").ConfigureAwait(false);
        }
    }

    private static async Task<int> LogInAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var settings = new NebiusSettings();
        await SudoNote.WriteForAsync(parsed.GetValue(Podman) ? "podman" : "docker").ConfigureAwait(false);
        var logins = new List<(SavedLoginRequest Request, SavedLogin Login)>();
        foreach (var host in await HostsAsync(parsed, settings, cancellationToken).ConfigureAwait(false))
        {
            var request = Request(parsed, host, FileForLogin(parsed, settings));
            var login = await Logins().LogInAsync(request, cancellationToken).ConfigureAwait(false);
            var where = login.Place switch
            {
                SavedLoginLocation.Helper => "by a helper; nothing is stored",
                SavedLoginLocation.Store => "in docker's own store",
                _ => $"in plain text in {Redactor.Value(request.File)}",
            };
            var heading = $"{request.Host}: {(login.IsAccepted ? "logged in" : "set up, but not checked")}, {where}";
            var notes = LoginFilePaths.Notes(request.File, [host.Name], request.IsPodman, settings);
            await WriteAsync(parsed.GetValue(Json), heading, login.Changes, [.. login.Notes, .. notes]).ConfigureAwait(false);
            logins.Add((request, login));
        }

        if (parsed.GetValue(Json))
        {
            JsonOutput.WriteList(logins, (json, login) => Write(json, login.Request, login.Login));
        }

        return ExitCode.Success;
    }

    private static async Task<int> LogOutAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var settings = new NebiusSettings();
        var files = LoginFilePaths.Edited(parsed.GetValue(File), parsed.GetValue(Podman), removes: true, settings);
        var removals = new List<(RegistryHost Host, IReadOnlyList<string> Changes)>();
        foreach (var host in await HostsAsync(parsed, settings, cancellationToken).ConfigureAwait(false))
        {
            List<string> changes = [];
            List<string> notes = [];
            foreach (var file in files)
            {
                var request = Request(parsed, host, file) with { KeepsHelper = parsed.GetValue(KeepHelper) };
                var report = await new LoginRemoval(settings).RunAsync(request, cancellationToken).ConfigureAwait(false);
                changes.AddRange(report.Changes);
                notes.AddRange(report.Notes);
            }

            var outcome = changes.Count > 0 ? "logged out" : notes.Count > 0 ? "nothing removed" : "there was no login";
            await WriteAsync(parsed.GetValue(Json), $"{host}: {outcome}", changes, notes).ConfigureAwait(false);
            removals.Add((host, changes));
        }

        if (parsed.GetValue(Json))
        {
            JsonOutput.WriteList(removals, (json, removal) => Write(json, files, removal.Host, removal.Changes));
        }

        return ExitCode.Success;
    }

    private static void Write(Utf8JsonWriter json, SavedLoginRequest request, SavedLogin login)
    {
        json.WriteString("host", request.Host.Name);
        json.WriteBoolean("checked", login.IsAccepted);
        json.WriteString("storage", login.Place switch
        {
            SavedLoginLocation.Helper => "helper",
            SavedLoginLocation.Store => "store",
            _ => "file",
        });
        json.WriteString("file", Redactor.Value(request.File));
        json.WriteTexts("changes", login.Changes);
    }

    private static void Write(Utf8JsonWriter json, IReadOnlyList<string> files, RegistryHost host, IReadOnlyList<string> changes)
    {
        json.WriteString("host", host.Name);
        json.WriteBoolean("removed", changes.Count > 0);
        json.WriteTexts("files", files.Select(Redactor.Value));
        json.WriteTexts("changes", changes);
    }

    // A password goes where 'podman login' puts it: usually into memory.
    private static string FileForLogin(ParseResult parsed, NebiusSettings settings) =>
        parsed.GetValue(Plaintext) && parsed.GetValue(Podman) && parsed.GetValue(File) is null
            ? ConfigFilePaths.OfPodman(settings)
            : LoginFilePaths.Edited(parsed.GetValue(File), parsed.GetValue(Podman), removes: false, settings)[0];

    private static Task<IReadOnlyList<RegistryHost>> HostsAsync(
        ParseResult parsed, NebiusSettings settings, CancellationToken cancellationToken) =>
        RegistryArgument.ReadHostsOrDefaultAsync(parsed.GetValue(Registries), settings, cancellationToken);

    private static SavedLoginRequest Request(ParseResult parsed, RegistryHost host, string file) => new()
    {
        Host = host,
        File = file,
        IsPodman = parsed.GetValue(Podman),
        IsPlaintext = parsed.GetValue(Plaintext),
    };

    // An existing login must not be used to log in.
    private static RegistryLogins Logins()
    {
        var settings = HelperSettings.WithoutDockerLogins(new NebiusSettings());
        return new RegistryLogins(settings, new CredentialChain(new CredentialChainOptions { Settings = settings }));
    }
}
