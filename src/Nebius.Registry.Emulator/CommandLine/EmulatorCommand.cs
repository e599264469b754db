using System.Diagnostics.CodeAnalysis;
using System.Net.Sockets;
using System.Reflection;
using System.Runtime.InteropServices;

namespace Nebius.Registry.Emulator;

/// <summary>The command line: runs a command inside a world, or keeps the world up for other programs.</summary>
internal static class EmulatorCommand
{
    // As "docker run" and "env": so it can be told from the exit code of the command.
    private const int OwnFailure = 125;

    [SuppressMessage(
        "Design",
        "CA1031:Do not catch general exception types",
        Justification = "The runtime would print a stack trace, and a message may quote a token.")]
    public static async Task<int> RunAsync(string[] args, TextWriter output, TextWriter error)
    {
        try
        {
            return await RunAsync(CommandArguments.Parse(args), output, error).ConfigureAwait(false);
        }
        catch (EmulatorException exception)
        {
            return await FailAsync(error, exception.Message).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            // The message of an exception may have a token in it.
            var place = $"{exception.TargetSite?.DeclaringType}.{exception.TargetSite?.Name}";
            var what = $"It failed unexpectedly: {exception.GetType()} in {place}. This is a bug; please report this line.";
            return await FailAsync(error, EmulatorException.MessageOf(EmulatorError.Unexpected, what)).ConfigureAwait(false);
        }
    }

    private static async Task<int> FailAsync(TextWriter error, string message)
    {
        try
        {
            await error.WriteLineAsync($"nebius-registry-emulator: {message}").ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The standard error is closed; the exit code still says that it failed.
        }

        return OwnFailure;
    }

    private static async Task<int> RunAsync(CommandArguments arguments, TextWriter output, TextWriter error)
    {
        if (arguments.Help || arguments.Version)
        {
            await PrintAsync(output, (arguments.Help ? Usage.Text : Version()) + "\n").ConfigureAwait(false);
            return 0;
        }

        var options = new EmulatorOptions
        {
            BaseImages = arguments.RunnableBase ? BaseImageKind.Runnable : BaseImageKind.Empty,
            LocalhostRegion = "eu-north1",
            Listen = arguments.Listen,
        };
        var seed = arguments.SeedFile is { } file ? SeedReader.Read(file, options.Regions) : Seed.Default;
        OutputFile.Forget(arguments.EnvironmentFile);
        OutputFile.Forget(arguments.AuthorityFile);
        RequireTemporaryDirectory();
        var world = await StartAsync(options).ConfigureAwait(false);
        await using (world.ConfigureAwait(false))
        {
            using var commandWorld = new CommandWorld(world, seed, arguments);
            if (!arguments.Quiet)
            {
                await error.WriteLineAsync(commandWorld.Describe()).ConfigureAwait(false);
            }

            return arguments.Serve
                ? await ServeAsync(commandWorld, arguments, output).ConfigureAwait(false)
                : await RunCommandAsync(commandWorld, arguments, error).ConfigureAwait(false);
        }
    }

    private static void RequireTemporaryDirectory()
    {
        try
        {
            Directory.CreateTempSubdirectory("nebius-emulator-").Delete();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            var variable = OperatingSystem.IsWindows() ? "TEMP" : "TMPDIR";
            var message = $"The temporary directory {Path.GetTempPath()} can't be written. Create it, or set {variable} to another one.";
            throw new EmulatorException(EmulatorError.Output, message);
        }
    }

    private static async Task<EmulatorWorld> StartAsync(EmulatorOptions options)
    {
        try
        {
            return await EmulatorWorld.StartAsync(options).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is SocketException or IOException)
        {
            var message = $"Can't listen on {options.Listen}: {exception.Message}. Choose another address:\n  --listen 127.0.0.1:8080";
            throw new EmulatorException(EmulatorError.Listen, message);
        }
    }

    private static async Task<int> RunCommandAsync(CommandWorld world, CommandArguments arguments, TextWriter error)
    {
        var exitCode = await ChildProcess.RunAsync(arguments.Command, world.Environment, error).ConfigureAwait(false);
        if (exitCode != 0 && world.ExplainRefusedHosts() is { } explanation)
        {
            await error.WriteLineAsync(explanation).ConfigureAwait(false);
        }

        return exitCode;
    }

    private static async Task<int> ServeAsync(CommandWorld world, CommandArguments arguments, TextWriter output)
    {
        // Before anything is written, so that a signal from a program that waits for that is not lost.
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        void End(PosixSignalContext signal)
        {
            signal.Cancel = true;
            ended.TrySetResult();
        }

        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, End);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, End);
        using var hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, End);
        using var environmentFile = arguments.EnvironmentFile is { } file ? OutputFile.WriteSecret(file, world.EnvironmentAsFile()) : null;
        if (arguments.Json)
        {
            await PrintAsync(output, world.DescribeAsJson() + "\n").ConfigureAwait(false);
        }
        else if (environmentFile is null)
        {
            await PrintAsync(output, world.EnvironmentAsShellLines()).ConfigureAwait(false);
        }

        await ended.Task.ConfigureAwait(false);
        return 0;
    }

    private static async Task PrintAsync(TextWriter output, string text)
    {
        try
        {
            await output.WriteAsync(text).ConfigureAwait(false);
            await output.FlushAsync().ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            var reason = (exception.InnerException ?? exception).Message;
            throw new EmulatorException(EmulatorError.Output, $"The standard output can't be written: {reason}");
        }
    }

    private static string Version() =>
        typeof(EmulatorCommand).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];
}
