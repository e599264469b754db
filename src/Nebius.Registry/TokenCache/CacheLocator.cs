using System.Security.Cryptography;
using System.Text;
using Nebius.Registry.OS;
using Nebius.Registry.TokenCache.Shared;

namespace Nebius.Registry.TokenCache;

/// <summary>Decides where a token is kept on disk.</summary>
internal sealed class CacheLocator(TokenCacheOptions options)
{
    private const string SharedFileName = "credentials.yaml";

    private readonly CacheFolders _folders = new(options.Settings);

    /// <summary>Returns an identity's place.</summary>
    /// <param name="identity">The identity.</param>
    /// <param name="mode">What the user wants; not <see cref="TokenCacheMode.Memory"/>.</param>
    /// <exception cref="PrivateFileException">There is none.</exception>
    public CacheLocation Of(TokenCacheKey identity, TokenCacheMode mode)
    {
        var isShared = identity.Endpoint.IsDefault
            && (mode == TokenCacheMode.Shared || (mode == TokenCacheMode.Auto && identity.IsFromProfile));
        return Guarded(() => (isShared && identity.SharedName is not null ? Shared(identity.SharedName) : null) ?? Private(identity));
    }

    /// <summary>Returns the place of a token that Nebius's own tools keep.</summary>
    /// <returns>The place; null on Windows, where it is left to them.</returns>
    /// <exception cref="PrivateFileException">There is none.</exception>
    public CacheLocation? Shared(string sharedName)
    {
        // Their locks are mandatory byte ranges there, and nobody has tried ours beside them.
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
        var name = Hash($"{identity.Endpoint.Domain}|{identity.Key}");
        var file = new TokenFile(Path.Join(folder, name + PrivateFiles.Extension), new PrivateFormat(), options.Time);
        return new CacheLocation(file, name, LockPath(folder, name)) { OwnFolder = folder };
    }

    // The name that Nebius's Go SDK locks, too: https://github.com/nebius/gosdk auth/sync_tokener.go.
    private static string LockPath(string folder, string name) => Path.Join(folder, $"tokener-sync-{Hash(name)}.lock");

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    // Looking at the folder is the first thing done, so that a C library that lacks a function is found out here.
    private static T Guarded<T>(Func<T> find)
    {
        try
        {
            return find();
        }
        catch (Exception error) when (error is EntryPointNotFoundException or DllNotFoundException)
        {
            throw PrivateFileException.NoPlace("this system's C library lacks a function that it takes");
        }
    }
}

/// <summary>Where one token is kept on disk.</summary>
/// <param name="File">The file that it is in.</param>
/// <param name="Name">Its name in there.</param>
/// <param name="LockPath">The file that is locked while the token is exchanged.</param>
internal sealed record CacheLocation(TokenFile File, string Name, string LockPath)
{
    /// <summary>Gets our own folder, where old files are ours to drop; null for the CLI's.</summary>
    public string? OwnFolder { get; init; }
}
