using System.Diagnostics.CodeAnalysis;

namespace Nebius.Registry.OS;

/// <summary>Why tokens cannot be kept on disk. It never leaves this room: the build goes on without the disk, and is told.</summary>
[SuppressMessage("Design", "CA1064:Exceptions should be public", Justification = "Nobody outside can meet it.")]
internal sealed class PrivateFileException(string message) : Exception(message)
{
    /// <summary>Gets a value indicating whether the user should do something; else it is a fact about the machine, worth a line.</summary>
    public bool IsWarning { get; private init; }

    /// <summary>There is no place for files here.</summary>
    public static PrivateFileException NoPlace(string reason) =>
        new($"Tokens are kept in memory only, so each build exchanges its key anew: {reason}.");

    /// <summary>There is a place, and something is wrong with it.</summary>
    public static PrivateFileException Wrong(string text) => new(text) { IsWarning = true };
}
