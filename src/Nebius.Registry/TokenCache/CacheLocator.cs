using Nebius.Registry.TokenCache.Shared;

namespace Nebius.Registry.TokenCache;

/// <summary>Where one token is on disk.</summary>
/// <param name="File">The file that it is in.</param>
/// <param name="Name">Its name in there.</param>
/// <param name="LockPath">The file that is locked while the token is exchanged.</param>
internal sealed record CacheLocation(TokenFile File, string Name, string LockPath)
{
    /// <summary>Gets the library's own folder, whose old files may be dropped; null for the CLI's.</summary>
    public string? PrivateFolder { get; init; }
}

/// <summary>Decides where a token is on disk.</summary>
internal sealed class CacheLocator(TokenCacheOptions options)
{
    private const string SharedFileName = "credentials.yaml";

    private readonly CacheFolders _folders = new(options.Settings);

    /// <summary>Returns where an identity's token is.</summary>
    /// <param name="identity">The identity.</param>
    /// <param name="mode">What the user wants; not <see cref="TokenCacheMode.Memory"/>.</param>
    /// <exception cref="TokenCacheUnavailableException">No folder can hold it.</exception>
    /// <exception cref="OS.PrivateFileException">The place can't be trusted.</exception>
    public CacheLocation Of(TokenCacheKey identity, TokenCacheMode mode)
    {
        var isShared = identity.Endpoint.IsDefault
            && (mode == TokenCacheMode.Shared || (mode == TokenCacheMode.Auto && identity.IsFromProfile));
        return Guarded(() => (isShared && identity.SharedName is not null ? Shared(identity.SharedName) : null) ?? Private(identity));
    }

    /// <summary>Returns where Nebius's own tools store a token.</summary>
    /// <returns>The location; null on Windows, where their file is left to them.</returns>
    /// <exception cref="TokenCacheUnavailableException">No folder can hold it.</exception>
    /// <exception cref="OS.PrivateFileException">The place can't be trusted.</exception>
    public CacheLocation? Shared(string sharedName)
    {
        // Their locks on Windows are mandatory byte ranges, which were never tried beside the ones of this library.
        if (OperatingSystem.IsWindows())
        {
            return null;
        }

        var folder = Guarded(_folders.Shared);
        var path = Path.Join(folder, SharedFileName);
        return new CacheLocation(new TokenFile(path, new SharedFormat(path), options.Time), sharedName, LockPath(folder, sharedName));
    }

    private CacheLocation Private(TokenCacheKey identity)
    {
        var folder = _folders.Private();
        var name = Hash(identity.PrivateName);
        var file = new TokenFile(Path.Join(folder, name + PrivateFormat.Extension), new PrivateFormat(), options.Time);
        return new CacheLocation(file, name, LockPath(folder, name)) { PrivateFolder = folder };
    }

    // The name that Nebius's Go SDK locks, too: https://github.com/nebius/gosdk auth/sync_tokener.go.
    private static string LockPath(string folder, string name) => Path.Join(folder, $"tokener-sync-{Hash(name)}.lock");

    private static string Hash(string text) => Sha256.HashToHex(text);

    // The folder is looked at first, so a C library that lacks a function is noticed here.
    private static T Guarded<T>(Func<T> find)
    {
        try
        {
            return find();
        }
        catch (Exception error) when (error is EntryPointNotFoundException or DllNotFoundException)
        {
            throw TokenCacheUnavailableException.NoPlace("this system's C library lacks a function that is needed");
        }
    }
}
