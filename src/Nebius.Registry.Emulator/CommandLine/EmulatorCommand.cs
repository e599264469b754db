using System.Runtime.InteropServices;

namespace Nebius.Registry.Emulator;

/// <summary>The command line: runs a command inside a world, or keeps the world up for other terminals.</summary>
internal static class EmulatorCommand
{
    // EX_USAGE of sysexits.h.
    private const int UsageError = 64;

    public static async Task<int> RunAsync(string[] args, TextWriter output, TextWriter error)
    {
        var arguments = CommandArguments.Parse(args);
        if (arguments.Help)
        {
            await output.WriteLineAsync(Usage.Text).ConfigureAwait(false);
            return 0;
        }

        if (arguments.Error is not null)
        {
            await error.WriteLineAsync(arguments.Error).ConfigureAwait(false);
            await error.WriteLineAsync(Usage.Text).ConfigureAwait(false);
            return UsageError;
        }

        var baseImages = arguments.RunnableBase ? BaseImageKind.Runnable : BaseImageKind.Empty;
        var options = new EmulatorOptions { BaseImages = baseImages, LocalhostRegion = "eu-north1" };
        var world = await EmulatorWorld.StartAsync(options).ConfigureAwait(false);
        await using (world.ConfigureAwait(false))
        {
            using var demo = new DemoWorld(world, arguments);
            return await RunInAsync(demo, arguments, error).ConfigureAwait(false);
        }
    }

    private static async Task<int> RunInAsync(DemoWorld demo, CommandArguments arguments, TextWriter error)
    {
        await error.WriteLineAsync(demo.Describe(arguments)).ConfigureAwait(false);
        if (arguments.Command.Count > 0)
        {
            var exitCode = await ChildProcess.RunAsync(arguments.Command, demo.Environment, error).ConfigureAwait(false);
            if (exitCode != 0 && demo.ExplainRefusedHosts() is { } explanation)
            {
                await error.WriteLineAsync(explanation).ConfigureAwait(false);
            }

            return exitCode;
        }

        await error.WriteLineAsync(demo.DescribeEnvironment(arguments.ShowSecrets)).ConfigureAwait(false);
        await WaitForEndAsync().ConfigureAwait(false);
        return 0;
    }

    private static async Task WaitForEndAsync()
    {
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        void End(PosixSignalContext signal)
        {
            signal.Cancel = true;
            ended.TrySetResult();
        }

        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, End);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, End);
        await ended.Task.ConfigureAwait(false);
    }
}
