using System.CommandLine;
using System.Text.Json;
using Nebius.Registry.DockerConfig;
using Nebius.Registry.Tool.Output;

namespace Nebius.Registry.Tool.Commands;

/// <summary><c>nebius-registry configure</c>: sets up docker or podman to ask the helper.</summary>
internal static class ConfigureCommand
{
    private static readonly Argument<string[]> Registries = new("registry")
    {
        Description = RegistryArgument.Describe("Default: all regions."),
        HelpName = "registry",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private static readonly Option<bool> Podman = new("--podman")
    {
        Description = "Edit ~/.config/containers/auth.json, for podman and skopeo.",
    };
    private static readonly Option<string> File = new("--file")
    {
        Description = "Edit this file, such as helm's.",
        HelpName = "path",
    };
    private static readonly Option<bool> Remove = new("--remove") { Description = "Remove the entries." };
    private static readonly Option<bool> Replace = new("--replace")
    {
        Description = "Replace another helper that is set for these registries.",
    };
    private static readonly Option<bool> Force = new("--force") { Description = "Add the entries even if no helper is on PATH." };
    private static readonly Option<bool> Json = new("--json") { Description = "Print what was changed as JSON." };
    private static readonly Option<string> Helper = new("--helper")
    {
        Description = "The helper; 'nebius' is the one of the Nebius CLI.",
        DefaultValueFactory = _ => HelperEntries.OwnHelper,
        HelpName = "name",
    };

    public static Command Create()
    {
        Helper.AcceptOnlyFromAmong(HelperEntries.OwnHelper, HelperEntries.NebiusCliHelper);
        KnownRegions.Complete(Registries);
        RegistryArgument.RefuseOptions(Registries);
        var command = new CommandWithExamples(
            "configure",
            "Sets up docker, helm and podman to log in to Nebius registries by themselves.",
            "configure",
            "configure eu-north1",
            "configure eu-north1 --podman",
            "configure --remove")
        {
            Registries, Podman, File, Remove, Replace, Force, Helper, Json,
        };
        command.SetAction(
            (parsed, cancellationToken) => ErrorBoundary.CodedAsync(Console.Error, () => RunAsync(parsed, cancellationToken)));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var settings = new NebiusSettings();
        var hosts = await HostsAsync(parsed, settings, cancellationToken).ConfigureAwait(false);
        var isPodman = parsed.GetValue(Podman);
        var removes = parsed.GetValue(Remove);
        var helper = parsed.GetValue(Helper)!;
        if (!removes)
        {
            RequireHelper(helper, settings, parsed.GetValue(Force), parsed.GetValue(Json));
            await SudoNote.WriteForAsync(isPodman ? "podman" : "docker").ConfigureAwait(false);
        }

        var edits = new List<(string File, IReadOnlyList<string> Changes)>();
        foreach (var file in LoginFilePaths.Edited(parsed.GetValue(File), isPodman, removes, settings))
        {
            var request = new HelperEntriesRequest
            {
                File = file,
                Hosts = hosts,
                Helper = helper,
                Replaces = parsed.GetValue(Replace),
                Removes = removes,
            };
            var report = await HelperEntries.ApplyAsync(request, cancellationToken).ConfigureAwait(false);
            edits.Add((file, report.Changes));
            await WriteAsync(request, report, parsed, settings).ConfigureAwait(false);
        }

        if (removes && helper == HelperEntries.OwnHelper && HelperProgram.Installed(settings) is [var program, ..] installed)
        {
            await Notes.WriteAsync(
                $"note: {program} stays, because other files may name it. "
                + $"Before you uninstall nebius-registry:\n  {Shell.Current.Delete(installed)}").ConfigureAwait(false);
        }

        if (parsed.GetValue(Json))
        {
            JsonOutput.WriteList(edits, (json, edit) => Write(json, edit.File, hosts, helper, edit.Changes));
        }

        return ExitCode.Success;
    }

    private static async Task<IReadOnlyList<string>> HostsAsync(
        ParseResult parsed, NebiusSettings settings, CancellationToken cancellationToken)
    {
        var typed = parsed.GetValue(Registries) ?? [];
        var hosts = typed.Length == 0
            ? HelperEntries.DocumentedRegions.Select(RegistryHost.ForRegion)
            : await RegistryArgument.ReadHostsAsync(typed, settings, cancellationToken).ConfigureAwait(false);
        return [.. hosts.Select(host => host.Name)];
    }

    private static Task WriteAsync(HelperEntriesRequest request, HelperEntriesReport report, ParseResult parsed, NebiusSettings settings)
    {
        var heading = $"{Redactor.Value(request.File)}{(report.Changes.Count == 0 ? ": nothing to change" : string.Empty)}";
        var notes = request.Removes ? report.Notes
            : [.. report.Notes, .. LoginFilePaths.Notes(request.File, request.Hosts, parsed.GetValue(Podman), settings)];
        return LoginCommand.WriteAsync(parsed.GetValue(Json), heading, report.Changes, notes);
    }

    private static void Write(
        Utf8JsonWriter json, string file, IEnumerable<string> hosts, string helper, IReadOnlyList<string> changes)
    {
        json.WriteString("file", Redactor.Value(file));
        json.WriteString("helper", helper);
        json.WriteTexts("hosts", hosts);
        json.WriteTexts("changes", changes);
    }

    private static void RequireHelper(string helper, NebiusSettings settings, bool isForced, bool isJson)
    {
        if (helper == HelperEntries.OwnHelper && HelperProgram.Install(settings) is { } installed && !isJson)
        {
            Console.Out.WriteLine($"{installed}: installed");
        }

        if (HelperProgram.Find(helper, settings) is null && !isForced)
        {
            throw new NebiusRegistryException(
                MessageCodes.HelperNotOnPath,
                $"{HelperProgram.NameOf(helper)} isn't on PATH, so every pull and push would fail. "
                + (helper == HelperEntries.OwnHelper
                    ? $"Add the directory of nebius-registry to PATH, or add --force:\n  {Shell.Current.AddToolsToPath}"
                    : "Install it, or add --force:\n  nebius registry configure-helper"));
        }
    }
}

/// <summary>Completes the documented regions. Others are accepted, too.</summary>
internal static class KnownRegions
{
    public static void Complete(Argument argument) =>
        argument.CompletionSources.Add(
            _ => HelperEntries.DocumentedRegions.Select(region => new System.CommandLine.Completions.CompletionItem(region)));
}

/// <summary>Under sudo the files are often those of root, which other users' programs don't read.</summary>
internal static class SudoNote
{
    /// <summary>Writes the note on the standard error, where it applies.</summary>
    /// <param name="program">The program whose file is about to be edited.</param>
    public static Task WriteForAsync(string program) =>
        new NebiusSettings().FromEnvironment("SUDO_USER") is { } user && user.Value != "root"
            ? Notes.WriteAsync(
                $"note: under sudo this changes the login file of root, not that of {Redactor.Value(user.Value)}. "
                + $"If {Redactor.Value(user.Value)} runs {program}, run this without sudo.")
            : Task.CompletedTask;
}
