using System.Collections;
using System.Security.Cryptography;
using System.Text;

namespace Nebius.Registry.Build.Tasks;

/// <summary>Tells whether the environment is still the one in which something was found.</summary>
internal static class EnvironmentFingerprint
{
    /// <summary>Takes the fingerprint, which holds none of the values.</summary>
    /// <returns>A text that is the same as long as no variable changes but those that the package sets.</returns>
    public static string Take()
    {
        var variables = Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
            .Where(variable => !IsSetByPackage((string)variable.Key))
            .Select(variable => $"{variable.Key}={variable.Value}")
            .Append($"{SdkAuthFile.Variable}={SdkAuthFile.UsersValue}")
            .Order(StringComparer.Ordinal);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\0', variables))));
    }

    private static bool IsSetByPackage(string name) => name == SdkAuthFile.Variable || EnvironmentRestoreGuard.IsVariable(name);
}
