using Nebius.Registry.OS.Unix;
using Nebius.Registry.OS.Windows;

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

    // More than any file with a credential needs.
    private const int RoomInBytes = 64 * 1024;

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
        foreach (var place in places.Where(place => place.Problem is null))
        {
            DeleteAbandoned(place.Path);
        }

        var tried = new List<PrivatePlace>();
        (FullPath, _lock) = places.Select(place => TryCreate(place, tried)).FirstOrDefault(created => created is not null)
            ?? throw PrivatePlaces.None(tried);
        _interruption = new Interruption(() =>
        {
            Remove();
            return false;
        });
    }

    /// <summary>Checks that such a directory can be created.</summary>
    /// <param name="settings">The environment that names the places, and the workspace that they must not be in.</param>
    /// <exception cref="NebiusRegistryException">No directory is safe for it.</exception>
    public static void RequirePlace(NebiusSettings settings)
    {
        using var directory = new PrivateDirectory(settings);
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

    private static LockedDirectory? TryCreate(PrivatePlace place, List<PrivatePlace> tried)
    {
        place = place.CreateIfMissing();
        tried.Add(place);
        if (place.Problem is not null)
        {
            return null;
        }

        var path = string.Empty;
        try
        {
            for (var attempt = 0; attempt < Attempts; attempt++)
            {
                path = Path.Join(place.Path, Prefix + Guid.NewGuid().ToString("N"));
                CreateForOwner(path);

                // If it can't be locked, another process takes the directory for an abandoned one and deletes it.
                if (LockedFile.Try(Path.Join(path, LockName), FileUse.Hold, create: true).Held is { } held)
                {
                    RequireRoom(path, held);
                    return new LockedDirectory(path, held);
                }
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or PrivateFileException)
        {
            tried[^1] = place with { Problem = PrivatePlace.ProblemOf(error) };
            Delete(path);
        }

        return null;
    }

    // A directory and an empty file can be created on a full disk.
    private static void RequireRoom(string directory, HeldFile held)
    {
        var path = Path.Join(directory, "room");
        try
        {
            File.WriteAllBytes(path, new byte[RoomInBytes]);
            File.Delete(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            held.Dispose();
            throw;
        }
    }

    internal static void CreateForOwner(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            OwnerAccess.CreateDirectory(path);
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
        OperatingSystem.IsWindows()
            ? OwnerAccess.IsOwn(directory)
            : FileStatus.Of(directory.FullName) is { IsFolder: true, IsOwnedByThisUser: true };

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

    private sealed record LockedDirectory(string Path, HeldFile Lock);
}
