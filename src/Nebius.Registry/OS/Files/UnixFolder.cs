using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;
using Nebius.Registry.OS.Unix;

namespace Nebius.Registry.OS.Files;

/// <summary>
/// A directory on Linux and macOS. Links in it are not followed. <see cref="FileReplacement"/> replaces files in it, and
/// <see cref="FileOwner"/> sets the owner of new ones.
/// </summary>
[UnsupportedOSPlatform("windows")]
internal sealed class UnixFolder : IFolder
{
    /// <summary>The mode of a file that is open to its owner only.</summary>
    public const UnixFileMode ForOwner = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private UnixFolder(SafeFileHandle handle, string path) => (Handle, Path, Facts) = (handle, path, Check(handle, path));

    /// <summary>Gets the open directory.</summary>
    public SafeFileHandle Handle { get; }

    /// <summary>Gets the path, for messages.</summary>
    public string Path { get; }

    /// <summary>Gets the status: owner, group and mode.</summary>
    public FileStatus Facts { get; }

    // O_PATH where the system has it: a home directory may be passed through, but not listed.
    private static int ToPass => UnixConstants.CloseOnExec | UnixConstants.NoFollow | UnixConstants.Directory
        | (OperatingSystem.IsLinux() ? UnixConstants.PathOnly : UnixConstants.ReadOnly);

    private static int NotWaiting => UnixConstants.CloseOnExec | UnixConstants.NoFollow | UnixConstants.NonBlocking;

    /// <summary>Opens the root directory.</summary>
    [SuppressMessage("Reliability", "CA2000", Justification = "The handle is the folder's.")]
    public static UnixFolder Root() => new(Checked(LibC.Open("/", ToPass), "/"), "/");

    /// <inheritdoc/>
    public void Dispose() => Handle.Dispose();

    /// <summary>Returns the path of a name in this directory, for messages.</summary>
    public string In(string name) => System.IO.Path.Join(Path, name);

    /// <summary>Reads the status of a name in this directory; of a link, its own.</summary>
    /// <returns>The status, or null when there is no such name.</returns>
    public FileStatus? Check(string name)
    {
        try
        {
            return FileStatus.Of(Handle, name);
        }
        catch (PrivateFileException)
        {
            throw Error(Marshal.GetLastPInvokeError(), In(name));
        }
    }

    /// <summary>Opens a directory in this one.</summary>
    public UnixFolder OpenDirectory(string name)
    {
        var handle = Checked(LibC.OpenAt(Handle, name, ToPass, 0), In(name));
        try
        {
            var folder = new UnixFolder(handle, In(name));
            handle = null;
            return folder;
        }
        finally
        {
            handle?.Dispose();
        }
    }

    /// <inheritdoc/>
    [SuppressMessage("Reliability", "CA2000", Justification = "The lock is the caller's.")]
    public IDisposable? TryLock(string name)
    {
        var held = TryLock(name, facts =>
        {
            // Without a name it was just removed, and is tried again.
            if (facts.Names > 1)
            {
                throw Refused(name, "has a second name");
            }
        });
        return held is null ? null : new LockFile(this, name, held);
    }

    /// <inheritdoc/>
    public bool TryAppend(string name, byte[] content)
    {
        using var held = TryLock(name, static _ => { });
        if (held is null)
        {
            return false;
        }

        RandomAccess.Write(held.File, content, RandomAccess.GetLength(held.File));
        return true;
    }

    /// <inheritdoc/>
    public void RequireRegular(string name)
    {
        if (Check(name) is { } facts)
        {
            Require(name, facts);
        }
    }

    /// <inheritdoc/>
    public FileVersion? Read(string name, int maximumBytes)
    {
        using var file = OpenRegular(name, UnixConstants.ReadOnly);
        if (file is null)
        {
            return null;
        }

        var facts = Check(file, In(name));
        if (facts.Names > 1 && !(facts.IsOwnedByThisUser && Facts.IsOwnedByThisUser))
        {
            throw Refused(name, "has a second name, so it may be a file of another user");
        }

        var buffer = new byte[(int)Math.Min(facts.Size, maximumBytes)];
        var count = 0;
        while (count < buffer.Length && RandomAccess.Read(file, buffer.AsSpan(count), count) is > 0 and var read)
        {
            count += read;
        }

        return new FileVersion(facts, buffer[..count]);
    }

    /// <inheritdoc/>
    public bool TryReplace(string name, byte[] content, FileVersion? old, bool forOwnerAlone) =>
        new FileReplacement(this, name).TryReplace(content, old, forOwnerAlone);

    /// <inheritdoc/>
    public void Write(
        string name, byte[] content, UnixFileMode mode, bool replaces, bool likeFolder, CancellationToken cancellationToken) =>
        new FileReplacement(this, name).Write(content, mode, replaces, likeFolder, cancellationToken);

