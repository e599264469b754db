using System.CommandLine;
using Nebius.Registry.Tool;
using Nebius.Registry.Tool.Output;

StandardStreams.Use(args);
return await ErrorBoundary.CodedAsync(Console.Error, async () =>
{
    var exitCode = await NebiusRegistryCommand.Create().Parse(args).InvokeAsync(
        new InvocationConfiguration { EnableDefaultExceptionHandler = false }).ConfigureAwait(false);
    await Console.Out.FlushAsync().ConfigureAwait(false);
    return exitCode;
}).ConfigureAwait(false);
