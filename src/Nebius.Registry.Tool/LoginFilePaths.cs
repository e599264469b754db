using Nebius.Registry.DockerConfig;

namespace Nebius.Registry.Tool;

/// <summary>The login files that the commands edit, and notes about them.</summary>
internal static class LoginFilePaths
{
    /// <summary>Finds the files to edit.</summary>
    /// <param name="typed">The file that the user named.</param>
    /// <param name="isPodman">Whether to edit podman's.</param>
    /// <param name="removes">Whether something is removed: then podman's file for this session is edited, too.</param>
    /// <param name="settings">Where the environment is read.</param>
    public static IReadOnlyList<string> Edited(string? typed, bool isPodman, bool removes, NebiusSettings settings) =>
        typed is not null ? [settings.FullPath(new SettingValue(typed, "--file", settings.StartDirectory, SettingLevel.Typed))]
        : !isPodman ? [ConfigFilePaths.OfDocker(settings)]
        : removes ? [.. new[] { ConfigFilePaths.OfPodman(settings), ConfigFilePaths.KeptForPodman(settings) }.Distinct()]
        : [ConfigFilePaths.KeptForPodman(settings)];

    /// <summary>Returns what keeps a file from being used as expected.</summary>
    public static IEnumerable<string> Notes(string file, IReadOnlyList<string> hosts, bool isPodman, NebiusSettings settings)
    {
        string[] variables = isPodman ? [ConfigFilePaths.RegistryAuthFile, "XDG_CONFIG_HOME"] : [ConfigFilePaths.DockerConfig];
        foreach (var (text, next) in ConfigFilePaths.UnexpandedHomes(settings, variables))
        {
            yield return $"{text}. To name the home directory:\n  {next}";
        }

        if (isPodman && file == ConfigFilePaths.KeptForPodman(settings) && file != ConfigFilePaths.OfPodman(settings))
        {
            yield return $"podman and skopeo read '{ConfigFilePaths.OfPodman(settings)}' first, which 'podman login' writes and "
                + $"which is deleted when you log out of the machine; they read '{Redactor.Name(file)}' in every session";
        }

        foreach (var note in isPodman ? PodmanFiles.Before(file, hosts, settings) : [])
        {
            yield return note;
        }

        if (LoginFile.Read(file) is { } written
            && LoginInFile.Read(written, hosts[0], isPodman ? LoginRules.Podman : LoginRules.Docker).Problem is { } problem)
        {
            yield return $"{(isPodman ? "podman" : "docker")} can't use this file: {problem}. See:\n  {problem.Next}";
        }
    }
}
