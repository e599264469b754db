namespace Nebius.Registry.TokenCache;

/// <summary>Where one token is kept on disk.</summary>
/// <param name="File">The file that it is in.</param>
/// <param name="Name">Its name in there.</param>
/// <param name="LockPath">The file that is locked while the token is exchanged.</param>
internal sealed record CacheLocation(TokenFile File, string Name, string LockPath)
{
    /// <summary>Gets our own folder, where old files are ours to drop; null for the CLI's.</summary>
    public string? OwnFolder { get; init; }
}
