using System.Collections;

namespace Nebius.Registry.OS.Processes;

/// <summary>A program to run, with its limits.</summary>
internal sealed record ChildCommand
{
    /// <summary>Gets the program, an absolute path, so that nothing is run from the current directory.</summary>
    public required string Executable { get; init; }

    /// <summary>Gets the arguments. They must hold no secret: every user of the machine can read them.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>Gets the standard input.</summary>
    public string Input { get; init; } = string.Empty;

    /// <summary>Gets variables that the program does not inherit, besides those that hold secrets of this process.</summary>
    public IReadOnlyList<string> WithoutVariables { get; init; } = [];

    /// <summary>Gets variables that replace inherited ones.</summary>
    public IReadOnlyDictionary<string, string> Variables { get; init; } = new Dictionary<string, string>();

    /// <summary>Gets the timeout.</summary>
    public TimeSpan Limit { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Gets how long to wait for the end of its output after it has exited: a child process may hold the output open.</summary>
    public TimeSpan OutputGrace { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Gets how many bytes it may print.</summary>
    public int MaximumOutput { get; init; } = 64 * 1024;
}

/// <summary>Keeps the secrets of this process out of the environment of a child process.</summary>
internal static class ChildEnvironment
{
    // The .NET SDK reads credentials from such variables, and the build task sets one during a push.
    private const string SdkPassword = "_REGISTRY_PWORD";

    private static readonly StringComparison Names =
        OperatingSystem.IsWindows() ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;

    /// <summary>Returns the changes to the environment of this process; null removes a variable.</summary>
    public static IReadOnlyDictionary<string, string?> Of(ChildCommand command)
    {
        var names = Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().Select(entry => (string)entry.Key);
        var removed = names.Where(IsSecret).Concat(command.WithoutVariables).Distinct(StringComparer.Ordinal);
        var changes = removed.ToDictionary(name => name, string? (_) => null);
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
