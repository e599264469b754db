using Nebius.Registry.OS.Processes;

namespace Nebius.Registry.Helm;

/// <summary>Finds helm for those who want their charts pushed by it.</summary>
internal static class HelmLookup
{
    /// <summary>Finds helm: where <c>NEBIUS_HELM_PATH</c> says, or on PATH.</summary>
    /// <param name="settings">Where the environment is read.</param>
    /// <returns>An absolute path.</returns>
    /// <exception cref="NebiusRegistryException">It is not there.</exception>
    public static string Find(NebiusSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        if (settings.FromEnvironment(EnvironmentVariables.HelmPath) is { } given)
        {
            var path = settings.FullPath(given);
            return File.Exists(path)
                ? path
                : throw new NebiusRegistryException(
                    MessageCodes.ToolNotFound, $"{EnvironmentVariables.HelmPath} is '{settings.ShownPath(given)}', and there is no such file. Correct it, or unset it to have helm found on PATH.");
        }

        return ExecutableFinder.Find("helm", settings) ?? throw new NebiusRegistryException(
            MessageCodes.ToolNotFound,
            $"helm is wanted (NebiusHelmTool=Helm), and is not on PATH. Install it, name it in {EnvironmentVariables.HelmPath}, or leave NebiusHelmTool out: charts are pushed without helm, too.");
    }
}
