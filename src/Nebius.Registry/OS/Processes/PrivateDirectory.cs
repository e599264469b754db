using Nebius.Registry.OS.Unix;

namespace Nebius.Registry.OS.Processes;

/// <summary>
/// A directory for this user alone, outside the workspace, which is deleted afterwards. A lock in it shows that its process is alive: what
/// a killed process leaves behind is deleted when the next directory is created.
/// </summary>
internal sealed class PrivateDirectory : IDisposable
{
    private const string Prefix = "nebius-registry-";
    private const string LockName = "lock";
    private const int Attempts = 5;
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    // A directory without a lock is being created by another process, or that process was killed meanwhile.
    private static readonly TimeSpan CreationTime = TimeSpan.FromMinutes(10);

    private readonly Lock _removal = new();
    private readonly Interruption _interruption;
    private readonly HeldFile _lock;

    /// <summary>Creates the directory, and deletes those that killed processes have left.</summary>
    /// <param name="settings">The environment that names the places, and the workspace that they must not be in.</param>
    /// <exception cref="NebiusRegistryException">No directory is safe for it.</exception>
    public PrivateDirectory(NebiusSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        var places = PrivatePlaces.Of(settings);
        foreach (var place in places)
        {
            DeleteAbandoned(place);
        }

        (FullPath, _lock) = places.Select(TryCreate).FirstOrDefault(created => created is not null) ?? throw PrivatePlaces.None(settings);
        _interruption = new Interruption(() =>
        {
            Remove();
            return false;
        });
    }

    /// <summary>Checks that a directory is safe for it.</summary>
    /// <param name="settings">The environment that names the places, and the workspace that they must not be in.</param>
    /// <exception cref="NebiusRegistryException">There is none.</exception>
    public static void RequirePlace(NebiusSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        if (PrivatePlaces.Of(settings).Count == 0)
        {
            throw PrivatePlaces.None(settings);
        }
    }

    /// <summary>Gets the absolute path.</summary>
    public string FullPath { get; }

    /// <summary>Returns the path of a file in it.</summary>
    /// <param name="name">The file's name.</param>
    /// <returns>An absolute path.</returns>
    public string In(string name) => Path.Join(FullPath, name);

    /// <summary>Returns the directories of other processes in the same place, and the further ones of this process.</summary>
    /// <returns>Absolute paths; a process may delete its own at any time.</returns>
    public IEnumerable<string> Others() => new DirectoryInfo(Path.GetDirectoryName(FullPath)!)
        .EnumerateDirectories(Prefix + "*")
        .Where(directory => directory.FullName != FullPath && IsOwnDirectory(directory))
        .Select(directory => directory.FullName);

    /// <inheritdoc/>
    public void Dispose()
    {
        _interruption.Dispose();
        Remove();
    }

    /// <summary>Tells whether a path is in such a directory, of any process.</summary>
    /// <param name="path">The path.</param>
    /// <returns>True when it is; the directory need not exist any more.</returns>
    public static bool Contains(string path) =>
        Path.GetFileName(Path.GetDirectoryName(path))?.StartsWith(Prefix, StringComparison.Ordinal) == true;

    private void Remove()
    {
        lock (_removal)
        {
            Delete(FullPath);
            _lock.Dispose();
        }
    }

    private static (string Path, HeldFile Lock)? TryCreate(string place)
    {
        try
        {
            for (var attempt = 0; attempt < Attempts; attempt++)
            {
                var path = Path.Join(place, Prefix + Guid.NewGuid().ToString("N"));
                CreateForOwner(path);

                // If it can't be locked, another process takes the directory for an abandoned one and deletes it.
                if (LockedFile.Try(Path.Join(path, LockName), FileUse.Hold, create: true).Held is { } held)
                {
                    return (path, held);
                }
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or PrivateFileException)
        {
            // Read-only, full, or without locks.
        }

        return null;
    }

    private static void CreateForOwner(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
            return;
        }

        Directory.CreateDirectory(path, OwnerOnly);
        if (FileStatus.Of(path) is not { IsFolder: true, IsOwnedByThisUser: true, IsOpenToOthers: false })
        {
            throw new IOException("Another user has created it.");
        }
    }

    private static void DeleteAbandoned(string place)
    {
        try
        {
            foreach (var directory in new DirectoryInfo(place).EnumerateDirectories(Prefix + "*").Where(IsOwnDirectory))
            {
                DeleteIfAbandoned(directory);
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or PrivateFileException)
        {
            // Another process was faster, or the directory belongs to another user. This process can go on.
        }
    }

    private static void DeleteIfAbandoned(DirectoryInfo directory)
    {
        var attempt = LockedFile.Try(Path.Join(directory.FullName, LockName), FileUse.Hold, create: false);
        if (attempt.Held is { } held)
        {
            using (held)
            {
                Delete(directory.FullName);
            }
        }
        else if (attempt.IsAbsent && directory.LastWriteTimeUtc < DateTime.UtcNow - CreationTime)
        {
            Delete(directory.FullName);
        }
    }

    private static bool IsOwnDirectory(DirectoryInfo directory) =>
        OperatingSystem.IsWindows() || FileStatus.Of(directory.FullName) is { IsFolder: true, IsOwnedByThisUser: true };

    private static void Delete(string path)
    {
        try
        {
            if (Directory.Exists(path))
            {
                Directory.Delete(path, recursive: true);
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // A child process has just written to it. The next process deletes it.
        }
    }
}

/// <summary>The places for private directories: not in the workspace, and not where another user could replace them.</summary>
internal static class PrivatePlaces
{
    private const ushort WritableByOthers = 0x12; // 022
    private const ushort Sticky = 0x200; // 01000

    /// <summary>Returns the safe places, in order of preference.</summary>
    public static IReadOnlyList<string> Of(NebiusSettings settings)
    {
        var workspace = Workspace.Of(settings);
        return [.. Candidates(settings).Where(place => IsSafe(place) && !workspace.Contains(place))];
    }

    /// <summary>The error for a machine without a safe place.</summary>
    public static NebiusRegistryException None(NebiusSettings settings) => new(
        MessageCodes.NoPrivateDirectory,
        "No private directory for the file that passes on the credential: "
        + $"{string.Join(", ", Candidates(settings))} are missing, read-only, inside the workspace, or open to other users. "
        + "Set TMPDIR to a directory of this user outside the workspace:\n  export TMPDIR=\"$(mktemp -d)\"");

    private static IEnumerable<string> Candidates(NebiusSettings settings)
    {
        if (OperatingSystem.IsWindows())
        {
            return [Path.TrimEndingDirectorySeparator(Path.GetTempPath())];
        }

        string?[] named = [settings.FromEnvironment("XDG_RUNTIME_DIR")?.Value, settings.FromEnvironment("TMPDIR")?.Value];
        return named.OfType<string>()
            .Where(Path.IsPathFullyQualified)
            .Select(Path.TrimEndingDirectorySeparator)
            .Concat(["/dev/shm", "/tmp"])
            .Distinct(StringComparer.Ordinal);
    }

    private static bool IsSafe(string place)
    {
        if (OperatingSystem.IsWindows())
        {
            return Directory.Exists(place);
        }

        try
        {
            // The separator makes the system follow a link: /tmp is one on macOS.
            return FileStatus.Of(place + "/") is { IsFolder: true } facts
                && (facts.IsOwnedByThisUser || facts.UserId == 0)
                && ((facts.Mode & WritableByOthers) == 0 || (facts.Mode & Sticky) != 0);
        }
        catch (PrivateFileException)
        {
            return false;
        }
    }
}
