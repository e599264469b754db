namespace Nebius.Registry.DockerConfig;

/// <summary>
/// Where the .NET SDK looks for logins of docker and podman, in its order. What it does not read is not listed, because its push is
/// left to it: as https://github.com/mthalman/docker-creds-provider 2.2.4 in SDK 10.0.401 does, which reads XDG_CONFIG_DIR where podman
/// has XDG_CONFIG_HOME (its next version reads both), and expands no '~'.
/// </summary>
internal static class LoginFilePaths
{
    public static IReadOnlyList<string> Of(NebiusSettings settings)
    {
        if (Directory(settings, "REGISTRY_AUTH_FILE") is { } onlyFile)
        {
            return [onlyFile];
        }

        var home = settings.HomeDirectory();
        string?[] paths =
        [
            Under(Directory(settings, "XDG_RUNTIME_DIR"), "containers", "auth.json"),
            Under(Directory(settings, "XDG_CONFIG_DIR") ?? Under(home, ".config"), "containers", "auth.json"),
            Under(Directory(settings, "DOCKER_CONFIG") ?? Under(home, ".docker"), "config.json"),
        ];
        return [.. paths.OfType<string>()];
    }

    // From the current directory, unlike every other path of ours: that is where the SDK will look.
    private static string? Directory(NebiusSettings settings, string variable) =>
        settings.FromEnvironment(variable) is { } setting ? Path.GetFullPath(setting.Value) : null;

    private static string? Under(string? directory, params ReadOnlySpan<string> names) =>
        directory is null ? null : Path.Join([directory, .. names]);
}
