using System.CommandLine;
using System.CommandLine.Invocation;
using System.Reflection;
using Nebius.Registry.Tool.Commands;
using Nebius.Registry.Tool.Output;

namespace Nebius.Registry.Tool;

/// <summary>The command <c>nebius-registry</c> with all its subcommands.</summary>
internal static class NebiusRegistryCommand
{
    /// <summary>The package's version, without the commit.</summary>
    public static string Version =>
        typeof(NebiusRegistryCommand).Assembly
            .GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion
            .Split('+')[0] ?? "0.0.0";

    /// <summary>Runs the command.</summary>
    /// <param name="arguments">What was typed.</param>
    /// <returns>The exit code.</returns>
    public static Task<int> RunAsync(string[] arguments)
    {
        CommandsToType.Program = UserInterface.Command;
        var isHelper = DockerCredentialCommand.IsGet(arguments);
        StandardStreams.Use(isHelper ? [] : arguments);
        return ErrorBoundary.CodedAsync(Console.Error, () => isHelper ? DockerCredentialCommand.GetAsync() : ParseAsync(arguments));
    }

    private static async Task<int> ParseAsync(string[] arguments)
    {
        // Response files are off: an argument that begins with '@' may be a password.
        var parsed = Create().Parse(arguments, new ParserConfiguration { ResponseFileTokenReplacer = null });
        PasswordCommand.KeepHelpOut(parsed);
        Notes.Use(parsed);
        var showsProgress = Notes.MayShowProgress(parsed) && !DockerCredentialCommand.IsIn(parsed);
        using var progress = showsProgress ? StandardStreams.ShowProgress() : null;
        var exitCode = await parsed.InvokeAsync(
            new InvocationConfiguration
            {
                EnableDefaultExceptionHandler = false,
                Output = IsMistake(parsed) ? Console.Error : Console.Out,
            }).ConfigureAwait(false);
        await Console.Out.FlushAsync().ConfigureAwait(false);
        return parsed.Errors.Count > 0 && exitCode != 0 && !DockerCredentialCommand.IsIn(parsed) ? ExitCode.WrongUsage : exitCode;
    }

    public static RootCommand Create()
    {
        var root = new RootCommand(
            "nebius-registry logs docker, podman and helm in to Nebius Container Registry.\nStart with: nebius-registry configure")
        {
            ConfigureCommand.Create(),
            LoginCommand.CreateLogin(),
            LoginCommand.CreateLogout(),
            DoctorCommand.Create(),
            PasswordCommand.CreateGetLoginPassword(),
            PasswordCommand.CreateGetAccessToken(),
            PullSecretCommand.Create(),
            HelmCommand.Create(),
            CopyCommand.Create(),
            StaticKeyCommand.Create(),
            CompletionCommand.Create(),
            DockerCredentialCommand.Create(),
        };
        HelpWithExamples.AddTo(
            root,
            "configure",
            "login eu-north1",
            "doctor cr.eu-north1.nebius.cloud/e00abc/app",
            "static-key issue --help");
        Notes.AddTo(root);
        RequireValues(root);
        return root;
    }

    // A program after a pipe would take the help for what was asked for. Without arguments, the help is what is asked for.
    private static bool IsMistake(ParseResult parsed) =>
        parsed is { Action: ParseErrorAction, Tokens.Count: > 0 } && !DockerCredentialCommand.IsIn(parsed);

    // An empty value is a variable of a script that isn't set. After "--file=", the parser takes the next option for the value.
    private static void RequireValues(Command root)
    {
        foreach (var option in OptionsOf(root).OfType<Option<string>>().Distinct())
        {
            option.Validators.Add(result =>
            {
                if (result.Tokens.Any(token => string.IsNullOrWhiteSpace(token.Value)))
                {
                    result.AddError($"{option.Name} is empty. Is a variable in your script not set?");
                }

                foreach (var token in result.Tokens.Where(token => token.Value.StartsWith("--", StringComparison.Ordinal)))
                {
                    result.AddError(
                        $"{option.Name} has no value before {Redactor.Value(token.Value)}. Is a variable in your script not set?");
                }
            });
        }
    }

    private static IEnumerable<Option> OptionsOf(Command command) =>
        command.Options.Concat(command.Subcommands.SelectMany(OptionsOf));
}
