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
