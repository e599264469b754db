using System.Collections;

namespace Nebius.Registry.OS.Processes;

/// <summary>A program to run, and what it may cost.</summary>
internal sealed record ChildCommand
{
    /// <summary>Gets the program, an absolute path: nothing is looked up, so nothing is run from the current directory.</summary>
    public required string Executable { get; init; }

    /// <summary>Gets the arguments. No secret is among them: every user of the machine can read them.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>Gets what the program reads; its input ends after that.</summary>
    public string Input { get; init; } = string.Empty;

    /// <summary>Gets variables that the program does not inherit, beside those that hold a secret of ours.</summary>
    public IReadOnlyList<string> WithoutVariables { get; init; } = [];

    /// <summary>Gets variables that the program gets in place of those that it would inherit.</summary>
    public IReadOnlyDictionary<string, string> Variables { get; init; } = new Dictionary<string, string>();

    /// <summary>Gets how long it may run.</summary>
    public TimeSpan Limit { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Gets how long the end of its output is waited for after it has exited: a child that it left behind may hold it open.</summary>
    public TimeSpan OutputGrace { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Gets how many bytes it may print.</summary>
    public int MaximumOutput { get; init; } = 64 * 1024;
}

/// <summary>What a child does not inherit: the secrets of this process that are not its business.</summary>
internal static class ChildEnvironment
{
    // Where credentials stand for the .NET SDK; our own task puts one there while a push runs.
    private const string SdkPassword = "_REGISTRY_PWORD";

    private static readonly StringComparison Names =
        OperatingSystem.IsWindows() ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;

    /// <summary>Returns changes to this process's own environment; null takes a variable away.</summary>
    public static IReadOnlyDictionary<string, string?> Of(ChildCommand command)
    {
        var names = Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().Select(entry => (string)entry.Key);
        var changes = names.Where(IsSecret).Concat(command.WithoutVariables).Distinct(StringComparer.Ordinal).ToDictionary(name => name, string? (_) => null);
        foreach (var (name, value) in command.Variables)
        {
            changes[name] = value;
        }

        return changes;
    }

    private static bool IsSecret(string name) =>
        EnvironmentVariables.Secrets.Concat(EnvironmentVariables.SecretsOfOthers).Any(secret => name.Equals(secret, Names))
        || name.StartsWith(EnvironmentVariables.StaticKey, Names)
        || name.EndsWith(SdkPassword, Names);
}
