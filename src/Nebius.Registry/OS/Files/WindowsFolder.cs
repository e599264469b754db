namespace Nebius.Registry.OS.Files;

/// <summary>A directory on Windows, where the user's profile folder keeps other users out.</summary>
/// <param name="directory">An absolute path.</param>
internal sealed class WindowsFolder(string directory) : IFolder
{
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
        catch (IOException) when (File.Exists(In(name)))
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
        catch (IOException) when (File.Exists(In(name)))
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

        using var stream = new FileStream(In(name), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var buffer = new byte[(int)Math.Min(stream.Length, maximumBytes)];
        return new FileVersion(null, buffer[..stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false)]);
    }

    /// <inheritdoc/>
    public bool TryReplace(string name, byte[] content, FileVersion? old, bool forOwnerAlone) =>
        Put(name, content, overwrite: true, () => FileVersion.IsSame(old, Read(name, old?.Content.Length + 1 ?? 1)));

    /// <inheritdoc/>
    public void Write(
        string name, byte[] content, UnixFileMode mode, bool replaces, bool likeFolder, CancellationToken cancellationToken) => Put(
        name,
        content,
        replaces,
        () =>
        {
            cancellationToken.ThrowIfCancellationRequested();
            return true;
        });

    private bool Put(string name, byte[] content, bool overwrite, Func<bool> mayGoOn)
    {
        var draft = In($".{name}.{Path.GetRandomFileName()}");
        try
        {
            using (var file = new FileStream(draft, FileMode.CreateNew, FileAccess.Write, FileShare.None))
            {
                file.Write(content);
                file.Flush(flushToDisk: true);
            }

            if (!mayGoOn())
            {
                return false;
            }

            File.Move(draft, In(name), overwrite);
            return true;
        }
        finally
        {
            File.Delete(draft);
        }
    }

    private string In(string name) => Path.Join(directory, name);
}
