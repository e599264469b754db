using System.Globalization;
using System.Security;
using System.Text;
using System.Text.Json;
using Nebius.Registry.OS.Windows;

namespace Nebius.Registry.DockerConfig;

/// <summary>A file of logins as it was found. Nothing of its content is shown, ever.</summary>
internal sealed class LoginFile
{
    // With a login for every registry of the world it has some 10 KB.
    private const int MaximumBytes = 1024 * 1024;

    private LoginFile(string path, ReadOnlyMemory<byte> content, string? problem)
    {
        (Path, Problem) = (path, problem);
        HasByteOrderMark = content.Span.StartsWith(Encoding.UTF8.Preamble);
        Json = HasByteOrderMark ? content[Encoding.UTF8.Preamble.Length..] : content;
    }

    public string Path { get; }

    /// <summary>Gets the content, without a byte order mark.</summary>
    public ReadOnlyMemory<byte> Json { get; }

    /// <summary>Gets a value indicating whether the file begins with a byte order mark of UTF-8.</summary>
    public bool HasByteOrderMark { get; }

    /// <summary>Gets why there is no content, such as "can't be read".</summary>
    public string? Problem { get; }

    /// <summary>Reads a file; null when there is none.</summary>
    public static LoginFile? Read(string path)
    {
        if (!File.Exists(path))
        {
            return null;
        }

        try
        {
            // Pipes and devices have no length, and to open one could wait for ever. A link has one, so that its target is asked.
            var target = File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path;
            return new FileInfo(target).Length switch
            {
                0 => new LoginFile(path, default, null),
                > MaximumBytes => new LoginFile(path, default, $"is larger than {MaximumBytes / 1024 / 1024} MiB"),
                _ => new LoginFile(path, ReadLimited(path), null),
            };
        }
        catch (Exception error) when (error is UnauthorizedAccessException or SecurityException)
        {
            return new LoginFile(path, default, "can't be read by this user ('sudo docker login' may have created it)");
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (IOException)
        {
            return new LoginFile(path, default, "can't be read");
        }
    }

    /// <summary>Tells whether a host stands somewhere in the file, whatever is around it. UTF-16 is found too.</summary>
    public bool Mentions(string host) => Problem is not null
        || Encoding.Latin1.GetString(Json.Span)
            .Replace("\0", string.Empty, StringComparison.Ordinal)
            .Contains(host, StringComparison.OrdinalIgnoreCase);

    private static ReadOnlyMemory<byte> ReadLimited(string path)
    {
        using var stream = SharedFile.Open(path, FileShare.ReadWrite | FileShare.Delete);
        var buffer = new byte[Math.Min(stream.Length, MaximumBytes)];
        var count = stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
        return buffer.AsMemory(0, count);
    }
}

/// <summary>What is wrong with a file, without anything that is in it.</summary>
/// <param name="File">The file.</param>
/// <param name="What">What is wrong, as the rest of a sentence.</param>
internal sealed record LoginFileProblem(string File, string What)
{
    /// <summary>Gets the command that shows or removes the problem. By default it opens the file.</summary>
    public string Next { get; init; } = Shell.Current.Edit(File);

    /// <summary>Says that a directory has the file's name. docker makes one where it mounts a file that doesn't exist.</summary>
    public static LoginFileProblem Directory(string file) =>
        new(file, "is a directory") { Next = Shell.Current.DeleteFolder(file) };

    /// <summary>Says that a file begins with a byte order mark.</summary>
    public static LoginFileProblem ByteOrderMark(string file) =>
        new(file, "begins with a byte order mark, so nothing in it is read")
        {
            Next = Shell.Current.RemoveByteOrderMark(file),
        };

    /// <summary>Says where a parser stopped; its own message would quote the file.</summary>
    public static LoginFileProblem NotJson(string file, JsonException error) => new(file, string.Create(
        CultureInfo.InvariantCulture,
        $"isn't valid JSON (line {(error.LineNumber ?? 0) + 1}, column {(error.BytePositionInLine ?? 0) + 1})"))
    {
        // docker itself would rewrite a file that it can't read, and lose what is in it.
        Next = Shell.Current.CheckJson(file),
    };

    /// <summary>Returns a sentence without its full stop.</summary>
    /// <returns>The sentence.</returns>
    public override string ToString() => $"'{Redactor.Name(File)}' {What}";
}
