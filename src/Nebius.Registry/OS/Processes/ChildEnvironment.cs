using System.Collections;

namespace Nebius.Registry.OS.Processes;

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
