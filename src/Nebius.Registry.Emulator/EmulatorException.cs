namespace Nebius.Registry.Emulator;

/// <summary>A failure that the user of the command can fix. Its code has a section in docs/emulator.md.</summary>
internal sealed class EmulatorException : Exception
{
    public EmulatorException(EmulatorError error, string message)
        : base(MessageOf(error, message))
    {
    }

    /// <summary>Returns a message with its code.</summary>
    public static string MessageOf(EmulatorError error, string message) => $"error EMU{(int)error}: {message}";
}

/// <summary>The codes of failures.</summary>
internal enum EmulatorError
{
    /// <summary>The options aren't valid.</summary>
    Usage = 1001,

    /// <summary>The address to listen on can't be used.</summary>
    Listen = 1002,

    /// <summary>A file can't be written.</summary>
    Output = 1003,

    /// <summary>A bug.</summary>
    Unexpected = 1099,

    /// <summary>The seed can't be read.</summary>
    SeedUnreadable = 1101,

    /// <summary>The seed isn't JSON.</summary>
    SeedNotJson = 1102,

    /// <summary>The seed has values that aren't valid.</summary>
    SeedInvalid = 1103,
}
