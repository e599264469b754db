using System.Runtime.Versioning;
using Nebius.Registry.OS.Windows;

namespace Nebius.Registry.OS.Files;

/// <summary>A directory on Windows.</summary>
/// <param name="directory">An absolute path.</param>
[SupportedOSPlatform("windows")]
internal sealed class WindowsFolder(string directory) : IFolder
{
    private const UnixFileMode ForOthers = UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    // A lock file that its last holder has just deleted can't be opened for a moment.
    private const int MostDenials = 50;

    private int _denials;

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    /// <inheritdoc/>
    public IDisposable? TryLock(string name)
    {
        try
        {
            return new FileStream(
                In(name), FileMode.OpenOrCreate, FileAccess.Write, FileShare.None, bufferSize: 0, FileOptions.DeleteOnClose);
        }
        catch (Exception error) when (SharedFile.IsInUse(error) || (error is UnauthorizedAccessException && ++_denials < MostDenials))
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public bool TryAppend(string name, byte[] content)
    {
        try
        {
            using var file = new FileStream(In(name), FileMode.Append, FileAccess.Write, FileShare.None);
            file.Write(content);
            return true;
        }
        catch (IOException error) when (SharedFile.IsInUse(error))
        {
            return false;
        }
    }

    /// <inheritdoc/>
    public void RequireRegular(string name)
    {
    }

    /// <inheritdoc/>
    public FileVersion? Read(string name, int maximumBytes)
    {
        if (!File.Exists(In(name)))
        {
            return null;
        }

        using var stream = SharedFile.Open(In(name), FileShare.ReadWrite | FileShare.Delete);
        var buffer = new byte[(int)Math.Min(stream.Length, maximumBytes)];
        return new FileVersion(null, buffer[..stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false)]);
    }

    /// <inheritdoc/>
    public bool TryReplace(string name, byte[] content, FileVersion? old, bool forOwnerAlone) =>
        Put(name, content, forOwnerAlone, overwrite: true, () => FileVersion.IsSame(old, Read(name, old?.Content.Length + 1 ?? 1)));

    /// <inheritdoc/>
    public void Write(
        string name, byte[] content, UnixFileMode mode, bool replaces, bool likeFolder, CancellationToken cancellationToken) => Put(
        name,
        content,
        forOwnerAlone: (mode & ForOthers) == 0,
        replaces,
        () =>
        {
            cancellationToken.ThrowIfCancellationRequested();
            return true;
        });

    private bool Put(string name, byte[] content, bool forOwnerAlone, bool overwrite, Func<bool> mayGoOn)
    {
        var draft = In($".{name}.{Path.GetRandomFileName()}");
        try
        {
            using (var file = OwnerAccess.CreateFile(draft, likeFile: forOwnerAlone ? null : In(name)))
            {
                file.Write(content);
                file.Flush(flushToDisk: true);
            }

            if (!mayGoOn())
            {
                return false;
            }

            SharedFile.Move(draft, In(name), overwrite);
            return true;
        }
        finally
        {
            File.Delete(draft);
        }
    }

    private string In(string name) => Path.Join(directory, name);
}
