using System.Diagnostics.CodeAnalysis;

namespace Nebius.Registry.OS;

/// <summary>
/// Why a private file can't be used. The message is a reason without a full stop, such as <c>'/x' can't be opened</c>; the caller adds
/// what follows from it.
/// </summary>
[SuppressMessage("Design", "CA1064:Exceptions should be public", Justification = "Code outside the library never meets it.")]
internal sealed class PrivateFileException(string reason) : Exception(reason)
{
    /// <summary>Gets the command that shows or fixes the problem; null when it is a fact about the machine.</summary>
    public string? Remedy { get; private init; }

    /// <summary>Returns the problem of a machine that has no place for private files.</summary>
    public static PrivateFileException NoPlace(string reason) => new(reason);

    /// <summary>Returns a problem that the user can fix.</summary>
    public static PrivateFileException Wrong(string reason, string command) => new(reason) { Remedy = command };
}
