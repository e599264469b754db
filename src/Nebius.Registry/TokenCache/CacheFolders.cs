using System.Runtime.Versioning;
using Nebius.Registry.OS;
using Nebius.Registry.OS.Unix;
using Nebius.Registry.OS.Windows;

namespace Nebius.Registry.TokenCache;

/// <summary>The folders that may hold tokens. None is made or used in the workspace, or in a home that belongs to another user.</summary>
internal sealed class CacheFolders(NebiusSettings settings)
{
    private const string FolderName = "nebius-registry";

    // GitHub Actions and Azure Pipelines empty these folders after the job.
    private static readonly string[] JobTemps = ["RUNNER_TEMP", "AGENT_TEMPDIRECTORY"];

    /// <summary>Returns the folder of Nebius's own tools, which may not exist.</summary>
    /// <exception cref="TokenCacheUnavailableException">No folder can hold it.</exception>
    public string Shared()
    {
        var folder = Path.Join(Home(), ".nebius");
        RequireOutsideWorkspace(folder);
        return folder;
    }

    /// <summary>Returns the library's own folder, which no other user can read, and makes it if it is missing.</summary>
    /// <exception cref="TokenCacheUnavailableException">No folder can hold it.</exception>
    /// <exception cref="PrivateFileException">Another user can read or change it.</exception>
    public string Private()
    {
        var folder = PrivatePath();
        Make(folder);
        return folder;
    }

    /// <summary>Returns the library's own folder, which no other user can read, if it exists.</summary>
    /// <returns>The folder; null when it doesn't exist.</returns>
    /// <exception cref="TokenCacheUnavailableException">No folder can hold it.</exception>
    /// <exception cref="PrivateFileException">Another user can read or change it.</exception>
    public string? ExistingPrivate() => Directory.Exists(PrivatePath()) ? Private() : null;

    /// <summary>Makes a folder for this user alone, unless it exists.</summary>
    /// <exception cref="TokenCacheUnavailableException">It cannot be made.</exception>
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
                OwnerAccess.CreateDirectory(folder);
                return;
            }

            const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
            Directory.CreateDirectory(folder, OwnerOnly);
            File.SetUnixFileMode(folder, OwnerOnly); // The umask may have taken too much.
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw TokenCacheUnavailableException.NoPlace($"'{folder}' can't be created");
        }
    }

    private static void Make(string folder)
    {
        MakeIfMissing(folder);
        if (OperatingSystem.IsWindows())
        {
            RequireClosed(folder);
        }
        else if (FileStatus.Of(folder) is { } status && FileTrust.FolderProblem(folder, status) is { } problem)
        {
            throw problem;
        }
    }

    [SupportedOSPlatform("windows")]
    private static void RequireClosed(string folder)
    {
        if (OwnerAccess.OtherReader(folder) is { } other)
        {
            throw PrivateFileException.Wrong($"'{folder}' is open to other users ({other})", Shell.Current.CloseToOthers(folder));
        }
    }

    private string PrivatePath()
    {
        var folder = Path.Join(Base(), FolderName);
        RequireOutsideWorkspace(folder);
        return folder;
    }

    private string Base()
    {
        foreach (var name in JobTemps)
        {
            if (settings.FromEnvironment(name)?.Value is { } temp)
            {
                return Path.IsPathFullyQualified(temp) && Directory.Exists(temp)
                    ? temp
                    : throw TokenCacheUnavailableException.NoPlace($"{name} isn't a directory");
            }
        }

        if (OperatingSystem.IsWindows())
        {
            return settings.FromEnvironment("LOCALAPPDATA")?.Value is { } local && Path.IsPathFullyQualified(local)
                ? local
                : throw TokenCacheUnavailableException.NoPlace("LOCALAPPDATA is not set");
        }

        // The XDG specification has relative paths ignored: https://specifications.freedesktop.org/basedir-spec/latest/
        return settings.FromEnvironment("XDG_CACHE_HOME")?.Value is { } cache && Path.IsPathFullyQualified(cache)
            ? cache
            : Path.Join(Home(), OperatingSystem.IsMacOS() ? "Library/Caches" : ".cache");
    }

    private string Home()
    {
        var home = settings.HomeDirectory() ?? throw TokenCacheUnavailableException.NoPlace($"{NebiusSettings.HomeVariable} is not set");
        if (OperatingSystem.IsWindows())
        {
            return home;
        }

        if (Path.TrimEndingDirectorySeparator(home) == "/")
        {
            throw TokenCacheUnavailableException.NoPlace("HOME is '/'");
        }

        // With the separator, a link is followed: some homes are links.
        var status = FileStatus.Of(Path.TrimEndingDirectorySeparator(home) + "/")
            ?? throw TokenCacheUnavailableException.NoPlace($"the home directory '{home}' doesn't exist");
        return status.IsOwnedByThisUser
            ? home
            : throw TokenCacheUnavailableException.NoPlace($"the home directory '{home}' belongs to another user (id {status.UserId})");
    }

    private void RequireOutsideWorkspace(string folder)
    {
        if (Workspace.Of(settings).Contains(folder))
        {
            throw TokenCacheUnavailableException.NoPlace(
                $"'{folder}' is inside the workspace, where it may end up in a commit or an image");
        }
    }
}
