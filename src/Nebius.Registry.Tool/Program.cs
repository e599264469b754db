using System.CommandLine;
using Nebius.Registry;
using Nebius.Registry.Tool;
using Nebius.Registry.Tool.Commands;
using Nebius.Registry.Tool.Output;

CommandsToType.Program = UserInterface.Command;
StandardStreams.Use(args);
return await ErrorBoundary.CodedAsync(Console.Error, async () =>
{
    var parsed = NebiusRegistryCommand.Create().Parse(args);
    var exitCode = await parsed.InvokeAsync(
        new InvocationConfiguration { EnableDefaultExceptionHandler = false }).ConfigureAwait(false);
    await Console.Out.FlushAsync().ConfigureAwait(false);
    return parsed.Errors.Count > 0 && exitCode != 0 && !DockerCredentialCommand.IsIn(parsed) ? ExitCode.WrongUsage : exitCode;
}).ConfigureAwait(false);
