namespace Nebius.Registry.DockerConfig;

/// <summary>A part of a JSON text, in bytes.</summary>
/// <param name="Start">Where it begins.</param>
/// <param name="Length">How long it is.</param>
internal readonly record struct JsonSpan(int Start, int Length)
{
    /// <summary>Gets the first byte behind it.</summary>
    public int End => Start + Length;

    /// <summary>Makes a part of its ends.</summary>
    public static JsonSpan Between(int start, int end) => new(start, end - start);
}
