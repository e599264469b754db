using System.Diagnostics.CodeAnalysis;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Nebius.Registry.Tool.Output;

/// <summary>The standard output and error of the command.</summary>
internal static class StandardStreams
{
    private const int LastStandardDescriptor = 2;

    private static readonly List<SafeFileHandle> Reserved = [];

    /// <summary>
    /// Gets the standard output for what has to come out letter for letter: a secret that was asked for, a script, a command for the CI
    /// system. Nothing from outside is written to it.
    /// </summary>
    public static TextWriter Exact { get; } = new StreamWriter(OpenOutput(), new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)) { AutoFlush = true };

    /// <summary>Has all that is written to the console made harmless.</summary>
    [SuppressMessage("Reliability", "CA2000:Dispose objects before losing scope", Justification = "The console keeps them until the process ends.")]
    public static void Use()
    {
        Reserve();
        Console.SetOut(new PrintedWriter(() => Writer(OpenOutput()), isForErrors: false));
        Console.SetError(new PrintedWriter(() => Writer(OpenError()), isForErrors: true));
    }

    /// <summary>Opens the standard output; what can't be written to it is an <see cref="OutputClosedException"/>.</summary>
    public static Stream OpenOutput() => OperatingSystem.IsWindows() ? Console.OpenStandardOutput() : new OutputStream(1);

    private static Stream OpenError() => OperatingSystem.IsWindows() ? Console.OpenStandardError() : new OutputStream(LastStandardDescriptor);

    private static StreamWriter Writer(Stream stream)
    {
        var encoding = Console.OutputEncoding;
        return new StreamWriter(stream, encoding is UTF8Encoding ? new UTF8Encoding(encoderShouldEmitUTF8Identifier: false) : encoding);
    }

    // Where a standard stream was closed by the caller, the next file or connection that is opened would get its number, and the credential.
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
