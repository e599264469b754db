namespace Nebius.Registry.Tool.Commands;

/// <summary>Under sudo the files are often those of root, which only programs read that run as root.</summary>
internal static class SudoNote
{
    /// <summary>Writes the note on the standard error, where it applies.</summary>
    /// <param name="program">The program whose file is about to be edited.</param>
    public static void WriteFor(string program)
    {
        if (new NebiusSettings().FromEnvironment("SUDO_USER") is { } user && user.Value != "root")
        {
            Console.Error.WriteLine($"note: under sudo this is the file that {program} reads when it runs as root, and not for {Redactor.Value(user.Value)}. For {Redactor.Value(user.Value)} type it without sudo.");
        }
    }
}
