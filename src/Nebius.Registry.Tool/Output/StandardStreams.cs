using System.Diagnostics.CodeAnalysis;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Nebius.Registry.Tool.Output;

/// <summary>The standard output and error of the command.</summary>
internal static class StandardStreams
{
    private const int LastStandardDescriptor = 2;
    private const int ShortestHidden = 8;

    private static readonly List<SafeFileHandle> Reserved = [];

    /// <summary>
    /// Gets the standard output for what has to come out letter for letter: a secret that was asked for, a script, a command for the CI
    /// system. Nothing from outside is written to it.
    /// </summary>
    public static TextWriter Exact { get; } = new StreamWriter(OpenOutput(), new UTF8Encoding(encoderShouldEmitUTF8Identifier: false))
    {
        AutoFlush = true,
    };

    /// <summary>Gets the standard error for commands for the CI system: a runner of GitHub Actions reads them on both streams.</summary>
    public static TextWriter ExactError { get; } = new StreamWriter(OpenError(), new UTF8Encoding(encoderShouldEmitUTF8Identifier: false))
    {
        AutoFlush = true,
    };

    /// <summary>Has all that is written to the console made harmless.</summary>
    /// <param name="arguments">The arguments, which messages repeat: none that looks like a secret is shown.</param>
    [SuppressMessage(
        "Reliability",
        "CA2000:Dispose objects before losing scope",
        Justification = "The console keeps them until the process ends.")]
    public static void Use(string[] arguments)
    {
        Reserve();
        var hidden = arguments.Select(ValueOf).Where(
            value => value.Length >= ShortestHidden
                && value != SecretShapes.Removed
                && Redactor.Value(value) == SecretShapes.Removed).ToArray();
        var (output, error) = (TerminalLines.ColorsFor(Console.IsOutputRedirected), TerminalLines.ColorsFor(Console.IsErrorRedirected));
        Console.SetOut(new RedactingWriter(() => Writer(OpenOutput()), hidden, isForErrors: false, output));
        Console.SetError(new RedactingWriter(() => Writer(OpenError()), hidden, isForErrors: true, error));
    }

    /// <summary>Opens the standard output; what can't be written to it is an <see cref="OutputClosedException"/>.</summary>
    public static Stream OpenOutput()
    {
        StatusLine.Write(static () => { });
        return OperatingSystem.IsWindows() ? Console.OpenStandardOutput() : new OutputStream(1);
    }

    /// <summary>Shows on the terminal what the command waits for; null without a terminal.</summary>
    [SuppressMessage(
        "Reliability",
        "CA2000:Dispose objects before losing scope",
        Justification = "The standard error stays open until the process ends.")]
    public static StatusLine? ShowProgress()
    {
        if (Console.IsErrorRedirected || !TerminalLines.CanMoveCursor || TerminalLines.IsInCi)
        {
            return null;
        }

        var line = new StatusLine(Writer(OpenError()), TimeProvider.System);
        WorkLog.Waiting = line.Begin;
        return line;
    }

    // --file=VALUE, --file:VALUE, or a value alone.
    private static string ValueOf(string argument) =>
        argument.StartsWith('-') ? argument[(argument.AsSpan().IndexOfAny('=', ':') + 1)..] : argument;

    private static Stream OpenError() =>
        OperatingSystem.IsWindows() ? Console.OpenStandardError() : new OutputStream(LastStandardDescriptor);

    private static StreamWriter Writer(Stream stream)
    {
        var encoding = Console.OutputEncoding;
        return new StreamWriter(stream, encoding is UTF8Encoding ? new UTF8Encoding(encoderShouldEmitUTF8Identifier: false) : encoding);
    }

    // Where a standard stream was closed by the caller, the next file or connection that is opened would get its number, and the
    // credential.
    private static void Reserve()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        SafeFileHandle handle;
        do
        {
            handle = File.OpenHandle("/dev/null");
            Reserved.Add(handle);
        }
        while (handle.DangerousGetHandle() <= LastStandardDescriptor);
    }
}
