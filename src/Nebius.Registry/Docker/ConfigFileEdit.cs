using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Nebius.Registry.Configuration;
using Nebius.Registry.Diagnostics;

namespace Nebius.Registry.Docker;

/// <summary>
/// Edits a file of docker's or podman's: what is not changed stays, in its order; another reader sees the old file or the new one, whole;
/// two of us do not lose each other's change. Links and permissions stay as they are.
/// </summary>
internal static class ConfigFileEdit
{
    private const int Longest = 1024 * 1024;
    private const UnixFileMode ForUs = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    /// <summary>Edits a file; one that is not there is made.</summary>
    /// <param name="path">The file.</param>
    /// <param name="edit">Changes the content, and tells whether it did.</param>
    /// <param name="cancellationToken">Ends the wait for others who edit it.</param>
    /// <returns>Whether it was changed.</returns>
    /// <exception cref="NebiusRegistryException">It is no JSON that can be edited, or it may not be written; it is as it was.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> fired.</exception>
    public static async Task<bool> RunAsync(string path, Func<JsonObject, bool> edit, CancellationToken cancellationToken)
    {
        try
        {
            // A link stays one: what it leads to is edited.
            var target = new FileInfo(path) is { LinkTarget: not null } link ? link.ResolveLinkTarget(returnFinalTarget: true)!.FullName : path;
            MakeDirectory(Path.GetDirectoryName(target)!);
            var turnFile = Path.Join(Path.GetDirectoryName(target), ".nebius-registry.lock");
            using var turn = await ExclusiveFile.OpenAsync(turnFile, FileMode.OpenOrCreate, Patience, cancellationToken).ConfigureAwait(false);
            var bytes = File.Exists(target) ? await File.ReadAllBytesAsync(target, cancellationToken).ConfigureAwait(false) : [];
            var root = Parse(path, bytes);
            if (!Edit(path, root, edit))
            {
                return false;
            }

            Replace(target, Write(root, bytes));
            return true;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw NotEdited(path, $"{error.Message} Give this user the right to write it: ls -la '{path}'");
        }
    }

    private static JsonObject Parse(string path, byte[] bytes)
    {
        if (bytes.Length > Longest)
        {
            throw NotEdited(path, $"it is larger than {Longest / 1024 / 1024} MiB. Is it the file that docker reads?");
        }

        var text = bytes.AsSpan();
        text = text.StartsWith(Encoding.UTF8.Preamble) ? text[Encoding.UTF8.Preamble.Length..] : text;
        if (text.Trim(" \t\r\n"u8).IsEmpty)
        {
            return [];
        }

        try
        {
            return JsonNode.Parse(text) as JsonObject ?? throw NotEdited(path, "it is JSON, but no object. Mend it, or move it away.");
        }
        catch (JsonException error)
        {
            throw NotEdited(path, $"it is no JSON (line {(error.LineNumber ?? 0) + 1}). Mend it, or move it away.");
        }
    }

    private static bool Edit(string path, JsonObject root, Func<JsonObject, bool> edit)
    {
        try
        {
            return edit(root);
        }
        catch (Exception error) when (error is ArgumentException or InvalidOperationException)
        {
            throw NotEdited(path, "a section of it is of the wrong kind, or has the same name twice: 'credHelpers' and 'auths' are objects of texts and objects. Mend it.");
        }
    }

    // As it was indented; docker's own way for a new one.
    private static byte[] Write(JsonObject root, byte[] old)
    {
        var text = Encoding.Latin1.GetString(old);
        var line = text.IndexOf('\n', StringComparison.Ordinal);
        var indent = line < 0 ? string.Empty : new string([.. text[(line + 1)..].TakeWhile(character => character is ' ' or '\t')]);
        var options = new JsonWriterOptions
        {
            Indented = old.Length == 0 || line >= 0,
            IndentCharacter = indent.StartsWith(' ') ? ' ' : '\t',
            IndentSize = indent.Length is > 0 and < 9 ? indent.Length : 1,
            NewLine = "\n",
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        };
        using var memory = new MemoryStream();
        if (old.AsSpan().StartsWith(Encoding.UTF8.Preamble))
        {
            memory.Write(Encoding.UTF8.Preamble);
        }

        using (var writer = new Utf8JsonWriter(memory, options))
        {
            root.WriteTo(writer);
        }

        if (text.EndsWith('\n'))
        {
            memory.WriteByte((byte)'\n');
        }

        return memory.ToArray();
    }

    private static void Replace(string target, byte[] content)
    {
        var draft = Path.Join(Path.GetDirectoryName(target), $".{Path.GetFileName(target)}.{Path.GetRandomFileName()}");
        var how = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.None };
        if (!OperatingSystem.IsWindows())
        {
            how.UnixCreateMode = ForUs;
        }

        try
        {
            using (var file = new FileStream(draft, how))
            {
                file.Write(content);
                file.Flush(flushToDisk: true);
                if (!OperatingSystem.IsWindows() && File.Exists(target))
                {
                    File.SetUnixFileMode(file.SafeFileHandle, File.GetUnixFileMode(target));
                }
            }

            File.Move(draft, target, overwrite: true);
        }
        finally
        {
            File.Delete(draft);
        }
    }

    private static void MakeDirectory(string directory)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(directory);
        }
        else if (!Directory.Exists(directory))
        {
            Directory.CreateDirectory(directory, ForUs | UnixFileMode.UserExecute);
        }
    }

    private static NebiusRegistryException NotEdited(string path, string why) => new(MessageCodes.ConfigFileNotEdited, $"'{path}' was left as it is: {why}");
}
