using System.Diagnostics.CodeAnalysis;

namespace Nebius.Registry.Yaml;

/// <summary>What is wrong with a YAML text, and where; nothing of the text itself.</summary>
[SuppressMessage("Design", "CA1064:Exceptions should be public", Justification = "It never leaves this room: who reads a file makes a coded error of it.")]
internal sealed class YamlProblemException(string problem, long line, long column) : Exception(problem)
{
    public long Line => line;

    public long Column => column;
}
