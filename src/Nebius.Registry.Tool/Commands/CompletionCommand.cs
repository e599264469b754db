using System.CommandLine;
using Nebius.Registry.Tool.Output;

namespace Nebius.Registry.Tool.Commands;

/// <summary>
/// <c>nebius-registry completion</c>: prints a script with which a shell completes commands, options and regions. The script asks the
/// command.
/// </summary>
internal static class CompletionCommand
{
    private const string Bash = """
        _nebius_registry() {
          local IFS=$'\n'
          COMPREPLY=($(compgen -W "$(nebius-registry "[suggest:$COMP_POINT]" "$COMP_LINE" 2>/dev/null)" -- "${COMP_WORDS[COMP_CWORD]}"))
        }
        complete -o default -F _nebius_registry nebius-registry
        """;

    private const string Zsh = """
        _nebius_registry() {
          local words_found=("${(@f)$(nebius-registry "[suggest:$CURSOR]" "$BUFFER" 2>/dev/null)}")
          compadd -a words_found
        }
        compdef _nebius_registry nebius-registry
        """;

    private const string Fish = """
        complete -c nebius-registry -f -a '(nebius-registry "[suggest:"(commandline -C)"]" (commandline -p) 2>/dev/null)'
        """;

    private const string PowerShell = """
        Register-ArgumentCompleter -Native -CommandName nebius-registry -ScriptBlock {
          param($word, $ast, $position)
          nebius-registry "[suggest:$position]" "$ast" | ForEach-Object { [System.Management.Automation.CompletionResult]::new($_) }
        }
        """;

    private static readonly Dictionary<string, string> Scripts = new()
    {
        ["bash"] = Bash,
        ["zsh"] = Zsh,
        ["fish"] = Fish,
        ["pwsh"] = PowerShell,
    };

    private static readonly Argument<string> Shell = new("shell") { Description = "The shell; pwsh is PowerShell.", HelpName = "shell" };

    public static Command Create()
    {
        Shell.AcceptOnlyFromAmong([.. Scripts.Keys]);
        var command = new CommandWithExamples(
            "completion",
            "Prints a completion script for a shell.",
            "completion bash >> ~/.bashrc",
            "completion zsh >> ~/.zshrc",
            "completion fish >> ~/.config/fish/config.fish",
            "completion pwsh >> $PROFILE") { Shell };
        command.SetAction(parsed =>
        {
            StandardStreams.Exact.WriteLine(Scripts[parsed.GetRequiredValue(Shell)].ReplaceLineEndings("\n"));
            return ExitCode.Success;
        });
        return command;
    }
}
