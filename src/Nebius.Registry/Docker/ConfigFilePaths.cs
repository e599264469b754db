using Nebius.Registry.Configuration;

namespace Nebius.Registry.Docker;

/// <summary>Where docker and podman themselves keep their logins, each by its own rules.</summary>
public static class ConfigFilePaths
{
    /// <summary>Finds docker's file: https://docs.docker.com/reference/cli/docker/#change-the-docker-directory</summary>
    /// <param name="settings">Where the environment is read.</param>
    /// <returns>An absolute path; the file need not be there.</returns>
    /// <exception cref="NebiusRegistryException">There is no home.</exception>
    public static string OfDocker(NebiusSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return settings.FromEnvironment("DOCKER_CONFIG") is { } directory
            ? Path.Join(settings.FullPath(directory), "config.json")
            : Path.Join(Home(settings), ".docker", "config.json");
    }

    /// <summary>Finds podman's file: https://github.com/containers/image/blob/main/docs/containers-auth.json.5.md</summary>
    /// <param name="settings">Where the environment is read.</param>
    /// <returns>An absolute path; the file need not be there.</returns>
    /// <exception cref="NebiusRegistryException">There is no home.</exception>
    public static string OfPodman(NebiusSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return settings.FromEnvironment("REGISTRY_AUTH_FILE") is { } file ? settings.FullPath(file)
            : OperatingSystem.IsLinux() && settings.FromEnvironment("XDG_RUNTIME_DIR") is { } runtime ? Path.Join(settings.FullPath(runtime), "containers", "auth.json")
            : Path.Join(Home(settings), ".config", "containers", "auth.json");
    }

    private static string Home(NebiusSettings settings) => settings.HomeDirectory() ?? throw new NebiusRegistryException(
        Diagnostics.MessageCodes.ConfigFileNotEdited, "The home directory is not known (HOME is not set), so neither is the file of logins. Name its directory: export DOCKER_CONFIG=/path/to/.docker");
}
