using Nebius.Registry.Iam;
using Nebius.Registry.OS;

namespace Nebius.Registry.TokenCache;

/// <summary>
/// One token on disk, for all builds of this machine: a build that needs a new one holds a lock while it exchanges, and the others find
/// its token when it is their turn. A disk that can't be used is reported, and never fails a build.
/// </summary>
internal sealed class TokenFileCache(CacheLocation location, TokenFreshness freshness, CacheLog log)
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(15);

    // A token lives 12 hours at most.
    private static readonly TimeSpan OldAge = TimeSpan.FromHours(24);

    private bool _isUsable = true;

    /// <summary>Returns the token, exchanging when there is none or when it expires too soon.</summary>
    /// <exception cref="NebiusRegistryException">The exchange failed, and no cached token can be used.</exception>
    public async Task<AccessToken> GetAsync(Func<CancellationToken, Task<AccessToken>> exchange, CancellationToken cancellationToken)
    {
        if (await FindAsync(cancellationToken).ConfigureAwait(false) is { } first && freshness.IsLongEnough(first))
        {
            return first with { IsCached = true };
        }

        using var turn = await WaitForTurnAsync(cancellationToken).ConfigureAwait(false);
        var cached = await FindAsync(cancellationToken).ConfigureAwait(false);
        if (cached is not null && freshness.IsLongEnough(cached))
        {
            return cached with { IsCached = true };
        }

        try
        {
            var token = await exchange(cancellationToken).ConfigureAwait(false);
            await StoreAsync(token, cancellationToken).ConfigureAwait(false);
            return token;
        }
        catch (NebiusRegistryException error) when (cached is not null && freshness.IsAlive(cached))
        {
            return cached with { IsCached = true, RenewalError = error };
        }
    }

    private Task<AccessToken?> FindAsync(CancellationToken cancellationToken) =>
        TryAsync(() => location.File.FindAsync(location.Name, cancellationToken));

    private async Task StoreAsync(AccessToken token, CancellationToken cancellationToken) => await TryAsync(async () =>
    {
        await location.File.PutAsync(location.Name, token, cancellationToken).ConfigureAwait(false);
        if (location.PrivateFolder is { } folder)
        {
            DropOldFiles(folder, freshness.Time.GetUtcNow());
        }

        return token;
    }).ConfigureAwait(false);

    private Task<HeldFile?> WaitForTurnAsync(CancellationToken cancellationToken) => TryAsync(async () =>
    {
        CacheFolders.MakeIfMissing(Path.GetDirectoryName(location.LockPath)!);
        var attempt = await new LockWait(freshness.Time)
            .ForAsync(location.LockPath, FileUse.Hold, create: true, Timeout, cancellationToken).ConfigureAwait(false);
        if (attempt.Held is null)
        {
            log.Warn(
                $"The token cache isn't used: another process has locked '{location.LockPath}' for at least "
                + $"{Timeout.TotalSeconds:0} seconds. See which one:\n  {Shell.Current.ShowUsers(location.LockPath)}");
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
        catch (Exception error) when (TokenCacheUnavailableException.From(error) is { } problem)
        {
            _isUsable = false;
            log.Report(problem);
            return null;
        }
    }

    // The files of keys that are no longer in use would stay for ever. A build that has one open writes to the old one, and exchanges
    // once more.
    private static void DropOldFiles(string folder, DateTimeOffset now)
    {
        try
        {
            foreach (var file in new DirectoryInfo(folder).EnumerateFiles("*" + PrivateFormat.Extension))
            {
                if (file.LastWriteTimeUtc < now - OldAge)
                {
                    file.Delete();
                }
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // Another build did it.
        }
    }
}
