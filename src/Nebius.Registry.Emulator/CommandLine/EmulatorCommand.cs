using System.Runtime.InteropServices;

namespace Nebius.Registry.Emulator;

/// <summary>The executable: runs a command inside a world of its own, or keeps the world up for other terminals.</summary>
internal static class EmulatorCommand
{
    private const int UsageError = 64;

    public static async Task<int> RunAsync(string[] args, TextWriter output, TextWriter error)
    {
        CommandArguments arguments = CommandArguments.Parse(args);
        if (arguments.Help)
        {
            await output.WriteLineAsync(Usage.Text);
            return 0;
        }

        if (arguments.Error is not null)
        {
            await error.WriteLineAsync(arguments.Error);
            await error.WriteLineAsync(Usage.Text);
            return UsageError;
        }

        await using DemoWorld demo = await DemoWorld.StartAsync(arguments, CancellationToken.None);
        await error.WriteLineAsync(demo.Describe(arguments));
        if (arguments.Command.Count > 0)
        {
            return await ChildProcess.RunAsync(arguments.Command, demo.Environment, error);
        }

        await error.WriteLineAsync(demo.DescribeEnvironment(arguments.ShowSecrets));
        await WaitForEndAsync();
        return 0;
    }

    private static async Task WaitForEndAsync()
    {
        TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
        void End(PosixSignalContext signal)
        {
            signal.Cancel = true;
            ended.TrySetResult();
        }

        using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, End);
        using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, End);
        await ended.Task;
    }
}
