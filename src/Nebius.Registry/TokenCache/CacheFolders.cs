using Nebius.Registry.OS;
using Nebius.Registry.OS.Unix;

namespace Nebius.Registry.TokenCache;

/// <summary>The folders that tokens may be kept in. None is made or used in the workspace, nor in a home that is not this user's.</summary>
internal sealed class CacheFolders(NebiusSettings settings)
{
    private const string OurName = "nebius-registry";

    // The job's own: the runner empties it after the job. GitHub Actions, Azure Pipelines.
    private static readonly string[] JobTemps = ["RUNNER_TEMP", "AGENT_TEMPDIRECTORY"];

    /// <summary>Returns the folder of Nebius's own tools, which need not exist.</summary>
    /// <exception cref="PrivateFileException">There is no place for it.</exception>
    public string Shared()
    {
        var folder = Path.Join(Home(), ".nebius");
        RequireOutsideWorkspace(folder);
        return folder;
    }

    /// <summary>Returns our own folder, made if need be, that no other user can look into.</summary>
    /// <exception cref="PrivateFileException">There is no place for it, or it is not to be trusted.</exception>
    public string Private()
    {
        var folder = Path.Join(Base(), OurName);
        RequireOutsideWorkspace(folder);
        Make(folder);
        return folder;
    }

    /// <summary>Makes a folder for this user alone, unless it is there.</summary>
    /// <exception cref="PrivateFileException">It cannot be made.</exception>
    public static void MakeIfMissing(string folder)
    {
        if (Directory.Exists(folder))
        {
            return;
        }

        try
        {
            if (OperatingSystem.IsWindows())
            {
                Directory.CreateDirectory(folder);
                return;
            }

            const UnixFileMode ForUs = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
            Directory.CreateDirectory(folder, ForUs);
            File.SetUnixFileMode(folder, ForUs); // Past an umask that takes too much.
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw PrivateFileException.NoPlace($"'{folder}' cannot be made, perhaps it is read-only here");
        }
    }

    private static void Make(string folder)
    {
        MakeIfMissing(folder);
        if (!OperatingSystem.IsWindows() && FileStatus.Of(folder) is { } facts && FileTrust.FolderProblem(folder, facts) is { } problem)
        {
            throw problem;
        }
    }

    private string Base()
    {
        foreach (var name in JobTemps)
        {
            if (settings.FromEnvironment(name)?.Value is { } temp)
            {
                return Path.IsPathFullyQualified(temp) && Directory.Exists(temp)
                    ? temp
                    : throw PrivateFileException.NoPlace($"{name} names no folder");
            }
        }

        if (OperatingSystem.IsWindows())
        {
            return settings.FromEnvironment("LOCALAPPDATA")?.Value is { } local && Path.IsPathFullyQualified(local)
                ? local
                : throw PrivateFileException.NoPlace("LOCALAPPDATA is not set");
        }

        // The XDG specification has relative paths ignored: https://specifications.freedesktop.org/basedir-spec/latest/
        return settings.FromEnvironment("XDG_CACHE_HOME")?.Value is { } cache && Path.IsPathFullyQualified(cache)
            ? cache
            : Path.Join(Home(), OperatingSystem.IsMacOS() ? "Library/Caches" : ".cache");
    }

    private string Home()
    {
        var home = settings.HomeDirectory() ?? throw PrivateFileException.NoPlace("there is no home folder (HOME is not set)");
        if (OperatingSystem.IsWindows())
        {
            return home;
        }

        if (Path.TrimEndingDirectorySeparator(home) == "/")
        {
            throw PrivateFileException.NoPlace("HOME is '/'");
        }

        // With the separator, a link is followed: some homes are links.
        var facts = FileStatus.Of(Path.TrimEndingDirectorySeparator(home) + "/") ?? throw PrivateFileException.NoPlace($"the home folder '{home}' does not exist");
        return facts.IsOurs ? home : throw PrivateFileException.NoPlace($"the home folder '{home}' belongs to another user (id {facts.UserId})");
    }

    private void RequireOutsideWorkspace(string folder)
    {
        if (Workspace.Of(settings).Contains(folder))
        {
            throw PrivateFileException.NoPlace($"'{folder}' is inside the workspace, where a file with a token could be committed or copied into an image");
        }
    }
}
