using System.Diagnostics.CodeAnalysis;

namespace Nebius.Registry.OS.Files;

/// <summary>A file is not what it must be: a device, a link of another user, a second name of another file. It was neither read nor changed.</summary>
/// <param name="why">What is wrong, as a sentence.</param>
/// <param name="advice">What to type.</param>
[SuppressMessage("Design", "CA1064:Exceptions should be public", Justification = "Callers make coded errors of it.")]
internal sealed class FileRefusedException(string why, string advice) : IOException(why)
{
    /// <summary>Gets what to type.</summary>
    public string Advice => advice;
}
