using Microsoft.Win32.SafeHandles;

namespace Nebius.Registry.OS;

/// <summary>
/// Files of our own on Windows, as well as it goes: whoever has one open has it alone, and the user's profile folder keeps other users
/// away. Nebius's own tools lock differently there, so their file is left to them.
/// </summary>
internal static class WindowsFile
{
    private const int SharingViolation = unchecked((int)0x80070020);

    public static SafeFileHandle? TryOpen(string path, FileUse use, bool create, out bool isAbsent)
    {
        isAbsent = false;
        try
        {
            return File.OpenHandle(
                path,
                create ? FileMode.OpenOrCreate : FileMode.Open,
                use == FileUse.Read ? FileAccess.Read : FileAccess.ReadWrite,
                use == FileUse.Read ? FileShare.Read : FileShare.None);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            isAbsent = true;
            return null;
        }
        catch (IOException error) when (error.HResult == SharingViolation)
        {
            return null;
        }
    }
}
