using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Nebius.Registry.Iam;

namespace Nebius.Registry.TokenCache;

/// <summary>
/// Exchanged tokens of this process, so that a key is exchanged once however many projects ask for it, also at the same time.
/// Entries are named by the fingerprint of the key, which only a reader of the private key can make.
/// </summary>
internal sealed class TokenMemoryCache
{
    private readonly ConcurrentDictionary<string, Slot> _slots = new(StringComparer.Ordinal);

    /// <summary>Gets when an exchange got no answer, by the name of <see cref="RecentTimeouts"/>.</summary>
    public ConcurrentDictionary<string, DateTimeOffset> Timeouts { get; } = new(StringComparer.Ordinal);

    /// <summary>Gets the cache that outlives a build step: MSBuild creates the tasks again for each project.</summary>
    public static TokenMemoryCache OfThisProcess { get; } = new();

    /// <summary>Returns the token of a name, fetching it when there is none or when it expires too soon.</summary>
    /// <param name="name">The token's name.</param>
    /// <param name="freshness">Tells whether a token lives long enough.</param>
    /// <param name="fetch">Gets a token from elsewhere; for one name, one at a time.</param>
    /// <param name="cancellationToken">Ends the wait, for another caller's fetch too.</param>
    public async Task<AccessToken> GetAsync(
        string name,
        TokenFreshness freshness,
        Func<CancellationToken, Task<AccessToken>> fetch,
        CancellationToken cancellationToken)
    {
        var slot = _slots.GetOrAdd(name, static _ => new Slot());
        await slot.Gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        var held = slot.Token;
        try
        {
            if (held is not null && freshness.IsLongEnough(held))
            {
                return held with { IsCached = true };
            }

            var fetched = await fetch(cancellationToken).ConfigureAwait(false);
            slot.Token = fetched with { RenewalError = null };
            return fetched;
        }
        catch (NebiusRegistryException error) when (held is not null && freshness.IsAlive(held))
        {
            return held with { IsCached = true, RenewalError = error };
        }
        finally
        {
            slot.Gate.Release();
        }
    }

    /// <summary>Drops a token that was refused, unless it has been replaced meanwhile.</summary>
    public void Forget(string name, Secret refused)
    {
        if (_slots.TryGetValue(name, out var slot) && slot.Token is { } token && token.Token.Reveal() == refused.Reveal())
        {
            slot.Drop(token);
        }
    }

    [SuppressMessage(
        "Design",
        "CA1001:Types that own disposable fields should be disposable",
        Justification = "The semaphore's wait handle is never asked for, so there is nothing to dispose of.")]
    private sealed class Slot
    {
        private AccessToken? _token;

        public SemaphoreSlim Gate { get; } = new(1, 1);

        public AccessToken? Token
        {
            get => Volatile.Read(ref _token);
            set => Volatile.Write(ref _token, value);
        }

        public void Drop(AccessToken token) => Interlocked.CompareExchange(ref _token, null, token);
    }
}
