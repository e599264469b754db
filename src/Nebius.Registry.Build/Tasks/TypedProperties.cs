using System.Text.RegularExpressions;

namespace Nebius.Registry.Build.Tasks;

/// <summary>
/// Tells which of a build's global properties the user typed, and which come from a <c>Directory.Build.rsp</c> that is checked in.
/// </summary>
internal static partial class TypedProperties
{
    // The programs whose command line is what the user typed.
    private static readonly string[] EntryPrograms = ["dotnet", "MSBuild"];

    /// <summary>Chooses them.</summary>
    /// <param name="properties">The global properties, with their values.</param>
    /// <param name="commandLine">The arguments of this process, its program first.</param>
    /// <param name="startDirectory">Where the build was started.</param>
    /// <param name="directories">The directories from which MSBuild may have searched for its file.</param>
    /// <returns>The names of those that were typed; where that can't be told, a property counts as checked in.</returns>
    public static IEnumerable<string> Among(
        IReadOnlyDictionary<string, string> properties,
        IReadOnlyList<string> commandLine,
        string startDirectory,
        IEnumerable<string> directories)
    {
        if (IsEntry(commandLine))
        {
            var names = OnCommandLine(commandLine.Skip(1), startDirectory).Select(property => property.Name);
            var typed = names.ToHashSet(StringComparer.OrdinalIgnoreCase);
            return properties.Keys.Where(typed.Contains);
        }

        // A node that builds for another process: the command line is that one's. A value that the file doesn't give was typed over it.
        var checkedIn = ResponseFile.FindAutomatic(directories).SelectMany(file => In(ResponseFile.Read(file, startDirectory)))
            .ToLookup(property => property.Name, property => property.Value, StringComparer.OrdinalIgnoreCase);
        return properties
            .Where(property => !checkedIn[property.Key].Any(value => MayBe(value, property.Value)))
            .Select(property => property.Key);
    }

    /// <summary>Tells whether an argument makes a process one that MSBuild starts for single tasks.</summary>
    /// <param name="argument">An argument of the process.</param>
    public static bool IsTaskHostMode(string argument) => TaskHostMode().IsMatch(argument);

    private static bool IsEntry(IReadOnlyList<string> commandLine) =>
        commandLine.Count > 0
        && EntryPrograms.Contains(Path.GetFileNameWithoutExtension(commandLine[0]), StringComparer.OrdinalIgnoreCase)
        && !commandLine.Any(argument => NodeMode().IsMatch(argument));

    // An explicit @file is typed, under any name.
    private static IEnumerable<WrittenProperty> OnCommandLine(IEnumerable<string> arguments, string startDirectory) =>
        In(arguments.SelectMany(argument =>
            argument is ['@', .. var file] && file.Length > 0 ? ResponseFile.Read(file.Trim('"'), startDirectory) : [argument]));

    private static IEnumerable<WrittenProperty> In(IEnumerable<string> arguments)
    {
        var isNext = false;
        foreach (var argument in arguments)
        {
            var match = Switch().Match(argument);
            var text = isNext ? argument : match.Success ? match.Groups["properties"].Value : string.Empty;
            isNext = match.Success && match.Groups["properties"].Length == 0;
            foreach (var pair in text.Split([';', ',']).Select(pair => pair.Split('=', 2)).Where(pair => pair.Length == 2))
            {
                yield return new WrittenProperty(pair[0].Trim().Trim('"'), pair[1].Trim().Trim('"'));
            }
        }
    }

    // What MSBuild would still replace, such as %USER% or %3B, isn't followed.
    private static bool MayBe(string written, string value) =>
        written.Contains('%', StringComparison.Ordinal)
        || value.Contains(';', StringComparison.Ordinal)
        || value.Contains(',', StringComparison.Ordinal)
        || written == value.Trim();

    [GeneratedRegex(
        @"\A(?:--?|/)(?:p|property)(?::(?<properties>.*))?\z",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.Singleline)]
    private static partial Regex Switch();

    // https://github.com/dotnet/msbuild/blob/main/documentation/wiki/Nodes-Orchestration.md
    [GeneratedRegex(@"\A(?:--?|/)nodemode:2\z", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex TaskHostMode();

    [GeneratedRegex(@"\A(?:--?|/)nodemode(?::|\z)", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex NodeMode();

    private sealed record WrittenProperty(string Name, string Value);
}
