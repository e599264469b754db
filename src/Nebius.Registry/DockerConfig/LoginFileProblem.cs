using System.Globalization;
using System.Text.Json;

namespace Nebius.Registry.DockerConfig;

/// <summary>What is wrong with a file, without anything that is in it.</summary>
/// <param name="File">The file.</param>
/// <param name="What">What is wrong, as the rest of a sentence.</param>
internal sealed record LoginFileProblem(string File, string What)
{
    /// <summary>Says where a parser stopped; its own message would quote the file.</summary>
    public static LoginFileProblem NotJson(string file, JsonException error) => new(file, string.Create(
        CultureInfo.InvariantCulture,
        $"is no JSON (line {(error.LineNumber ?? 0) + 1}, column {(error.BytePositionInLine ?? 0) + 1})"));

    /// <summary>Returns a sentence without its full stop.</summary>
    /// <returns>The sentence.</returns>
    public override string ToString() => $"'{Redactor.Name(File)}' {What}";
}
