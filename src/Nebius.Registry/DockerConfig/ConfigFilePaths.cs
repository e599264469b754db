using System.Globalization;
using Nebius.Registry.OS.Unix;

namespace Nebius.Registry.DockerConfig;

/// <summary>Where docker and podman themselves keep their logins, each by its own rules.</summary>
internal static class ConfigFilePaths
{
    /// <summary>The variable that names docker's directory.</summary>
    public const string DockerConfig = "DOCKER_CONFIG";

    /// <summary>The variable that names the one file that podman, skopeo and the .NET SDK read.</summary>
    public const string RegistryAuthFile = "REGISTRY_AUTH_FILE";

    /// <summary>Finds the file of docker: https://docs.docker.com/reference/cli/docker/#change-the-docker-directory</summary>
    /// <param name="settings">Where the environment is read.</param>
    /// <returns>An absolute path; the file need not be there.</returns>
    /// <exception cref="NebiusRegistryException">The home directory isn't known.</exception>
    public static string OfDocker(NebiusSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return AsOthersReadIt(settings, DockerConfig) is { } directory
            ? Path.Join(directory, "config.json")
            : Path.Join(Home(settings, "docker", DockerConfig, "/path/to/.docker"), ".docker", "config.json");
    }

    /// <summary>
    /// Finds the file of podman and skopeo that outlives the session. What podman itself writes is usually in memory, and gone after the
    /// last logout; it is read first.
    /// </summary>
    /// <param name="settings">Where the environment is read.</param>
    /// <returns>An absolute path; the file need not be there.</returns>
    /// <exception cref="NebiusRegistryException">The home directory isn't known.</exception>
    public static string KeptForPodman(NebiusSettings settings) =>
        AsOthersReadIt(settings, RegistryAuthFile)
        ?? Path.Join(AsOthersReadIt(settings, "XDG_CONFIG_HOME") ?? Path.Join(PodmanHome(settings), ".config"), "containers", "auth.json");

    /// <summary>Finds the file of podman: https://github.com/containers/image/blob/main/docs/containers-auth.json.5.md</summary>
    /// <param name="settings">Where the environment is read.</param>
    /// <returns>An absolute path; the file need not be there.</returns>
    /// <exception cref="NebiusRegistryException">The home directory isn't known.</exception>
    public static string OfPodman(NebiusSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return AsOthersReadIt(settings, RegistryAuthFile) is { } file ? file
            : !OperatingSystem.IsLinux() ? Path.Join(PodmanHome(settings), ".config", "containers", "auth.json")
            : AsOthersReadIt(settings, "XDG_RUNTIME_DIR") is { } runtime ? Path.Join(runtime, "containers", "auth.json")
            : string.Create(CultureInfo.InvariantCulture, $"/run/containers/{LibC.EffectiveUserId()}/auth.json");
    }

    /// <summary>Finds the files that podman and skopeo read, the first one first.</summary>
    /// <param name="settings">Where the environment is read.</param>
    /// <returns>Absolute paths; the files need not be there.</returns>
    /// <exception cref="NebiusRegistryException">The home directory isn't known.</exception>
    internal static IReadOnlyList<string> ReadByPodman(NebiusSettings settings)
    {
        if (settings.FromEnvironment(RegistryAuthFile) is not null)
        {
            return [OfPodman(settings)];
        }

        string[] paths = OnlyPodmanFile(settings) is { } only ? [only] : [OfPodman(settings), KeptForPodman(settings), OfDocker(settings)];
        return [.. paths.Distinct()];
    }

    /// <summary>
    /// Finds docker's file where podman reads no other: https://github.com/containers/common/blob/v0.60.0/pkg/auth/auth.go#L25. skopeo
    /// reads it last, as always.
    /// </summary>
    internal static string? OnlyPodmanFile(NebiusSettings settings) =>
        settings.FromEnvironment(RegistryAuthFile) is null && settings.FromEnvironment(DockerConfig) is not null
        && OfDocker(settings) is var docker && File.Exists(docker)
            ? docker
            : null;

    /// <summary>Says for each variable that begins with <c>~</c> what the program that reads it takes it for.</summary>
    /// <returns>A sentence and the command that sets the variable as it was probably meant.</returns>
    internal static IEnumerable<(string Text, string Next)> UnexpandedHomes(NebiusSettings settings, params IEnumerable<string> variables)
    {
        foreach (var variable in variables)
        {
            if (settings.FromEnvironment(variable) is { } setting && IsInHome(setting.Value))
            {
                yield return (
                    $"{variable} is '{Redactor.Value(setting.Value)}', but '~' isn't expanded there: it means "
                    + $"'{Redactor.Name(AsOthersReadIt(settings, variable))}'",
                    Shell.Current.Set(variable, $"$HOME{setting.Value[1..]}"));
            }
        }
    }

