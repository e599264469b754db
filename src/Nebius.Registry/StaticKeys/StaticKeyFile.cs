using System.Text;
using Nebius.Registry.Configuration;
using Nebius.Registry.Diagnostics;
using Nebius.Registry.Transport;

namespace Nebius.Registry.StaticKeys;

/// <summary>
/// A file that gets a token. It is written beside its place and then renamed, so that the place holds the old content or the new one and
/// never a part; a link in the place is refused, so that no other file is written than the one that is named. After a loss of power it may
/// be the old content still, as the folder is not forced to the disk.
/// </summary>
internal sealed class StaticKeyFile(string path, StaticKeyFileOptions options, Workspace workspace) : StaticKeyDestination
{
    private const UnixFileMode ForUs = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    public override async Task WriteAsync(Secret token, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(token);
        Check();
        var draft = Path.Join(Path.GetDirectoryName(path), $".{Path.GetFileName(path)}.{Path.GetRandomFileName()}");
        try
        {
            await WriteDraftAsync(draft, token, cancellationToken).ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
            File.Move(draft, path, options.Replaces);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            Delete(draft);
            throw Unusable($"this user cannot write it ({error.GetType().Name})", $"Check with: ls -ld '{ForeignText.Name(Path.GetDirectoryName(path))}' '{ForeignText.Name(path)}'");
        }
        catch
        {
            Delete(draft);
            throw;
        }
    }

    public override string ToString() => $"the file '{ForeignText.Name(path)}'";

    internal override void Check()
    {
        if (!options.AllowsWorkspace && workspace.Contains(path))
        {
            throw Unusable(
                "it is inside the workspace, where a file with a token could be committed or copied into an image",
                "Name a file elsewhere, as in ~/.nebius-registry-key.");
        }

        if (!Directory.Exists(Path.GetDirectoryName(path)))
        {
            throw Unusable("its folder does not exist", $"Make it: mkdir -p -m 700 '{ForeignText.Name(Path.GetDirectoryName(path))}'");
        }

        var file = new FileInfo(path);
        if (file.LinkTarget is not null || Directory.Exists(path))
        {
            throw Unusable(file.LinkTarget is not null ? "it is a link" : "it is a folder", "Name the file itself.");
        }

        if (file.Exists && !options.Replaces)
        {
            throw Unusable("it is there already", "Name another file, or ask for this one to be replaced.");
        }
    }

    private static async Task WriteDraftAsync(string draft, Secret token, CancellationToken cancellationToken)
    {
        var how = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.None };
        if (!OperatingSystem.IsWindows())
        {
            how.UnixCreateMode = ForUs;
        }

        var file = new FileStream(draft, how);
        await using var disposal = file.ConfigureAwait(false);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(file.SafeFileHandle, ForUs); // Past an umask that takes too much.
        }

        await file.WriteAsync(Encoding.ASCII.GetBytes(token.Reveal()), cancellationToken).ConfigureAwait(false);

        // The old key goes after this: what the file holds must be on the disk by then. Whether its name is, too, is left to the file system.
        await file.FlushAsync(cancellationToken).ConfigureAwait(false);
        RandomAccess.FlushToDisk(file.SafeFileHandle);
    }

    private static void Delete(string draft)
    {
        try
        {
            File.Delete(draft);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // It holds a token that is revoked now.
        }
    }

    private NebiusRegistryException Unusable(string why, string advice) =>
        new(MessageCodes.DestinationUnusable, $"No static key's token can be written to '{ForeignText.Name(path)}': {why}. {advice}");
}
