using System.Text;
using Nebius.Registry.OS;
using Nebius.Registry.OS.Files;

namespace Nebius.Registry.StaticKeys;

/// <summary>
/// A file that gets a token. It is written beside its place and then renamed, so that the place holds the old content or the new one and
/// never a part; a link in the place is refused, so that no other file is written than the one that is named. After a loss of power it may
/// be the old content still, as the folder is not forced to the disk.
/// </summary>
internal sealed class StaticKeyFile(string path, StaticKeyFileOptions options, Workspace workspace) : StaticKeyDestination
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <inheritdoc/>
    public override Task WriteAsync(Secret token, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(token);
        Check();
        try
        {
            // The old key goes after this: what the file holds is on the disk by then. Whether its name is, too, is left to the file
            // system.
            using var folder = Folder.Open(path, create: false, followLast: false, out var name);
            folder.Write(name, Encoding.ASCII.GetBytes(token.Reveal()), OwnerOnly, options.Replaces, likeFolder: false, cancellationToken);
            return Task.CompletedTask;
        }
        catch (FileRefusedException error)
        {
            throw Unusable(error.Message.TrimEnd('.'), error.Advice);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw Unusable(
                $"{error.GetType().Name}",
                $"Check the rights:\n  {Shell.Current.ShowRights(Quoted(Path.GetDirectoryName(path)), Quoted(path))}");
        }
    }

    /// <inheritdoc/>
    public override string ToString() => $"the file '{Redactor.Name(path)}'";

    /// <inheritdoc/>
    internal override string Place => Redactor.Name(path);

    /// <inheritdoc/>
    internal override void Check()
    {
        if (!options.AllowsWorkspace && workspace.Contains(path))
        {
            throw Unusable(
                "it is inside the workspace, where it may end up in a commit or an image",
                "Choose a file elsewhere, such as ~/.nebius-registry-key.");
        }

        if (!Directory.Exists(Path.GetDirectoryName(path)))
        {
            throw Unusable(
                "its directory doesn't exist",
                $"Create it:\n  {Shell.Current.MakePrivateFolder(Redactor.Name(Path.GetDirectoryName(path)))}");
        }

        var file = new FileInfo(path);
        if (file.LinkTarget is not null || Directory.Exists(path))
        {
            throw Unusable(file.LinkTarget is not null ? "it is a link" : "it is a directory", "Choose the path of a file.");
        }

        CheckKind();
        if (file.Exists && !options.Replaces)
        {
            throw Unusable("it already exists", "Choose another file, or allow it to be replaced.");
        }
    }

    private void CheckKind()
    {
        try
        {
            using var folder = Folder.Open(path, create: false, followLast: false, out var name);
            folder.RequireRegular(name);
        }
        catch (FileRefusedException error)
        {
            throw Unusable(error.Message.TrimEnd('.'), error.Advice);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw Unusable($"its directory can't be opened ({error.GetType().Name})",
                $"Check the rights:\n  {Shell.Current.ShowRights(Quoted(Path.GetDirectoryName(path)))}");
        }
    }

    private static string Quoted(string? path) => Shell.Current.Quote(Redactor.Name(path));

    private NebiusRegistryException Unusable(string why, string advice) =>
        new(MessageCodes.DestinationUnusable, $"Can't write the static key's token to '{Redactor.Name(path)}': {why}. {advice}");
}
