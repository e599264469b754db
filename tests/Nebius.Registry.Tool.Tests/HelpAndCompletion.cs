using Nebius.Registry.Testing;
using Nebius.Registry.Tool.Tests.Infrastructure;

namespace Nebius.Registry.Tool.Tests;

/// <summary>What the command says about itself, to people and to shells.</summary>
public sealed class HelpAndCompletion(InstalledTool tool)
{
    [Theory]
    [InlineData("configure", "nebius-registry configure eu-west1 --podman")]
    [InlineData("doctor", "nebius-registry doctor eu-west1 --json")]
    [InlineData("login", "nebius-registry login eu-west1")]
    [InlineData("static-key issue", "nebius-registry static-key issue --service-account")]
    public async Task The_help_of_each_command_ends_with_examples(string command, string example)
    {
        await using var scene = await Scene.StartAsync(tool.Packages);

        (await scene.RunAsync(tool.File, [.. command.Split(' '), "--help"])).Succeeds().Says("Examples:").Says(example);
    }

    [Theory]
    [InlineData("nebius-registry do", "docker-credential doctor")]
    [InlineData("nebius-registry login eu-n", "eu-north1 eu-north2")]
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
