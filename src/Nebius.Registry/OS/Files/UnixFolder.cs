using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;
using Nebius.Registry.OS.Unix;

namespace Nebius.Registry.OS.Files;

/// <summary>A directory on Linux and macOS. No link in it is followed, and no file's owner or mode is changed that was not made here.</summary>
[UnsupportedOSPlatform("windows")]
internal sealed class UnixFolder : IFolder
{
    private const UnixFileMode ForOwner = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode Permissions = (UnixFileMode)0x1ff;

    private UnixFolder(SafeFileHandle handle, string path) => (Handle, Path, Facts) = (handle, path, Check(handle, path));

    /// <summary>Gets the open directory.</summary>
    public SafeFileHandle Handle { get; }

    /// <summary>Gets where it is, for messages.</summary>
    public string Path { get; }

    /// <summary>Gets whose it is.</summary>
    public FileStatus Facts { get; }

    // O_PATH where there is such a thing: a home may let others pass and not look.
    private static int ToPass =>
        UnixConstants.CloseOnExec | UnixConstants.NoFollow | UnixConstants.Directory | (OperatingSystem.IsLinux() ? UnixConstants.PathOnly : UnixConstants.ReadOnly);

    private static int NotWaiting => UnixConstants.CloseOnExec | UnixConstants.NoFollow | UnixConstants.NonBlocking;

    /// <summary>Opens the root.</summary>
    [SuppressMessage("Reliability", "CA2000", Justification = "The handle is the folder's.")]
    public static UnixFolder Root() => new(Checked(LibC.Open("/", ToPass), "/"), "/");

    public void Dispose() => Handle.Dispose();

    public string In(string name) => System.IO.Path.Join(Path, name);

    /// <summary>Looks at a file in this directory, and at a link itself.</summary>
    /// <returns>The facts, or null when there is nothing.</returns>
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

    /// <summary>Makes a directory in this one, for the same user.</summary>
    public void MakeDirectory(string name)
    {
        // Made as that user, so that nothing is given away: by its name, another directory could be there a moment later.
        var isOthers = OperatingSystem.IsLinux() && !Facts.IsOurs && LibC.EffectiveUserId() == 0;
        var (user, group) = isOthers ? (LibC.SetFileUser(uint.MaxValue), LibC.SetFileGroup(uint.MaxValue)) : (0, 0);
        int answer;
        int error;
        try
        {
            if (isOthers)
            {
                _ = LibC.SetFileGroup(Facts.GroupId);
                _ = LibC.SetFileUser(Facts.UserId);
            }

            answer = LibC.MakeDirectoryAt(Handle, name, Folder.NewMode);
            error = Marshal.GetLastPInvokeError();
        }
        finally
        {
            if (isOthers)
            {
                _ = LibC.SetFileUser((uint)user);
                _ = LibC.SetFileGroup((uint)group);
            }
        }

        if (answer != 0 && error != UnixConstants.FileExists)
        {
            throw Error(error, In(name));
        }
    }

    public IDisposable? TryLock(string name) => TryLock(name, facts =>
    {
        if (facts.Names != 1)
        {
            throw Refused(name, "has a second name");
        }
    });

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

    public void RequireRegular(string name)
    {
        if (Check(name) is { } facts)
        {
            Require(name, facts);
        }
    }

