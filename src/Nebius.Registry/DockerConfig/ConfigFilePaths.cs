using System.Globalization;
using Nebius.Registry.OS.Unix;

namespace Nebius.Registry.DockerConfig;

/// <summary>Where docker and podman themselves keep their logins, each by its own rules.</summary>
internal static class ConfigFilePaths
{
    /// <summary>Finds the file of docker: https://docs.docker.com/reference/cli/docker/#change-the-docker-directory</summary>
    /// <param name="settings">Where the environment is read.</param>
    /// <returns>An absolute path; the file need not be there.</returns>
    /// <exception cref="NebiusRegistryException">The home directory isn't known.</exception>
    public static string OfDocker(NebiusSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return settings.FromEnvironment("DOCKER_CONFIG") is { } directory
            ? Path.Join(settings.FullPath(directory), "config.json")
            : Path.Join(Home(settings), ".docker", "config.json");
    }

    /// <summary>Finds the file of podman: https://github.com/containers/image/blob/main/docs/containers-auth.json.5.md</summary>
    /// <param name="settings">Where the environment is read.</param>
    /// <returns>An absolute path; the file need not be there.</returns>
    /// <exception cref="NebiusRegistryException">The home directory isn't known.</exception>
    public static string OfPodman(NebiusSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return settings.FromEnvironment("REGISTRY_AUTH_FILE") is { } file ? settings.FullPath(file)
            : !OperatingSystem.IsLinux() ? Path.Join(Home(settings), ".config", "containers", "auth.json")
            : settings.FromEnvironment("XDG_RUNTIME_DIR") is { } runtime ? Path.Join(settings.FullPath(runtime), "containers", "auth.json")
            : string.Create(CultureInfo.InvariantCulture, $"/run/containers/{LibC.EffectiveUserId()}/auth.json");
    }

    /// <summary>Finds the files that podman and skopeo read, the first one first.</summary>
    /// <param name="settings">Where the environment is read.</param>
    /// <returns>Absolute paths; the files need not be there.</returns>
    /// <exception cref="NebiusRegistryException">The home directory isn't known.</exception>
    internal static IReadOnlyList<string> ReadByPodman(NebiusSettings settings)
    {
        if (settings.FromEnvironment("REGISTRY_AUTH_FILE") is not null)
        {
            return [OfPodman(settings)];
        }

        // https://github.com/containers/common/blob/v0.60.0/pkg/auth/auth.go#L25: then it is the only one.
        var docker = OfDocker(settings);
        if (settings.FromEnvironment("DOCKER_CONFIG") is not null && File.Exists(docker))
        {
            return [docker];
        }

        var configuration = settings.FromEnvironment("XDG_CONFIG_HOME") is { } directory
            ? settings.FullPath(directory)
            : Path.Join(Home(settings), ".config");
        string[] paths = [OfPodman(settings), Path.Join(configuration, "containers", "auth.json"), docker];
        return [.. paths.Distinct()];
    }

    /// <summary>Finds the files that helm reads, the first one first: its own, then that of docker.</summary>
    /// <param name="settings">Where the environment is read.</param>
    /// <returns>Absolute paths; the files need not be there.</returns>
    /// <exception cref="NebiusRegistryException">The home directory isn't known.</exception>
    internal static IReadOnlyList<string> ReadByHelm(NebiusSettings settings)
    {
        // https://helm.sh/docs/helm/helm/ has the table of variables and defaults.
        string Own() => settings.FromEnvironment("HELM_REGISTRY_CONFIG") is { } file ? settings.FullPath(file)
            : settings.FromEnvironment("HELM_CONFIG_HOME") is { } home ? Path.Join(settings.FullPath(home), "registry", "config.json")
            : settings.FromEnvironment("XDG_CONFIG_HOME") is { } configuration
                ? Path.Join(settings.FullPath(configuration), "helm", "registry", "config.json")
            : OperatingSystem.IsWindows() && settings.FromEnvironment("APPDATA") is { } roaming
                ? Path.Join(roaming.Value, "helm", "registry", "config.json")
            : OperatingSystem.IsMacOS() ? Path.Join(Home(settings), "Library", "Preferences", "helm", "registry", "config.json")
            : Path.Join(Home(settings), ".config", "helm", "registry", "config.json");
        return [Own(), OfDocker(settings)];
    }

    private static string Home(NebiusSettings settings) => settings.HomeDirectory() ?? throw new NebiusRegistryException(
        MessageCodes.ConfigFileNotEdited,
        "The home directory is not known (HOME is not set), so neither is the file of logins. Name its directory: "
        + "export DOCKER_CONFIG=/path/to/.docker");

    /// <summary>Finds the files that the .NET SDK reads, the first one first.</summary>
    /// <param name="settings">Where the environment is read.</param>
    /// <returns>Absolute paths; the files need not exist.</returns>
    /// <remarks>
    /// What the SDK doesn't read isn't listed, because its push is left to it: https://github.com/mthalman/docker-creds-provider 2.2.4 in
    /// SDK 10.0.401 reads XDG_CONFIG_DIR where podman has XDG_CONFIG_HOME (its next version reads both), and doesn't expand '~'.
    /// </remarks>
    internal static IReadOnlyList<string> ReadBySdk(NebiusSettings settings)
    {
        if (FromWorkingDirectory(settings, "REGISTRY_AUTH_FILE") is { } onlyFile)
        {
            return [onlyFile];
        }

        var home = settings.HomeDirectory();
        string?[] paths =
        [
            Under(FromWorkingDirectory(settings, "XDG_RUNTIME_DIR"), "containers", "auth.json"),
            Under(FromWorkingDirectory(settings, "XDG_CONFIG_DIR") ?? Under(home, ".config"), "containers", "auth.json"),
            Under(FromWorkingDirectory(settings, "DOCKER_CONFIG") ?? Under(home, ".docker"), "config.json"),
        ];
        return [.. paths.OfType<string>()];
    }

    // From the working directory, unlike every other path: that is where the SDK looks.
    private static string? FromWorkingDirectory(NebiusSettings settings, string variable) =>
        settings.FromEnvironment(variable) is { } setting ? Path.GetFullPath(setting.Value) : null;

    private static string? Under(string? directory, params ReadOnlySpan<string> names) =>
        directory is null ? null : Path.Join([directory, .. names]);
}
