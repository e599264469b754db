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
        new(Name, "A credential helper: docker, podman and helm start it by the name docker-credential-nebius-registry.")
    {
        Verb("get", "Reads a host and answers with its credential.", (helper, cancellationToken) => helper.GetAsync(cancellationToken)),
        Verb(
            "store",
            "Stores nothing: the credential is found anew whenever it is asked for.",
            (helper, cancellationToken) => helper.StoreAsync(cancellationToken)),
        Verb(
            "erase",
            "Reads a host and drops the access token that was kept for it.",
            (helper, cancellationToken) => helper.EraseAsync(cancellationToken)),
        Verb("list", "Answers that nothing is stored.", (helper, _) => Task.FromResult(helper.List())),
        Version(),
    };

    /// <summary>Tells whether this command was typed, whose only exit codes are the protocol's: 0 and 1.</summary>
    public static bool IsIn(ParseResult parsed) =>
        parsed.CommandResult.Command.Name == Name || parsed.CommandResult.Parent is CommandResult { Command.Name: Name };

    private static Command Verb(string name, string description, Func<DockerCredentialHelperServer, CancellationToken, Task<int>> act)
    {
        var command = new Command(name, description);
        command.SetAction(async (_, cancellationToken) =>
        {
            using var input = Console.OpenStandardInput();
            using var output = StandardStreams.OpenOutput();
            using var failure = new StringWriter();
            var helper = new DockerCredentialHelperServer(HelperSettings.Create(), input, output, Console.Error);
            var exitCode = await ErrorBoundary.CodedAsync(failure, () => act(helper, cancellationToken)).ConfigureAwait(false);
            await HelperFailure.WriteAsync(failure.ToString().TrimEnd(), output, Console.Error).ConfigureAwait(false);
            return exitCode == ExitCode.Success ? ExitCode.Success : ExitCode.Failure;
        });
        return command;
    }

    private static Command Version()
    {
        var command = new Command("version", "Tells the helper's version.");
        command.SetAction(_ =>
        {
            Console.Out.WriteLine($"nebius-registry {NebiusRegistryCommand.Version}");
            return ExitCode.Success;
        });
        return command;
    }
}
