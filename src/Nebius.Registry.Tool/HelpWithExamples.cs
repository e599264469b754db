using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Nebius.Registry.Tool;

/// <summary>The library's help in 80 columns, followed by a command's examples.</summary>
/// <param name="help">The library's own.</param>
/// <param name="examplesOfRoot">Lines to type, for the root command.</param>
internal sealed class HelpWithExamples(HelpAction help, IReadOnlyList<string> examplesOfRoot) : SynchronousCommandLineAction
{
    private const int Columns = 80;

    // A shell goes on reading after this at the end of a line.
    private static readonly string Continued = OperatingSystem.IsWindows() ? " `" : " \\";

    /// <summary>Replaces the library's own help.</summary>
    /// <param name="root">The root command.</param>
    /// <param name="examples">Lines to type, for the root command, without the program's name.</param>
    public static void AddTo(RootCommand root, params string[] examples)
    {
        var option = root.Options.OfType<HelpOption>().Single();
        var library = (HelpAction)option.Action!;
        library.MaxWidth = Columns;
        option.Action = new HelpWithExamples(library, examples);
        option.Description = "Show this help.";
        root.Options.OfType<VersionOption>().Single().Description = "Show the version.";
        if (!OperatingSystem.IsWindows())
        {
            option.Aliases.Remove("/h");
            option.Aliases.Remove("/?");
        }
    }

    /// <inheritdoc/>
    public override int Invoke(ParseResult parseResult)
    {
        var result = help.Invoke(parseResult);
        var examples = parseResult.CommandResult.Command switch
        {
            RootCommand => examplesOfRoot,
            CommandWithExamples command => command.Examples,
            _ => [],
        };
        var output = parseResult.InvocationConfiguration.Output;
        foreach (var line in examples.SelectMany(example => Wrapped($"  {Typed(example)}")).Prepend("Examples:"))
        {
            output.WriteLine(line);
        }

        output.WriteLine();
        return result;
    }

    // PowerShell has neither '<' nor '<<<'.
    private static string Typed(string example) => example.Split(" <<< ") is [var asked, var input]
        ? Shell.Current.Pipe(input, $"nebius-registry {asked}")
        : example.Split(" < ") is [var fed, var file]
            ? Shell.Current.ReadFrom(file, $"nebius-registry {fed}")
            : $"nebius-registry {example}";

    // Breaks behind a pipe and before an option, so that the lines can be pasted together.
    private static IEnumerable<string> Wrapped(string line)
    {
        if (line.Length > Columns && line.LastIndexOf(" | ", Columns, StringComparison.Ordinal) is > 0 and var pipe)
        {
            yield return line[..(pipe + 2)];
            line = $"    {line[(pipe + 3)..]}";
        }

        while (line.Length > Columns && line.LastIndexOf(" --", Columns - Continued.Length, StringComparison.Ordinal) is > 4 and var at)
        {
            yield return line[..at] + Continued;
            line = $"    {line[(at + 1)..]}";
        }

        yield return line;
    }
}

/// <summary>A command whose help ends with examples.</summary>
/// <param name="name">What is typed.</param>
/// <param name="description">What it does.</param>
/// <param name="examples">Lines to type, without the program's name.</param>
internal sealed class CommandWithExamples(string name, string description, params string[] examples) : Command(name, description)
{
    /// <summary>Lines to type, without the program's name.</summary>
    public IReadOnlyList<string> Examples => examples;
}
