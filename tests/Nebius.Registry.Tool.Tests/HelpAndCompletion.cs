using Nebius.Registry.Testing;
using Nebius.Registry.Tool.Tests.Infrastructure;

namespace Nebius.Registry.Tool.Tests;

/// <summary>What the command says about itself, to people and to shells.</summary>
public sealed class HelpAndCompletion(InstalledTool tool)
{
    [Theory]
    [InlineData("", "nebius-registry configure")]
    [InlineData("configure", "nebius-registry configure eu-north1 --podman")]
    [InlineData("doctor", "nebius-registry doctor eu-north1 --json")]
    [InlineData("login", "nebius-registry login eu-north1")]
    [InlineData("completion", "nebius-registry completion bash >> ~/.bashrc")]
    [InlineData("completion", "nebius-registry completion zsh >> ~/.zshrc")]
    [InlineData("completion", "nebius-registry completion fish >> ~/.config/fish/config.fish")]
    [InlineData("completion", "nebius-registry completion pwsh >> $PROFILE")]
    [InlineData("copy", "nebius-registry copy eu-north1/e00abc/app:1 eu-west1/e01abc us-central1/u00abc")]
    [InlineData("static-key issue", "nebius-registry static-key issue --service-account")]
    public async Task The_help_of_each_command_ends_with_examples(string command, string example)
    {
        await using var scene = await Scene.StartAsync(tool.Packages);

        (await scene.RunAsync(tool.File, [.. command.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--help"])).Succeeds().Says("Examples:").Says(example);
    }

    [Fact]
    public async Task The_help_of_every_command_has_examples_and_fits_80_columns()
    {
        await using var scene = await Scene.StartAsync(tool.Packages);
        Queue<string[]> commands = new([[]]);
        var count = 0;
        while (commands.TryDequeue(out var command))
        {
            count++;
            var help = (await scene.RunAsync(tool.File, [.. command, "--help"])).Succeeds().Says("Examples:\n  nebius-registry ").Output;

            Assert.All(help.Split('\n'), line => Assert.True(line.Length <= 80, $"{string.Join(' ', command)}: {line}"));
            Assert.All(["/?", "/h", "eu-north1|"], text => Assert.DoesNotContain(text, help, StringComparison.Ordinal));
            Assert.InRange(help.Split("eu-north2").Length - 1, 0, 1);
            foreach (var line in help.Split("Commands:\n").Skip(1).SelectMany(list => list.Split("\n\n")[0].Split('\n')))
            {
                if (line.StartsWith("  ", StringComparison.Ordinal) && line[2] != ' ')
                {
                    commands.Enqueue([.. command, line.Trim().Split(' ')[0]]);
                }
            }
        }

        Assert.Equal(23, count);
    }

    [Fact]
    public async Task The_help_begins_with_the_task_and_lists_the_commands_in_the_order_of_use()
    {
        await using var scene = await Scene.StartAsync(tool.Packages);

        var help = await scene.RunAsync(tool.File, ["--help"]);

        help.Says("nebius-registry logs docker, podman and helm in to Nebius Container Registry.").Says("Start with: nebius-registry configure")
            .Matches("(?s)configure <registry> .*login <registry> .*logout <registry> .*doctor <registry> .*static-key .*completion <shell> .*docker-credential ");
    }

    [Theory]
    [InlineData("/?")]
    [InlineData("/h")]
    public async Task A_slash_option_is_not_help_on_Linux(string option)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has options of this form.");
        await using var scene = await Scene.StartAsync(tool.Packages);

        Assert.Equal(2, (await scene.RunAsync(tool.File, ["static-key", option])).ExitCode);
    }

    [Theory]
    [InlineData("nebius-registry do", "docker-credential doctor")]
    [InlineData("nebius-registry login eu-n", "eu-north1 eu-north2")]
    [InlineData("nebius-registry copy eu-w", "eu-west1")]
    [InlineData("nebius-registry static-key is", "issue")]
    public async Task Bash_completes_commands_and_regions(string line, string expected)
    {
        await using var scene = await Scene.StartAsync(tool.Packages);
        var words = line.Split(' ');
        var script = $"""
            eval "$(nebius-registry completion bash)"
            COMP_LINE='{line}'; COMP_POINT={line.Length}; COMP_WORDS=({line}); COMP_CWORD={words.Length - 1}
            _nebius_registry
            echo "${"{COMPREPLY[*]}"}"
            """;

        var completed = await scene.RunAsync("bash", ["-c", script.ReplaceLineEndings("\n")], tool.With(new Dictionary<string, string?>()));

        Assert.Equal(expected, string.Join(' ', completed.Succeeds().Output.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal)));
    }

    [Fact]
    public async Task An_unknown_command_is_an_error_without_a_stack_trace()
    {
        await using var scene = await Scene.StartAsync(tool.Packages);

        var result = await scene.RunAsync(tool.File, ["dcotor", "--jsno"]);

        Assert.Equal(2, result.ExitCode);
        Assert.DoesNotContain("   at ", result.Output, StringComparison.Ordinal);
    }
}
