using Microsoft.Win32.SafeHandles;

namespace Nebius.Registry.Caching.Unix;

/// <summary>Files that root makes in a user's home, as under sudo, belong to that user.</summary>
internal static class FileOwner
{
    /// <summary>Gives a new file the owner of another one, or of a directory.</summary>
    /// <param name="file">The new file.</param>
    /// <param name="model">A path that exists.</param>
    /// <exception cref="IOException">Its owner is another, and this user may not give files away.</exception>
    public static void Copy(SafeFileHandle file, string model)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        try
        {
            if (FileFacts.Of(model) is { IsOurs: false } facts && LibC.Fchown(file, facts.UserId, facts.GroupId) != 0)
            {
                throw new IOException("It belongs to another user.");
            }
        }
        catch (CacheTroubleException)
        {
            // A system that does not tell owners.
        }
    }
}
