using System.Text.Json.Nodes;
using Nebius.Registry.Caching.Unix;
using Nebius.Registry.Configuration;
using Nebius.Registry.Diagnostics;
using Nebius.Registry.Transport;

namespace Nebius.Registry.Docker;

/// <summary>
/// Edits a file of docker's or podman's: what is not changed stays, in its order; another reader sees the old file or the new one, whole;
/// two of us do not lose each other's change. Links and permissions stay as they are.
/// </summary>
internal static class ConfigFileEdit
{
    private const UnixFileMode ForUs = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    /// <summary>Edits a file; one that is not there is made.</summary>
    /// <param name="path">The file.</param>
    /// <param name="edit">Changes the content, and tells whether it did.</param>
    /// <param name="forUsAlone">Whether a secret comes into it, which others may not read even if they might read the file until now.</param>
    /// <param name="cancellationToken">Ends the wait for others who edit it.</param>
    /// <returns>Whether it was changed.</returns>
    /// <exception cref="NebiusRegistryException">It is no JSON that can be edited, or it may not be written; it is as it was.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> fired.</exception>
    public static async Task<bool> RunAsync(string path, Func<JsonObject, bool> edit, bool forUsAlone, CancellationToken cancellationToken)
    {
        try
        {
            // A link stays one: what it leads to is edited.
            var target = new FileInfo(path) is { LinkTarget: not null } link ? link.ResolveLinkTarget(returnFinalTarget: true)!.FullName : path;
            MakeDirectory(Path.GetDirectoryName(target)!);
            var turnFile = Path.Join(Path.GetDirectoryName(target), ".nebius-registry.lock");
            using var turn = await ExclusiveFile.OpenAsync(turnFile, FileMode.OpenOrCreate, Patience, cancellationToken).ConfigureAwait(false);
            FileOwner.Copy(turn.SafeFileHandle, Path.GetDirectoryName(target)!);
            var bytes = File.Exists(target) ? await File.ReadAllBytesAsync(target, cancellationToken).ConfigureAwait(false) : [];
            if (Edit(path, bytes, edit) is not { } edited)
            {
                return false;
            }

            Replace(target, edited, forUsAlone);
            return true;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw NotEdited(path, $"{error.Message} Give this user the right to write it: ls -la '{path}'");
        }
    }

    private static byte[]? Edit(string path, byte[] bytes, Func<JsonObject, bool> edit)
    {
        var (root, problem) = ConfigFileJson.Parse(bytes);
        try
        {
            return edit(root ?? throw NotEdited(path, problem)) ? ConfigFileJson.Write(root, bytes) : null;
        }
        catch (Exception error) when (error is ArgumentException or InvalidOperationException)
        {
            throw NotEdited(
                path,
                "a section of it is of the wrong kind, has the same name twice, or has half a character: 'credHelpers' and 'auths' are objects of texts and objects. Mend it.");
        }
    }

    private static void Replace(string target, byte[] content, bool forUsAlone)
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
                FileOwner.Copy(file.SafeFileHandle, File.Exists(target) ? target : Path.GetDirectoryName(target)!);
                if (!OperatingSystem.IsWindows() && !forUsAlone && File.Exists(target))
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

    private static NebiusRegistryException NotEdited(string path, string why) => new(MessageCodes.ConfigFileNotEdited, $"'{ForeignText.Name(path)}' was left as it is: {ForeignText.Name(why)}");
}
