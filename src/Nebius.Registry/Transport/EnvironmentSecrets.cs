using System.Collections;
using Nebius.Registry.Configuration;

namespace Nebius.Registry.Transport;

/// <summary>
/// Secrets that this process was given: in variables that this library reads, meant to hold one or not, and among its arguments, which a command
/// line's own messages repeat.
/// </summary>
internal static class EnvironmentSecrets
{
    // A shorter one may be a part of any word.
    private const int Shortest = 8;

    private static readonly string[] Prefixes =
        ["NEBIUS_", "DOTNET_CONTAINER_", "SDK_CONTAINER_", "DOCKER_", "REGISTRY_AUTH_FILE", "HELM_", "XDG_", "ACTIONS_ID_TOKEN_REQUEST_", "SUDO_USER"];

    private static readonly string[] Suffixes = ["_PWORD", "_UNAME", "_REQUEST_TOKEN"];

    /// <summary>Removes them from a text.</summary>
    public static string RemoveFrom(string text)
    {
        foreach (DictionaryEntry variable in Environment.GetEnvironmentVariables())
        {
            var (name, value) = ((string)variable.Key, ((string?)variable.Value ?? string.Empty).Trim());
            if (value.Length >= Shortest && IsRead(name) && text.Contains(value, StringComparison.Ordinal)
                && (IsForSecrets(name) || SecretShapes.IsSecret(value)))
            {
                text = text.Replace(value, SecretShapes.Removed, StringComparison.Ordinal);
            }
        }

        foreach (var argument in Environment.GetCommandLineArgs().Skip(1).Select(ValueOf))
        {
            if (argument.Length >= Shortest && text.Contains(argument, StringComparison.Ordinal) && SecretShapes.IsSecret(argument))
            {
                text = text.Replace(argument, SecretShapes.Removed, StringComparison.Ordinal);
            }
        }

        return text;
    }

    // -p:NebiusProfile=VALUE and --file=VALUE, or a value alone.
    private static string ValueOf(string argument) =>
        argument.StartsWith('-') || argument.StartsWith("/p", StringComparison.OrdinalIgnoreCase) ? argument[(argument.IndexOf('=', StringComparison.Ordinal) + 1)..] : argument;

    private static bool IsRead(string name) =>
        Prefixes.Any(prefix => name.StartsWith(prefix, StringComparison.Ordinal)) || name.EndsWith("_PROXY", StringComparison.OrdinalIgnoreCase);

    private static bool IsForSecrets(string name) => EnvironmentVariables.Secrets.Contains(name)
        || Suffixes.Any(suffix => name.EndsWith(suffix, StringComparison.Ordinal))
        || (name.StartsWith(EnvironmentVariables.StaticKey, StringComparison.Ordinal) && !name.EndsWith("_FILE", StringComparison.Ordinal));
}
