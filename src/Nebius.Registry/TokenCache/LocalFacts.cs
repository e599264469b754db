using System.Text;

namespace Nebius.Registry.TokenCache;

/// <summary>
/// Small facts that are stored between builds beside the tokens, one file each: nothing secret, and nothing that a build needs.
/// Where the disk can't be used, nothing is stored, without a message.
/// </summary>
/// <param name="settings">What the user set.</param>
internal sealed class LocalFacts(NebiusSettings settings)
{
    private const string Extension = ".note";
    private const int MaximumBytes = 4096;

    private readonly CacheFolders _folders = new(settings);

    /// <summary>Gets a value indicating whether there is a place for facts; its folder is made.</summary>
    public bool CanBeKept => Try(() => PathOf(string.Empty, _folders.Private)) is not null;

    /// <summary>Returns a fact.</summary>
    /// <param name="name">What it is about; only its hash is in the file's name.</param>
    /// <returns>The text; null when there is none.</returns>
    public string? Read(string name) => Try(() =>
    {
        var path = PathOf(name, _folders.ExistingPrivate);
        return path is not null && new FileInfo(path) is { Exists: true, LinkTarget: null, Length: <= MaximumBytes }
            ? File.ReadAllText(path)
            : null;
    });

    /// <summary>Stores a fact. A concurrent reader sees the old one or the new one.</summary>
    /// <param name="name">What it is about.</param>
    /// <param name="text">The text.</param>
    public void Write(string name, string text) => Try(() =>
    {
        if (PathOf(name, _folders.Private) is { } path)
        {
            var part = $"{path}.{Guid.NewGuid():N}";
            using (var stream = new FileStream(part, OwnerOnly()))
            {
                stream.Write(Encoding.UTF8.GetBytes(text));
            }

            File.Move(part, path, overwrite: true);
        }

        return text;
    });

    /// <summary>Drops a fact.</summary>
    /// <param name="name">What it is about.</param>
    public void Drop(string name) => Try(() =>
    {
        if (PathOf(name, _folders.ExistingPrivate) is { } path)
        {
            File.Delete(path);
        }

        return name;
    });

    private static FileStreamOptions OwnerOnly()
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return options;
    }

    private string? PathOf(string name, Func<string?> findFolder) =>
        TokenCacheSetting.Read(settings) != TokenCacheMode.Memory && findFolder() is { } folder
            ? Path.Join(folder, Sha256.HashToHex(name) + Extension)
            : null;

    private static string? Try(Func<string?> act)
    {
        try
        {
            return act();
        }
        catch (Exception error) when (TokenCacheUnavailableException.From(error) is not null
            || error is IOException or UnauthorizedAccessException or EntryPointNotFoundException or DllNotFoundException)
        {
            return null;
        }
    }
}
