namespace Nebius.Registry.DockerConfig;

/// <summary>What stands before a file that podman and skopeo read.</summary>
internal static class PodmanFiles
{
    /// <summary>Finds what keeps podman from reading a login in a file.</summary>
    /// <param name="file">The file that was edited.</param>
    /// <param name="hosts">The registries that it was edited for.</param>
    /// <param name="settings">Where the environment is read.</param>
    /// <returns>Notes for the user, a line each.</returns>
    public static IEnumerable<string> Before(string file, IEnumerable<string> hosts, NebiusSettings settings)
    {
        if (ConfigFilePaths.OnlyPodmanFile(settings) is { } only && only != file)
        {
            yield return $"{ConfigFilePaths.DockerConfig} is set, so podman reads only '{Redactor.Name(only)}' (skopeo reads both). "
                + "For podman: nebius-registry configure";
            yield break;
        }

        var first = ConfigFilePaths.OfPodman(settings);
        if (first == file || LoginFile.Read(first) is not { } session)
        {
            yield break;
        }

        foreach (var host in hosts)
        {
            if (LoginInFile.Read(session, host, LoginRules.Podman) is { Login: { } login } && login.Helper != HelperEntries.OwnHelper)
            {
                yield return $"'{Redactor.Name(first)}' has another login for {host}, which podman and skopeo use first. To remove it: "
                    + (login.Kind == LoginKind.Inline ? LoginCommands.RemoveStored(host, first, isPodman: true)
                        : LoginCommands.ReplaceHelper(host, first, isPodman: true));
            }
        }
    }
}
