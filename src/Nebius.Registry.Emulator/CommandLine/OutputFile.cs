namespace Nebius.Registry.Emulator;

/// <summary>A file that the user named, for other programs. It is deleted at the end if the emulator made it.</summary>
internal sealed class OutputFile : IDisposable
{
    /// <summary>The first line of every file, by which one of an emulator that was killed is known.</summary>
    private const string Mark = "# Written by nebius-registry-emulator.\n";

    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;
    private readonly string? _ownFile;

    private OutputFile(string? ownFile) => _ownFile = ownFile;

    /// <summary>Deletes the file of an emulator that was killed, so that a program doesn't take it for that of the next one.</summary>
    public static void Forget(string? path)
    {
        try
        {
            if (path is not null && IsOfAnEmulator(path))
            {
                File.Delete(path);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // It can't be written either, which is an error then.
        }
    }

    /// <summary>Writes a file that only its owner can read.</summary>
    /// <exception cref="EmulatorException">It can't be written, or would replace a file of the user.</exception>
    public static OutputFile WriteSecret(string path, string content) => Write(path, Mark + content, OwnerOnly);

    /// <summary>Writes a file that everyone can read.</summary>
    /// <exception cref="EmulatorException">It can't be written, or would replace a file of the user.</exception>
    public static OutputFile WritePublic(string path, string content) =>
        Write(path, Mark + content, OwnerOnly | UnixFileMode.GroupRead | UnixFileMode.OtherRead);

    public void Dispose()
    {
        try
        {
            if (_ownFile is not null)
            {
                File.Delete(_ownFile);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Its folder is gone, or was closed to this user.
        }
    }

    private static OutputFile Write(string path, string content, UnixFileMode mode)
    {
        try
        {
            if (Path.Exists(path) && !IsOfAnEmulator(path))
            {
                WriteInto(path, content, mode);
                return new OutputFile(ownFile: null);
            }

            WriteNew(path, content, mode);
            return new OutputFile(Path.GetFullPath(path));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new EmulatorException(EmulatorError.Output, $"{path} can't be written: {exception.Message}");
        }
    }

    private static bool IsOfAnEmulator(string path)
    {
        // Pipes and devices have no length, and reading them could wait forever.
        if (new FileInfo(path) is not { Exists: true, Length: > 0, LinkTarget: null })
        {
            return false;
        }

        using var reader = new StreamReader(path);
        return reader.ReadLine() + "\n" == Mark;
    }

    // It appears with its whole content, for programs that wait for it.
    private static void WriteNew(string path, string content, UnixFileMode mode)
    {
        var temporary = $"{path}.{Path.GetRandomFileName()}";
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = mode;
        }

        using (var writer = new StreamWriter(temporary, options))
        {
            writer.Write(content);
        }

        File.Move(temporary, path, overwrite: true);
    }

    // An empty file, as mktemp makes it, or a pipe: neither its mode nor its owner change.
    private static void WriteInto(string path, string content, UnixFileMode mode)
    {
        if (Directory.Exists(path) || new FileInfo(path).Length > 0)
        {
            throw new IOException("it exists, and no emulator wrote it. Delete it, or name another file");
        }

        var isFile = new FileInfo(path).LinkTarget is null;
        if (mode == OwnerOnly && isFile && !OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & Others) != 0)
        {
            throw new IOException($"other users can read it. Close it to them:\n  chmod 600 {path}");
        }

        using var writer = new StreamWriter(new FileStream(path, FileMode.Open, FileAccess.Write));
        writer.Write(content);
    }
}