    public FileVersion? Read(string name, int maximumBytes)
    {
        using var file = OpenRegular(name, UnixConstants.ReadOnly);
        if (file is null)
        {
            return null;
        }

        var facts = Check(file, In(name));
        if (facts.Names > 1 && !(facts.IsOurs && Facts.IsOurs))
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

    public bool TryReplace(string name, byte[] content, FileVersion? old, bool forOwnerAlone)
    {
        var draft = DraftOf(name);
        using var file = Create(draft);
        try
        {
            RandomAccess.Write(file, content, 0);
            RandomAccess.FlushToDisk(file);
            var (owner, group) = old?.Facts is { } facts ? (facts.UserId, facts.GroupId) : (Facts.UserId, Facts.GroupId);
            Give(file, draft, owner, group);
            File.SetUnixFileMode(file, old?.Facts is { } was && !forOwnerAlone ? (UnixFileMode)was.Mode & Permissions : ForOwner);
            return IsUnchanged(name, old) && (old is null ? TryPut(draft, name) : TryExchange(draft, name, old, Check(file, In(name))));
        }
        finally
        {
            Delete(draft);
        }
    }

    public void Write(string name, byte[] content, UnixFileMode mode, bool replaces, bool likeFolder, CancellationToken cancellationToken)
    {
        var draft = DraftOf(name);
        using var file = Create(draft);
        try
        {
            RandomAccess.Write(file, content, 0);
            RandomAccess.FlushToDisk(file);
            if (likeFolder)
            {
                Give(file, draft, Facts.UserId, Facts.GroupId);
            }

            File.SetUnixFileMode(file, mode); // Past an umask that takes too much.
            cancellationToken.ThrowIfCancellationRequested();
            if (replaces && Check(name) is { } there)
            {
                Require(name, there);
                Rename(draft, name);
            }
            else if (!TryPut(draft, name))
            {
                throw new IOException($"'{In(name)}' is there already.");
            }
        }
        finally
        {
            Delete(draft);
        }
    }

    /// <summary>Opens a regular file without following a link; null when there is none.</summary>
    public SafeFileHandle? OpenRegular(string name, int access)
    {
        // Looked at before it is opened: opening a device may do something.
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
        return error is UnixConstants.PermissionDenied or UnixConstants.OperationNotPermitted or UnixConstants.ReadOnlyFileSystem
            ? new UnauthorizedAccessException(text)
            : new IOException(text);
    }

    private static FileStatus Check(SafeFileHandle file, string path)
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

    private static string DraftOf(string name) => $".{name}.{System.IO.Path.GetRandomFileName()}";

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
                return GivenToOwner(made, name);
            }
        }
    }

    // The user could not open it any more if it were root's.
    private SafeFileHandle GivenToOwner(SafeFileHandle made, string name)
    {
        try
        {
            if (LibC.EffectiveUserId() == 0)
            {
                Give(made, name, Facts.UserId, Facts.GroupId);
            }

            return made;
        }
        catch
        {
            made.Dispose();
            throw;
        }
    }

    private SafeFileHandle Create(string name) => TryCreate(name) ?? throw new IOException($"'{In(name)}' is there already.");

    // A link in its place, or anything else, is there already, and neither followed nor opened.
    private SafeFileHandle? TryCreate(string name)
    {
        var flags = UnixConstants.CloseOnExec | UnixConstants.NoFollow | UnixConstants.Create | UnixConstants.Exclusive | UnixConstants.ReadWrite;
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

    // Of files alone that were made here, by the open file and not by its name.
    private void Give(SafeFileHandle file, string name, uint user, uint group)
    {
        if (user != LibC.EffectiveUserId() && LibC.Fchown(file, user, group) != 0)
        {
            throw Error(Marshal.GetLastPInvokeError(), In(name));
        }
    }

    private void Require(string name, FileStatus facts)
    {
        if (!facts.IsRegularFile)
        {
            throw Refused(name, facts.IsLink ? "is a link" : facts.IsFolder ? "is a folder, not a regular file" : "isn't a regular file");
        }
    }

    private FileRefusedException Refused(string name, string what) => new($"'{In(name)}' {what}.", $"Check it: ls -la '{In(name)}'");

    private bool IsNamed(string name, FileStatus facts) => Check(name) is { } now && now.Inode == facts.Inode && now.Device == facts.Device;

    private bool IsUnchanged(string name, FileVersion? old)
    {
        try
        {
            return FileVersion.IsSame(old, Read(name, (old?.Content.Length ?? 0) + 1));
        }
        catch (FileRefusedException)
        {
            return false;
        }
    }

    /// <summary>Gives a file its name where nothing has it.</summary>
    private bool TryPut(string draft, string name)
    {
        if (TryRename(draft, name, UnixConstants.RenameWithoutReplacing, out var error))
        {
            return true;
        }

        if (error == UnixConstants.FileExists)
        {
            return false;
        }

        RequireUnsupported(error, name);
        if (Check(name) is not null)
        {
            return false;
        }

        Rename(draft, name);
        return true;
    }

    /// <summary>
    /// Puts a file in the place of the one that was read, and takes that one out in the same moment: what was taken out tells whether
    /// another program, which knows nothing of the lock, was faster.
    /// </summary>
    private bool TryExchange(string draft, string name, FileVersion old, FileStatus made)
    {
        if (!TryRename(draft, name, UnixConstants.RenameExchange, out var error))
        {
            if (error == UnixConstants.NoSuchFile)
            {
                return false;
            }

            RequireUnsupported(error, name);
            Rename(draft, name);
            return true;
        }

        if (IsUnchanged(draft, old))
        {
            return true;
        }

        // Back again; and once more if the name has had a newer file by then.
        if (TryRename(draft, name, UnixConstants.RenameExchange, out _) && !IsNamed(draft, made))
        {
            _ = TryRename(draft, name, UnixConstants.RenameExchange, out _);
        }

        return false;
    }

    private bool TryRename(string draft, string name, uint flags, out int error)
    {
        error = UnixConstants.NotSupported;
        if (!OperatingSystem.IsLinux())
        {
            return false;
        }

        try
        {
            var answer = LibC.RenameAt2(Handle, draft, Handle, name, flags);
            error = Marshal.GetLastPInvokeError();
            return answer == 0;
        }
        catch (EntryPointNotFoundException)
        {
            return false;
        }
    }

    private void RequireUnsupported(int error, string name)
    {
        if (error != UnixConstants.NotSupported && error != UnixConstants.InvalidArgument)
        {
            throw Error(error, In(name));
        }
    }

    private void Rename(string draft, string name)
    {
        if (LibC.RenameAt(Handle, draft, Handle, name) != 0)
        {
            throw Error(Marshal.GetLastPInvokeError(), In(name));
        }
    }

    private void Delete(string draft) => _ = LibC.UnlinkAt(Handle, draft, 0);
}
