using Nebius.Registry.OS.Unix;

namespace Nebius.Registry.OS.Processes;

/// <summary>
/// A directory for this user alone, outside the workspace, which is deleted afterwards. A lock in it shows that its process is alive: what a
/// killed process leaves behind is deleted when the next directory is created.
/// </summary>
internal sealed class PrivateDirectory : IDisposable
{
    private const string Prefix = "nebius-registry-";
    private const string LockName = "lock";
    private const int Attempts = 5;
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    // A directory without a lock is one that another process is just creating, or was killed while it did.
    private static readonly TimeSpan CreationTime = TimeSpan.FromMinutes(10);

    private readonly Lock _removal = new();
    private readonly Interruption _interruption;
    private readonly HeldFile _lock;

    /// <summary>Creates the directory, and deletes those that killed processes have left.</summary>
    /// <param name="settings">The environment that names the places, and the start of the workspace that they must not be in.</param>
    /// <exception cref="NebiusRegistryException">There is no place for it.</exception>
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

    /// <summary>Checks that there is a place for such a directory.</summary>
    /// <param name="settings">The environment that names the places, and the start of the workspace that they must not be in.</param>
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

    /// <summary>Names a file in it.</summary>
    /// <param name="name">The file's name.</param>
    /// <returns>An absolute path.</returns>
    public string In(string name) => Path.Join(FullPath, name);

    /// <inheritdoc/>
    public void Dispose()
    {
        _interruption.Dispose();
        Remove();
    }

    /// <summary>Tells whether a path names a file in such a directory, of any process.</summary>
    /// <param name="path">The path.</param>
    /// <returns>True when it does. The directory may be gone.</returns>
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

                // Without a lock, another process took the directory for an abandoned one and deletes it.
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
        if (FileStatus.Of(path) is not { IsFolder: true, IsOurs: true, IsOpenToOthers: false })
        {
            throw new IOException("Another user was faster.");
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
            // Another process was faster, or it belongs to another user. Neither keeps this one from its work.
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
        OperatingSystem.IsWindows() || FileStatus.Of(directory.FullName) is { IsFolder: true, IsOurs: true };

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
            // A child that ends more slowly has just written into it. The next process deletes it.
        }
    }
}
