using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Nebius.Registry.Tool;

/// <summary>The library's help, and a command's examples behind it.</summary>
/// <param name="help">The library's own.</param>
internal sealed class HelpWithExamples(HelpAction help) : SynchronousCommandLineAction
{
    /// <summary>Puts it in the place of the library's own.</summary>
    public static void AddTo(RootCommand root)
    {
        var option = root.Options.OfType<HelpOption>().Single();
        option.Action = new HelpWithExamples((HelpAction)option.Action!);
    }

    /// <inheritdoc/>
    public override int Invoke(ParseResult parseResult)
    {
        var result = help.Invoke(parseResult);
        if (parseResult.CommandResult.Command is CommandWithExamples { Examples.Count: > 0 } command)
        {
            var output = parseResult.InvocationConfiguration.Output;
            output.WriteLine("Examples:");
            foreach (var example in command.Examples)
            {
                output.WriteLine($"  nebius-registry {example}");
            }

            output.WriteLine();
        }

        return result;
    }
}

/// <summary>A command whose help ends with examples.</summary>
/// <param name="name">What is typed.</param>
/// <param name="description">What it does.</param>
/// <param name="examples">Lines to type, without the program's name.</param>
internal sealed class CommandWithExamples(string name, string description, params string[] examples) : Command(name, description)
{
    /// <summary>Gets the lines to type, without the program's name.</summary>
    public IReadOnlyList<string> Examples => examples;
}
