using System.Text.Json;

namespace Nebius.Registry.Build.Tasks;

/// <summary>
/// The environment as the user, or the Cake script that started the build, has set it: without what this package sets for the SDK, and with
/// the secrets that a script hands over by a file, so that no child process of the build inherits them.
/// </summary>
internal static class BuildEnvironment
{
    /// <summary>Reads a variable.</summary>
    public static string? Read(string name) =>
        name == SdkAuthFile.Variable ? SdkAuthFile.UsersValue : Environment.GetEnvironmentVariable(name);

    /// <summary>Reads the secrets that a Cake script handed over.</summary>
    /// <returns>The secrets by their variables; none when no script started this build.</returns>
    /// <exception cref="NebiusRegistryException">The file can't be read.</exception>
    public static IReadOnlyDictionary<string, string> ReadSecretsOfScript() =>
        Environment.GetEnvironmentVariable(EnvironmentVariables.BuildSecretsFile) is { Length: > 0 } file
            ? ReadFile(file)
            : new Dictionary<string, string>();

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
