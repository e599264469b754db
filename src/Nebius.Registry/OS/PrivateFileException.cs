using System.Diagnostics.CodeAnalysis;

namespace Nebius.Registry.OS;

/// <summary>Why tokens can't be cached on disk. The build goes on without the disk, and logs the message.</summary>
[SuppressMessage("Design", "CA1064:Exceptions should be public", Justification = "It never leaves the library.")]
internal sealed class PrivateFileException(string message) : Exception(message)
{
    /// <summary>Gets a value indicating whether the user should act; otherwise it is worth one line of information.</summary>
    public bool IsWarning { get; private init; }

    /// <summary>Files can't be stored on this machine.</summary>
    public static PrivateFileException NoPlace(string reason) =>
        new($"Tokens are kept in memory only, so each build exchanges its key anew: {reason}.");

    /// <summary>A file or folder isn't safe to use.</summary>
    public static PrivateFileException Wrong(string text) => new(text) { IsWarning = true };
}
