using Nebius.Registry.Testing;

namespace Nebius.Registry.Build.Tests.Infrastructure;

/// <summary>What every explained failure has in common.</summary>
public static class Explanations
{
    /// <summary>Asserts that the publish failed, and that the package explained it once, with a code and no stack trace.</summary>
    /// <param name="published">How the publish ended.</param>
    /// <param name="log">Its binary log.</param>
    /// <param name="code">The code that it must have.</param>
    /// <param name="words">What the explanation must say.</param>
    public static BuildMessage IsExplained(this CommandResult published, BuildLog log, string code, params string[] words)
    {
        ArgumentNullException.ThrowIfNull(published);
        ArgumentNullException.ThrowIfNull(log);
        published.Fails().Says($"error {code}").DoesNotSay("   at Nebius.").DoesNotSay("NEBIUS1099");
        var error = Assert.Single(log.OurErrors);
        Assert.Equal(code, error.Code);
        Assert.All(words, word => Assert.Contains(word, error.Text, StringComparison.Ordinal));
        return error;
    }
}
