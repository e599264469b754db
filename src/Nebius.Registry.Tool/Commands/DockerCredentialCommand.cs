using System.CommandLine;
using System.CommandLine.Parsing;
using Nebius.Registry.Tool.DockerCredential;
using Nebius.Registry.Tool.Output;

namespace Nebius.Registry.Tool.Commands;

/// <summary><c>nebius-registry docker-credential</c>: what docker, podman and helm start.</summary>
internal static class DockerCredentialCommand
{
    private const string Name = "docker-credential";

    public static Command Create() =>
        new CommandWithExamples(
            Name,
            "The credential helper that docker, podman and helm start.",
            "docker-credential get <<< cr.eu-north1.nebius.cloud")
    {
        Verb(
            "get",
            "Prints the credential for a host on the standard input.",
            (helper, cancellationToken) => helper.GetAsync(cancellationToken)),
        Verb(
            "store",
            "Does nothing: there is nothing to store.",
            (helper, cancellationToken) => helper.StoreAsync(cancellationToken)),
        Verb(
            "erase",
            "Removes the cached access token for a host on the standard input.",
            (helper, cancellationToken) => helper.EraseAsync(cancellationToken)),
        Verb("list", "Prints an empty list: nothing is stored.", (helper, _) => Task.FromResult(helper.List())),
        Version(),
    };

    /// <summary>Whether the arguments are those that docker starts the helper with to get a credential.</summary>
    public static bool IsGet(string[] arguments) => arguments is [Name, "get"];

    /// <summary>Gets a credential. The parser of the command line, which would take a third of the time, isn't needed for it.</summary>
    /// <returns>The exit code.</returns>
    public static Task<int> GetAsync() => RunAsync(static (helper, cancellationToken) => helper.GetAsync(cancellationToken), default);

    /// <summary>Whether this command was typed, whose only exit codes are the protocol's: 0 and 1.</summary>
    public static bool IsIn(ParseResult parsed) =>
        parsed.CommandResult.Command.Name == Name || parsed.CommandResult.Parent is CommandResult { Command.Name: Name };

    private static CommandWithExamples Verb(
        string name, string description, Func<DockerCredentialHelperServer, CancellationToken, Task<int>> act)
    {
        var command = new CommandWithExamples(name, description, ExampleOf(name));
        command.SetAction((_, cancellationToken) => RunAsync(act, cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(
        Func<DockerCredentialHelperServer, CancellationToken, Task<int>> act, CancellationToken cancellationToken)
    {
        using var input = Console.OpenStandardInput();
        using var output = StandardStreams.OpenOutput();
        using var failure = new StringWriter();
        var helper = new DockerCredentialHelperServer(HelperSettings.Create(), input, output, Console.Error);
        var exitCode = await ErrorBoundary.CodedAsync(failure, () => act(helper, cancellationToken)).ConfigureAwait(false);
        await HelperFailure.WriteAsync(failure.ToString().TrimEnd(), output, Console.Error).ConfigureAwait(false);
        return exitCode == ExitCode.Success ? ExitCode.Success : ExitCode.Failure;
    }

    private static string ExampleOf(string verb) =>
        $"docker-credential {verb}{(verb is "get" or "erase" ? " <<< cr.eu-north1.nebius.cloud" : string.Empty)}";

    private static CommandWithExamples Version()
    {
        var command = new CommandWithExamples("version", "Prints the version.", ExampleOf("version"));
        command.SetAction(_ =>
        {
            Console.Out.WriteLine($"nebius-registry {NebiusRegistryCommand.Version}");
            return ExitCode.Success;
        });
        return command;
    }
}
