using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;
using Nebius.Registry.OS.Unix;

namespace Nebius.Registry.OS.Files;

/// <summary>
/// Writes a file under a temporary name and renames it, so that a reader sees the old file or the new one, whole. On Linux, renameat2(2)
/// also shows whether another program has changed the file meanwhile: https://man7.org/linux/man-pages/man2/rename.2.html
/// </summary>
/// <param name="folder">The directory.</param>
/// <param name="name">The name of the file in it.</param>
[UnsupportedOSPlatform("windows")]
internal sealed class FileReplacement(UnixFolder folder, string name)
{
    private const UnixFileMode Permissions = (UnixFileMode)0x1ff;

    private readonly string _draft = $".{name}.{Path.GetRandomFileName()}";

    /// <inheritdoc cref="IFolder.TryReplace"/>
    public bool TryReplace(byte[] content, FileVersion? old, bool forOwnerAlone)
    {
        using var file = CreateDraft();
        try
        {
            Fill(file, content);
            var (owner, group) = old?.Facts is { } facts ? (facts.UserId, facts.GroupId) : (folder.Facts.UserId, folder.Facts.GroupId);
            FileOwner.Give(folder, file, _draft, owner, group);
            var mode = old?.Facts is { } was && !forOwnerAlone ? (UnixFileMode)was.Mode & Permissions : UnixFolder.ForOwner;
            File.SetUnixFileMode(file, mode);
            return IsUnchanged(name, old) && (old is null ? TryPut() : TryExchange(old, UnixFolder.Check(file, folder.In(name))));
        }
        finally
        {
            DeleteDraft();
        }
    }

    /// <inheritdoc cref="IFolder.Write"/>
    public void Write(byte[] content, UnixFileMode mode, bool replaces, bool likeFolder, CancellationToken cancellationToken)
    {
        using var file = CreateDraft();
        try
        {
            Fill(file, content);
            if (likeFolder)
            {
                FileOwner.Give(folder, file, _draft, folder.Facts.UserId, folder.Facts.GroupId);
            }

            File.SetUnixFileMode(file, mode); // The umask may have removed some bits.
            cancellationToken.ThrowIfCancellationRequested();
            if (replaces && folder.Check(name) is { } there)
            {
                folder.Require(name, there);
                Rename();
            }
            else if (!TryPut())
            {
                throw new IOException($"'{folder.In(name)}' already exists.");
            }
        }
        finally
        {
            DeleteDraft();
        }
    }

    private SafeFileHandle CreateDraft() => folder.TryCreate(_draft) ?? throw new IOException($"'{folder.In(_draft)}' already exists.");

    private static void Fill(SafeFileHandle file, byte[] content)
    {
        RandomAccess.Write(file, content, 0);
        RandomAccess.FlushToDisk(file);
    }

    private bool IsUnchanged(string path, FileVersion? old)
    {
        try
        {
            return FileVersion.IsSame(old, folder.Read(path, (old?.Content.Length ?? 0) + 1));
        }
        catch (FileRefusedException)
        {
            return false;
        }
    }

    /// <summary>Renames the draft if the name is free.</summary>
    private bool TryPut()
    {
        if (TryRename(UnixConstants.RenameWithoutReplacing, out var error))
        {
            return true;
        }

        if (error == UnixConstants.FileExists)
        {
            return false;
        }

        RequireUnsupported(error);
        if (folder.Check(name) is not null)
        {
            return false;
        }

        Rename();
        return true;
    }

    /// <summary>
    /// Exchanges the draft and the file that was read in one step. The file that comes out shows whether another program, which doesn't use
    /// the lock, has changed it.
    /// </summary>
    private bool TryExchange(FileVersion old, FileStatus made)
    {
        if (!TryRename(UnixConstants.RenameExchange, out var error))
        {
            if (error == UnixConstants.NoSuchFile)
            {
                return false;
            }

            RequireUnsupported(error);
            Rename();
            return true;
        }

        if (IsUnchanged(_draft, old))
        {
            return true;
        }

        // Undone, and done once more if the name had a newer file by then.
        if (TryRename(UnixConstants.RenameExchange, out _) && !folder.IsNamed(_draft, made))
        {
            _ = TryRename(UnixConstants.RenameExchange, out _);
        }

        return false;
    }

    private bool TryRename(uint flags, out int error)
    {
        error = UnixConstants.NotSupported;
        if (!OperatingSystem.IsLinux())
        {
            return false;
        }

        try
        {
            var result = LibC.RenameAt2(folder.Handle, _draft, folder.Handle, name, flags);
            error = Marshal.GetLastPInvokeError();
            return result == 0;
        }
        catch (EntryPointNotFoundException)
        {
            return false;
        }
    }

    private void RequireUnsupported(int error)
    {
        if (error != UnixConstants.NotSupported && error != UnixConstants.InvalidArgument)
        {
            throw UnixFolder.Error(error, folder.In(name));
        }
    }

    private void Rename()
    {
        if (LibC.RenameAt(folder.Handle, _draft, folder.Handle, name) != 0)
        {
            throw UnixFolder.Error(Marshal.GetLastPInvokeError(), folder.In(name));
        }
    }

    private void DeleteDraft() => _ = LibC.UnlinkAt(folder.Handle, _draft, 0);
}
