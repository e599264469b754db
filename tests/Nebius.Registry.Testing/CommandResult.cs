using System.Text.RegularExpressions;
namespace Nebius.Registry.Testing;

/// <summary>The exit code of a command, and its output on both streams.</summary>
public sealed record CommandResult(string CommandLine, int ExitCode, string Output)
{
    public CommandResult Succeeds()
    {
        Assert.True(ExitCode == 0, $"{CommandLine}\nexit code {ExitCode}\n{Output}");
        return this;
    }

    public CommandResult Fails()
    {
        Assert.True(ExitCode != 0, $"{CommandLine}\nsucceeded, and should have failed\n{Output}");
        return this;
    }

    public CommandResult Says(string text)
    {
        Assert.True(Output.Contains(text, StringComparison.Ordinal), $"{CommandLine}\ndid not say '{text}':\n{Output}");
        return this;
    }

    /// <summary>Asserts that the output matches a regular expression, for example where columns are aligned.</summary>
    public CommandResult Matches(string pattern)
    {
        Assert.True(Regex.IsMatch(Output, pattern), $"{CommandLine}\ndid not match '{pattern}':\n{Output}");
        return this;
    }

    public CommandResult DoesNotSay(string text)
    {
        Assert.False(Output.Contains(text, StringComparison.Ordinal), $"{CommandLine}\nsaid '{text}':\n{Output}");
        return this;
    }
}
