using System.Collections;
using System.Text.Json;

namespace Nebius.Registry.Build.Tasks;

/// <summary>
/// The environment as the user, or the Cake script that started the build, has set it: without what this package sets for the SDK, and with
/// the secrets that a script hands over by a file, so that no child process of the build inherits them.
/// </summary>
internal static class BuildEnvironment
{
    /// <summary>Takes the environment as it is now: a check that goes on while the build does must not see what other projects change.</summary>
    /// <returns>A function that returns a variable's value, or null if it isn't set.</returns>
    public static Func<string, string?> Take()
    {
        var variables = ReadAll();
        return name => variables.GetValueOrDefault(name);
    }

    /// <summary>
    /// Tells whether the environment is still the one in which something was found: returns a text that is the same as long as no variable
    /// changes but those that the package sets. It holds none of the values.
    /// </summary>
    public static string Fingerprint()
    {
        var variables = ReadAll();
        var names = variables.Keys.Where(name => !EnvironmentRestoreGuard.IsVariable(name)).Order(StringComparer.Ordinal);
        return Sha256.HashToHex(string.Join('\0', names.Select(name => $"{name}={variables[name]}")));
    }

    /// <summary>Reads the secrets that a Cake script handed over.</summary>
    /// <returns>The secrets by their variables; none when no script started this build.</returns>
    /// <exception cref="NebiusRegistryException">The file can't be read.</exception>
    public static IReadOnlyDictionary<string, string> ReadSecretsOfScript() =>
        Environment.GetEnvironmentVariable(EnvironmentVariables.BuildSecretsFile) is { Length: > 0 } file
            ? ReadFile(file)
            : new Dictionary<string, string>();

    private static Dictionary<string, string?> ReadAll()
    {
        var names = OperatingSystem.IsWindows() ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal;
        var variables = new Dictionary<string, string?>(names);
        foreach (DictionaryEntry variable in Environment.GetEnvironmentVariables())
        {
            variables[(string)variable.Key] = (string?)variable.Value;
        }

        variables[SdkAuthFile.Variable] = SdkAuthFile.UsersValue;
        return variables;
    }

    private static Dictionary<string, string> ReadFile(string file)
    {
        try
        {
            return JsonSerializer.Deserialize<Dictionary<string, string>>(File.ReadAllBytes(file)) ?? [];
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new NebiusRegistryException(
                MessageCodes.CredentialFileUnreadable,
                $"Can't read '{file}' ({error.GetType().Name}), which {EnvironmentVariables.BuildSecretsFile} names. The Cake script that "
                + "started this build deletes the file at its end. Run the script again; outside a Cake script, unset the variable.");
        }
    }
}
