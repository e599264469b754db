using Nebius.Registry.Iam;
using Nebius.Registry.OS;

namespace Nebius.Registry.TokenCache;

/// <summary>
/// One token on disk, for all builds of this machine: whoever needs a new one has a lock while it exchanges, and the others find its
/// token when it is their turn. A disk that cannot be used is told of, and never fails a build.
/// </summary>
internal sealed class TokenFileCache(CacheLocation place, TokenFreshness life, CacheNotes notes)
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(15);

    private bool _isUsable = true;

    /// <summary>Returns the token, exchanging when there is none or when it lives too short.</summary>
    /// <exception cref="NebiusRegistryException">The exchange failed, and there is no token that still lives.</exception>
    public async Task<CachedToken> GetAsync(Func<CancellationToken, Task<AccessToken>> exchange, CancellationToken cancellationToken)
    {
        if (await FindAsync(cancellationToken).ConfigureAwait(false) is { } first && life.IsLongEnough(first))
        {
            return new CachedToken(first, IsCached: true, RenewalError: null);
        }

        using var turn = await WaitForTurnAsync(cancellationToken).ConfigureAwait(false);
        var kept = await FindAsync(cancellationToken).ConfigureAwait(false);
        if (kept is not null && life.IsLongEnough(kept))
        {
            return new CachedToken(kept, IsCached: true, RenewalError: null);
        }

        try
        {
            var token = await exchange(cancellationToken).ConfigureAwait(false);
            await KeepAsync(token, cancellationToken).ConfigureAwait(false);
            return new CachedToken(token, IsCached: false, RenewalError: null);
        }
        catch (NebiusRegistryException error) when (kept is not null && life.IsAlive(kept))
        {
            return new CachedToken(kept, IsCached: true, error);
        }
    }

    private Task<AccessToken?> FindAsync(CancellationToken cancellationToken) =>
        TryAsync(() => place.File.FindAsync(place.Name, cancellationToken));

    private async Task KeepAsync(AccessToken token, CancellationToken cancellationToken) => await TryAsync(async () =>
    {
        await place.File.PutAsync(place.Name, token, cancellationToken).ConfigureAwait(false);
        if (place.OwnFolder is not null)
        {
            PrivateFiles.Sweep(place.OwnFolder, life.Time.GetUtcNow());
        }

        return token;
    }).ConfigureAwait(false);

    private Task<HeldFile?> WaitForTurnAsync(CancellationToken cancellationToken) => TryAsync(async () =>
    {
        CacheFolders.MakeIfMissing(Path.GetDirectoryName(place.LockPath)!);
        var attempt = await new LockWait(life.Time).ForAsync(place.LockPath, FileUse.Hold, create: true, Timeout, cancellationToken).ConfigureAwait(false);
        if (attempt.Held is null)
        {
            notes.Warn(
                $"Another build held the lock of this key's token for {Timeout.TotalSeconds:0} seconds ('{place.LockPath}'), so this one went on "
                + $"without it. If none is at work, look who has it open: fuser -v '{place.LockPath}'");
        }

        return attempt.Held;
    });

    private async Task<T?> TryAsync<T>(Func<Task<T?>> act)
        where T : class
    {
        try
        {
            return _isUsable ? await act().ConfigureAwait(false) : null;
        }
        catch (PrivateFileException trouble)
        {
            _isUsable = false;
            notes.Tell(trouble);
            return null;
        }
    }
}
