using Microsoft.Win32.SafeHandles;
using Nebius.Registry.OS.Unix;

namespace Nebius.Registry.OS;

/// <summary>An open file whose lock is ours until it is disposed of, or until the process ends.</summary>
internal sealed class HeldFile(SafeFileHandle file) : IDisposable
{
    public SafeFileHandle File => file;

    public void Dispose()
    {
        // Closing is not enough: a child process that another thread is just starting has the same lock until it is itself.
        if (!OperatingSystem.IsWindows() && !file.IsClosed)
        {
            _ = LibC.Flock(file, UnixConstants.Unlock);
        }

        file.Dispose();
    }
}