    /// <summary>Opens a regular file without following a link; null when there is none.</summary>
    public SafeFileHandle? OpenRegular(string name, int access)
    {
        // Checked before it is opened: opening a device can have side effects.
        if (Check(name) is not { } facts)
        {
            return null;
        }

        Require(name, facts);
        var file = LibC.OpenAt(Handle, name, NotWaiting | access, 0);
        var error = Marshal.GetLastPInvokeError();
        if (file.IsInvalid)
        {
            file.Dispose();
            return error == UnixConstants.NoSuchFile ? null : throw Error(error, In(name));
        }

        try
        {
            Require(name, Check(file, In(name)));
            var opened = file;
            file = null;
            return opened;
        }
        finally
        {
            file?.Dispose();
        }
    }

    /// <summary>Makes an exception of an error number.</summary>
    public static Exception Error(int error, string path)
    {
        var text = $"'{path}': {Marshal.GetPInvokeErrorMessage(error)}.";
        return error switch
        {
            UnixConstants.PermissionDenied or UnixConstants.OperationNotPermitted => new UnauthorizedAccessException(text),
            UnixConstants.ReadOnlyFileSystem => new FileRefusedException($"'{path}' is on a read-only file system.", "mount")
            {
                Kind = FileRefusal.ReadOnlyFileSystem,
            },
            UnixConstants.Busy => new FileRefusedException($"'{path}' is mounted as a single file and can't be replaced.", "mount")
            {
                Kind = FileRefusal.MountPoint,
            },
            _ => new IOException(text, error),
        };
    }

    /// <summary>Reads the status of an open file.</summary>
    public static FileStatus Check(SafeFileHandle file, string path)
    {
        try
        {
            return FileStatus.Of(file);
        }
        catch (PrivateFileException)
        {
            throw Error(Marshal.GetLastPInvokeError(), path);
        }
    }

    private static SafeFileHandle Checked(SafeFileHandle handle, string path)
    {
        var error = Marshal.GetLastPInvokeError();
        if (!handle.IsInvalid)
        {
            return handle;
        }

        handle.Dispose();
        throw Error(error, path);
    }

    private HeldFile? TryLock(string name, Action<FileStatus> check)
    {
        var file = OpenOrCreate(name);
        try
        {
            var facts = Check(file, In(name));
            check(facts);
            if (LibC.Flock(file, UnixConstants.LockExclusive | UnixConstants.LockNonBlocking) != 0)
            {
                var error = Marshal.GetLastPInvokeError();
                return error == UnixConstants.WouldBlock || error == UnixConstants.Interrupted ? null : throw Error(error, In(name));
            }

            if (!IsNamed(name, facts))
            {
                return null;
            }

            var held = new HeldFile(file);
            file = null;
            return held;
        }
        finally
        {
            file?.Dispose();
        }
    }

    [SuppressMessage("Reliability", "CA2000", Justification = "The handle is the caller's.")]
    private SafeFileHandle OpenOrCreate(string name)
    {
        while (true)
        {
            if (OpenRegular(name, UnixConstants.ReadWrite) is { } there)
            {
                return there;
            }

            if (TryCreate(name) is { } made)
            {
                return FileOwner.GiveToFolderOwner(this, made, name);
            }
        }
    }

    /// <summary>Creates a file. Anything with that name, even a link, is neither followed nor opened.</summary>
    /// <returns>The file, or null when the name is taken.</returns>
    public SafeFileHandle? TryCreate(string name)
    {
        var flags = UnixConstants.CloseOnExec | UnixConstants.NoFollow | UnixConstants.Create | UnixConstants.Exclusive
            | UnixConstants.ReadWrite;
        var file = OperatingSystem.IsMacOS() && RuntimeInformation.ProcessArchitecture == Architecture.Arm64
            ? LibC.OpenAtOnAppleSilicon(Handle, name, flags, 0, 0, 0, 0, 0, (uint)ForOwner)
            : LibC.OpenAt(Handle, name, flags, (uint)ForOwner);
        var error = Marshal.GetLastPInvokeError();
        if (!file.IsInvalid)
        {
            return file;
        }

        file.Dispose();
        return error == UnixConstants.FileExists ? null : throw Error(error, In(name));
    }

    /// <summary>Checks that a file is a regular one.</summary>
    /// <exception cref="FileRefusedException">It isn't.</exception>
    public void Require(string name, FileStatus facts)
    {
        if (!facts.IsRegularFile)
        {
            throw facts.IsFolder ? Refused(name, "is a directory, not a regular file", FileRefusal.Directory)
                : Refused(name, facts.IsLink ? "is a link" : "isn't a regular file");
        }
    }

    private FileRefusedException Refused(string name, string what, FileRefusal kind = FileRefusal.Suspicious) =>
        new($"'{In(name)}' {what}.", $"Check it: ls -la '{In(name)}'") { Kind = kind };

    /// <summary>Tells whether a name still belongs to a file.</summary>
    public bool IsNamed(string name, FileStatus facts) => Check(name) is { } now && now.Inode == facts.Inode && now.Device == facts.Device;

    /// <summary>A lock file, removed while it is locked: the next one to lock it sees that its name is gone, and tries again.</summary>
    private sealed class LockFile(UnixFolder folder, string name, HeldFile held) : IDisposable
    {
        public void Dispose()
        {
            _ = LibC.UnlinkAt(folder.Handle, name, 0);
            held.Dispose();
        }
    }
}
