using Nebius.Registry.Credentials;
using Nebius.Registry.TokenCache;

namespace Nebius.Registry.Preflight;

/// <summary>
/// Checks the values of all settings before anything is built, wherever they are needed later: after a push it is too late to fail.
/// </summary>
internal static class SettingsCheck
{
    /// <summary>Checks the variables, and the properties that are also variables.</summary>
    /// <param name="settings">What the user set.</param>
    /// <exception cref="NebiusRegistryException">One has a value that it can't have.</exception>
    public static void Run(NebiusSettings settings)
    {
        SourceSelection.From(settings);
        TokenCacheSetting.Read(settings);
        TrustedHosts.FromEnvironment(settings, EnvironmentVariables.TrustedRegistryHosts);
        TrustedHosts.FromEnvironment(settings, EnvironmentVariables.TrustedEndpoints);
        IamEndpoint.FromEnvironment(settings);
    }

    /// <summary>Checks the properties whose values the table lists.</summary>
    /// <param name="valueOf">Returns a property's value; null or empty when it isn't set.</param>
    /// <exception cref="NebiusRegistryException">One has a value that it can't have.</exception>
    public static void Run(Func<string, string?> valueOf)
    {
        foreach (var setting in NebiusSetting.All.Where(setting => setting.HasRule))
        {
            setting.Check(valueOf(setting.Property!));
        }
    }
}
