using System.Diagnostics.CodeAnalysis;

namespace Nebius.Registry.Copying;

/// <summary>The source of a copy can't be read.</summary>
/// <param name="reason">Why: a refusal of the registry, or a content that isn't what its digest says.</param>
[SuppressMessage("Design", "CA1064:Exceptions should be public", Justification = "It never leaves the library.")]
internal sealed class SourceFailedException(Exception reason) : Exception(null, reason)
{
    /// <summary>Gets the reason.</summary>
    public Exception Reason => InnerException!;
}
