namespace Nebius.Registry.DockerConfig;

/// <summary>
/// Commands to type about a login in a file. They name the file: docker, podman and helm log out of their own file only, and docker leaves
/// a key with a path where it is.
/// </summary>
internal static class LoginCommands
{
    /// <summary>Removes a login that stands in a file, and leaves the helper.</summary>
    /// <param name="host">The registry.</param>
    /// <param name="file">The file.</param>
    /// <param name="isPodman">Whether a key with a path is another login, as podman reads it.</param>
    public static string RemoveStored(string host, string file, bool isPodman = false) =>
        $"nebius-registry logout {host} --keep-helper{Podman(isPodman)} --file {Shell.Current.Quote(file)}";

    /// <summary>Puts this project's helper in the place of another one in a file.</summary>
    public static string ReplaceHelper(string host, string file, bool isPodman = false) =>
        $"nebius-registry configure --replace {host}{Podman(isPodman)} --file {Shell.Current.Quote(file)}";

    private static string Podman(bool isPodman) => isPodman ? " --podman" : string.Empty;
}
