using System.Collections;

namespace Nebius.Registry;

/// <summary>
/// Secrets in variables that this library reads: those that are meant to hold one, and those where one was put by mistake.
/// </summary>
internal static class EnvironmentSecrets
{
    // A shorter one may be a part of any word.
    private const int Shortest = 8;

    private static readonly string[] Prefixes =
        [EnvironmentVariables.StaticKey, "DOTNET_CONTAINER_", "SDK_CONTAINER_", "ACTIONS_ID_TOKEN_REQUEST_"];

    // No others of the programs that they belong to: DOCKER_TAG may be a commit's hash, which is shown.
    private static readonly string[] Others =
    [
        "DOCKER_CONFIG", "DOCKER_AUTH_CONFIG", "REGISTRY_AUTH_FILE", "HELM_REGISTRY_CONFIG", "HELM_CONFIG_HOME", "XDG_RUNTIME_DIR",
        "XDG_CONFIG_HOME", "XDG_CONFIG_DIR",
        "XDG_CONFIG_DIRS", "XDG_CACHE_HOME", "SUDO_USER",
    ];

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

        return text;
    }

    private static bool IsRead(string name) =>
        EnvironmentVariables.All.Contains(name)
            || Others.Contains(name)
            || Prefixes.Any(prefix => name.StartsWith(prefix, StringComparison.Ordinal))
            || name.EndsWith("_PROXY", StringComparison.OrdinalIgnoreCase);

    private static bool IsForSecrets(string name) => EnvironmentVariables.IsSecret(name)
        || Suffixes.Any(suffix => name.EndsWith(suffix, StringComparison.Ordinal));
}
