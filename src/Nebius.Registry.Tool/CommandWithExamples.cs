using System.CommandLine;

namespace Nebius.Registry.Tool;

/// <summary>A command whose help ends with examples.</summary>
/// <param name="name">What is typed.</param>
/// <param name="description">What it does.</param>
/// <param name="examples">Lines to type, without the program's name.</param>
internal sealed class CommandWithExamples(string name, string description, params string[] examples) : Command(name, description)
{
    /// <summary>Gets the lines to type, without the program's name.</summary>
    public IReadOnlyList<string> Examples => examples;
}