    private static bool IsInHome(string path) =>
        path is "~" or ['~', '/', ..] || (path is ['~', '\\', ..] && OperatingSystem.IsWindows());

    /// <summary>Finds the files that helm reads, the first one first: its own, then that of docker.</summary>
    /// <param name="settings">Where the environment is read.</param>
    /// <returns>Absolute paths; the files need not be there.</returns>
    /// <exception cref="NebiusRegistryException">The home directory isn't known.</exception>
    internal static IReadOnlyList<string> ReadByHelm(NebiusSettings settings)
    {
        // https://helm.sh/docs/helm/helm/ has the table of variables and defaults.
        string Own() => AsOthersReadIt(settings, "HELM_REGISTRY_CONFIG") is { } file ? file
            : AsOthersReadIt(settings, "HELM_CONFIG_HOME") is { } home ? Path.Join(home, "registry", "config.json")
            : AsOthersReadIt(settings, "XDG_CONFIG_HOME") is { } configuration
                ? Path.Join(configuration, "helm", "registry", "config.json")
            : OperatingSystem.IsWindows() && settings.FromEnvironment("APPDATA") is { } roaming
                ? Path.Join(roaming.Value, "helm", "registry", "config.json")
            : OperatingSystem.IsMacOS() ? Path.Join(OwnHome(), "Library", "Preferences", "helm", "registry", "config.json")
            : Path.Join(OwnHome(), ".config", "helm", "registry", "config.json");
        string OwnHome() => Home(settings, "helm", "HELM_REGISTRY_CONFIG", "/path/to/registry/config.json");
        return [Own(), OfDocker(settings)];
    }

    // None of these programs expands '~'.
    private static string? AsOthersReadIt(NebiusSettings settings, string variable) =>
        settings.FromEnvironment(variable) is { } setting ? Path.GetFullPath(setting.Value, setting.BaseDirectory) : null;

    private static string PodmanHome(NebiusSettings settings) => Home(settings, "podman", RegistryAuthFile, "/path/to/auth.json");

    private static string Home(NebiusSettings settings, string program, string variable, string example) => settings.HomeDirectory()
        ?? throw new NebiusRegistryException(
            MessageCodes.ConfigFileNotEdited,
            $"Can't find {program}'s login file: {NebiusSettings.HomeVariable} is not set. Set {NebiusSettings.HomeVariable}, or name the "
            + $"place:\n  {Shell.Current.Set(variable, example)}");

    /// <summary>Finds the files that the .NET SDK reads, the first one first.</summary>
    /// <param name="settings">Where the environment is read.</param>
    /// <returns>Absolute paths; the files need not exist.</returns>
    /// <remarks>
    /// What the SDK doesn't read isn't listed, because its push is left to it: https://github.com/mthalman/docker-creds-provider 2.2.4 in
    /// SDK 10.0.401 reads XDG_CONFIG_DIR where podman has XDG_CONFIG_HOME (its next version reads both), and doesn't expand '~'.
    /// </remarks>
    internal static IReadOnlyList<string> ReadBySdk(NebiusSettings settings)
    {
        if (FromWorkingDirectory(settings, RegistryAuthFile) is { } onlyFile)
        {
            return [onlyFile];
        }

        var home = settings.HomeDirectory();
        string?[] paths =
        [
            Under(FromWorkingDirectory(settings, "XDG_RUNTIME_DIR"), "containers", "auth.json"),
            Under(FromWorkingDirectory(settings, "XDG_CONFIG_DIR") ?? Under(home, ".config"), "containers", "auth.json"),
            Under(FromWorkingDirectory(settings, DockerConfig) ?? Under(home, ".docker"), "config.json"),
        ];
        return [.. paths.OfType<string>()];
    }

    // From the working directory, unlike every other path: that is where the SDK looks.
    private static string? FromWorkingDirectory(NebiusSettings settings, string variable) =>
        settings.FromEnvironment(variable) is { } setting ? Path.GetFullPath(setting.Value) : null;

    private static string? Under(string? directory, params ReadOnlySpan<string> names) =>
        directory is null ? null : Path.Join([directory, .. names]);
}
