using System.Diagnostics.CodeAnalysis;

namespace Nebius.Registry.Tool.Output;

/// <summary>The standard output can't be written: it is closed, its reader has gone, or the disk is full.</summary>
/// <param name="why">The system's words.</param>
[SuppressMessage("Design", "CA1032:Implement standard exception constructors", Justification = "Only the stream throws it, and it always knows why.")]
internal sealed class OutputClosedException(string why) : IOException($"The standard output can't be written: \"{why}\".");
