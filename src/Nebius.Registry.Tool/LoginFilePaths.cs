using Nebius.Registry.DockerConfig;

namespace Nebius.Registry.Tool;

/// <summary>The login files that the commands edit, and what a user should know about them.</summary>
internal static class LoginFilePaths
{
    /// <summary>Finds the files to edit.</summary>
    /// <param name="typed">The file that the user named.</param>
    /// <param name="isPodman">Whether podman's is meant.</param>
    /// <param name="removes">Whether something is removed: then podman's file of this session is searched, too.</param>
    /// <param name="settings">Where the environment is read.</param>
    public static IReadOnlyList<string> Edited(string? typed, bool isPodman, bool removes, NebiusSettings settings) =>
        typed is not null ? [Path.GetFullPath(typed)]
        : !isPodman ? [ConfigFilePaths.OfDocker(settings)]
        : removes ? [.. new[] { ConfigFilePaths.OfPodman(settings), ConfigFilePaths.KeptForPodman(settings) }.Distinct()]
        : [ConfigFilePaths.KeptForPodman(settings)];

    /// <summary>Says what keeps a file from being used as the user may expect.</summary>
    public static IEnumerable<string> Notes(string file, IReadOnlyList<string> hosts, bool isPodman, NebiusSettings settings)
    {
        string[] variables = isPodman ? [ConfigFilePaths.RegistryAuthFile, "XDG_CONFIG_HOME"] : [ConfigFilePaths.DockerConfig];
        foreach (var (text, next) in ConfigFilePaths.UnexpandedHomes(settings, variables))
        {
            yield return $"{text}. To name the home directory: {next}";
        }

        if (isPodman && file == ConfigFilePaths.KeptForPodman(settings) && file != ConfigFilePaths.OfPodman(settings))
        {
            yield return $"podman and skopeo read '{Redactor.Name(file)}' in every session, after '{ConfigFilePaths.OfPodman(settings)}', "
                + "which 'podman login' writes and which is gone when you log out of the machine";
        }

        foreach (var note in isPodman ? PodmanFiles.Before(file, hosts, settings) : [])
        {
            yield return note;
        }

        if (LoginFile.Read(file) is { } written
            && LoginInFile.Read(written, hosts[0], isPodman ? LoginRules.Podman : LoginRules.Docker).Problem is { } problem)
        {
            yield return $"{(isPodman ? "podman" : "docker")} can't use this file: {problem}. See: {problem.Next}";
        }
    }
}
