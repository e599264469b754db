using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;
using Nebius.Registry.OS.Unix;

namespace Nebius.Registry.OS.Files;

/// <summary>
/// Gives new files and directories the owner that a user expects when this process runs as root. The owner of a file that was there before
/// is never changed.
/// </summary>
[UnsupportedOSPlatform("windows")]
internal static class FileOwner
{
    /// <summary>Makes a directory in another one, for the same user.</summary>
    public static void MakeDirectory(UnixFolder folder, string name)
    {
        // Made as that user instead of given to them afterwards: by then, another directory could have the name.
        var isOthers = OperatingSystem.IsLinux() && !folder.Facts.IsOwnedByThisUser && LibC.EffectiveUserId() == 0;
        var (user, group) = isOthers ? (LibC.SetFileUser(uint.MaxValue), LibC.SetFileGroup(uint.MaxValue)) : (0, 0);
        int result;
        int error;
        try
        {
            if (isOthers)
            {
                _ = LibC.SetFileGroup(folder.Facts.GroupId);
                _ = LibC.SetFileUser(folder.Facts.UserId);
            }

            result = LibC.MakeDirectoryAt(folder.Handle, name, Folder.NewMode);
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

        if (result != 0 && error != UnixConstants.FileExists)
        {
            throw UnixFolder.Error(error, folder.In(name));
        }
    }

    /// <summary>
    /// Gives a new file to the owner of its directory where this process runs as root: the owner could not open it otherwise.
    /// </summary>
    /// <returns>The same file.</returns>
    public static SafeFileHandle GiveToFolderOwner(UnixFolder folder, SafeFileHandle made, string name)
    {
        try
        {
            if (LibC.EffectiveUserId() == 0)
            {
                Give(folder, made, name, folder.Facts.UserId, folder.Facts.GroupId);
            }

            return made;
        }
        catch
        {
            made.Dispose();
            throw;
        }
    }

    /// <summary>Sets the owner of an open file that this process has made.</summary>
    public static void Give(UnixFolder folder, SafeFileHandle file, string name, uint user, uint group)
    {
        if (user != LibC.EffectiveUserId() && LibC.Fchown(file, user, group) != 0)
        {
            throw UnixFolder.Error(Marshal.GetLastPInvokeError(), folder.In(name));
        }
    }
}
