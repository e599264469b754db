using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using Nebius.Registry.Tool.Output;

namespace Nebius.Registry.Tool;

/// <summary>Turns failures into lines on the standard error: a code, what happened and what to type; never a stack trace.</summary>
internal static class ErrorBoundary
{
    /// <summary>Runs a command to its end.</summary>
    /// <param name="error">Where failures are written.</param>
    /// <param name="work">The command.</param>
    /// <returns>The exit code.</returns>
    [SuppressMessage(
        "Design",
        "CA1031:Do not catch general exception types",
        Justification = "The runtime would print a stack trace, and a message from outside may quote a secret.")]
    public static async Task<int> CodedAsync(TextWriter error, Func<Task<int>> work)
    {
        try
        {
            return await work().ConfigureAwait(false);
        }
        catch (NebiusRegistryException failure)
        {
            await error.WriteLineAsync($"{failure.Code}: {failure.Message}").ConfigureAwait(false);
            return failure.Code == MessageCodes.NoCredential ? ExitCode.NoCredential : ExitCode.Failure;
        }
        catch (UsageException failure)
        {
            await error.WriteLineAsync(failure.Message).ConfigureAwait(false);
            return ExitCode.WrongUsage;
        }
        catch (OutputClosedException failure)
        {
            await error.WriteLineAsync(
                $"{MessageCodes.OutputClosed}: {failure.Message} Part of the output is lost. "
                + "Check that the program after the pipe reads all of it, and that the disk isn't full:\n"
                + $"  {Shell.Current.ShowFreeSpace(".")}").ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            await error.WriteLineAsync("Cancelled.").ConfigureAwait(false);
        }
        catch (Exception failure)
        {
            // Exception.TargetSite needs metadata that native code doesn't have.
            var place = new StackTrace(failure).GetFrame(0) is { } frame ? DiagnosticMethodInfo.Create(frame) : null;
            await error.WriteLineAsync(
                $"{MessageCodes.Unexpected}: nebius-registry failed unexpectedly: {failure.GetType().FullName} in "
                + $"{place?.DeclaringTypeName}.{place?.Name}. This is a bug; please report this line.").ConfigureAwait(false);
        }

        return ExitCode.Failure;
    }
}

/// <summary>An argument or option that isn't valid.</summary>
internal sealed class UsageException(string message) : Exception(message)
{
    /// <summary>Checks what the user typed; an error in it is a usage error.</summary>
    /// <param name="check">Throws if a value isn't valid.</param>
    /// <exception cref="UsageException">The value isn't valid.</exception>
    public static void Check(Action check) => Read(() =>
    {
        check();
        return true;
    });

    /// <summary>Reads what the user typed; an error in it is a usage error.</summary>
    /// <param name="parse">Reads a value.</param>
    /// <returns>The value.</returns>
    /// <exception cref="UsageException">The value isn't valid.</exception>
    public static TValue Read<TValue>(Func<TValue> parse)
    {
        try
        {
            return parse();
        }
        catch (NebiusRegistryException failure)
        {
            throw new UsageException($"{failure.Code}: {failure.Message}");
        }
    }
}

/// <summary>The exit codes of the command; docs/tool.md lists them.</summary>
internal static class ExitCode
{
    /// <summary>Done.</summary>
    public const int Success = 0;

    /// <summary>It failed, and the standard error says why.</summary>
    public const int Failure = 1;

    /// <summary>An argument or option is missing, unknown or not valid.</summary>
    public const int WrongUsage = 2;

    /// <summary>It works, with warnings; only for <c>doctor --strict</c>.</summary>
    public const int Warnings = 3;

    /// <summary>No credential is set.</summary>
    public const int NoCredential = 4;
}
