using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using System.Text;
using Nebius.Registry.OS.Unix;

namespace Nebius.Registry.OS.Files;

/// <summary>
/// Opens the directories of a path one after the other. Links are followed, but for root only where the owner of the link could go: a
/// link of another user must lead to a directory and a file of that user.
/// </summary>
[UnsupportedOSPlatform("windows")]
internal sealed class PathWalk
{
    // The limit of Linux: https://man7.org/linux/man-pages/man7/path_resolution.7.html
    private const int MostLinks = 40;

    private readonly string _path;
    private readonly bool _create;
    private readonly bool _followLast;
    private readonly Stack<string> _rest = new();
    private UnixFolder _folder = UnixFolder.Root();
    private uint? _linkOwner;
    private int _links;

    /// <summary>Starts at the root directory.</summary>
    public PathWalk(string path, bool create, bool followLast)
    {
        (_path, _create, _followLast) = (path, create, followLast);
        Push(path);
    }

    private static bool IsRoot => LibC.EffectiveUserId() == 0;

    /// <summary>Walks to the end of the path.</summary>
    /// <returns>The last directory, which the caller disposes.</returns>
    public UnixFolder Run(out string name)
    {
        try
        {
            while (true)
            {
                name = _rest.Count > 0 ? _rest.Pop() : throw NotRegular();
                var isLast = _rest.Count == 0;
                var facts = _folder.Check(name);
                if (facts is { IsLink: true } && (!isLast || _followLast))
                {
                    Follow(name, facts.Value);
                }
                else if (isLast)
                {
                    RequireAllowed(facts);
                    return _folder;
                }
                else
                {
                    Enter(name, facts);
                }
            }
        }
        catch
        {
            _folder.Dispose();
            throw;
        }
    }

    private void Enter(string name, FileStatus? facts)
    {
        if (facts is null)
        {
            if (!_create)
            {
                throw new DirectoryNotFoundException($"The directory '{name}' in '{_folder.Path}' doesn't exist.");
            }

            RequireAllowed(null);
            FileOwner.MakeDirectory(_folder, name);
        }

        var next = _folder.OpenDirectory(name);
        _folder.Dispose();
        _folder = next;
    }

    private void Follow(string name, FileStatus link)
    {
        if (++_links > MostLinks)
        {
            throw new FileRefusedException($"'{_path}' leads through too many links.", Advice);
        }

        // The owner of the directory can change the link.
        uint[] owners = [_folder.Facts.UserId, link.UserId];
        _linkOwner = IsRoot && owners.FirstOrDefault(owner => owner != 0) is not 0 and var other ? other : _linkOwner;
        var target = ReadLink(name);
        if (target.StartsWith('/'))
        {
            _folder.Dispose();
            _folder = UnixFolder.Root();
        }

        Push(target);
    }

    private string ReadLink(string name)
    {
        var buffer = new byte[4096];
        var length = (int)LibC.ReadLinkAt(_folder.Handle, name, buffer, buffer.Length);
        return length >= 0
            ? Encoding.UTF8.GetString(buffer, 0, length)
            : throw UnixFolder.Error(Marshal.GetLastPInvokeError(), _folder.In(name));
    }

    private void Push(string path)
    {
        foreach (var part in path.Split('/', StringSplitOptions.RemoveEmptyEntries).Where(part => part != ".").Reverse())
        {
            _rest.Push(part);
        }
    }

    private void RequireAllowed(FileStatus? file)
    {
        if (_linkOwner is { } owner && (_folder.Facts.UserId != owner || (file is { } facts && facts.UserId != owner)))
        {
            throw new FileRefusedException(
                $"'{_path}' leads through a link that belongs to another user (ID {owner}) to '{_folder.Path}', which isn't that user's.",
                Advice);
        }
    }

    private FileRefusedException NotRegular() => new($"'{_path}' isn't a regular file.", Advice);

    private string Advice => $"Check it: ls -la '{_path}'";
}
