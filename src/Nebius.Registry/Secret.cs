using System.Diagnostics;

namespace Nebius.Registry;

/// <summary>
/// A value that must not be shown: a token or a key. It stays wrapped until the last step, so that no log, exception,
/// debugger window or serializer can print it by accident.
/// </summary>
[DebuggerDisplay("[secret]")]
public sealed class Secret
{
    private readonly string _value;

    /// <summary>Wraps a value.</summary>
    /// <param name="value">The value; not empty.</param>
    /// <exception cref="ArgumentException"><paramref name="value"/> is null or empty.</exception>
    public Secret(string value)
    {
        ArgumentException.ThrowIfNullOrEmpty(value);
        _value = value;
    }

    /// <summary>Unwraps the value. Call it where the value leaves the process, and nowhere else.</summary>
    /// <returns>The value itself.</returns>
    public string Reveal() => _value;

    /// <summary>Returns a fixed text, never the value.</summary>
    /// <returns><c>[secret]</c>.</returns>
    public override string ToString() => "[secret]";
}
