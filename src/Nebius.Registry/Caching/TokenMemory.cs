using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Nebius.Registry.Iam;

namespace Nebius.Registry.Caching;

/// <summary>
/// Exchanged tokens of this process, so that a key is exchanged once however many projects ask for it, also at the same time.
/// Entries are named by the fingerprint of the key, and only who has read the private key asks.
/// </summary>
internal sealed class TokenMemory
{
    private readonly ConcurrentDictionary<string, Slot> _slots = new(StringComparer.Ordinal);

    /// <summary>Gets the one cache that is meant to outlive a build step: MSBuild's tasks are made anew for each project.</summary>
    public static TokenMemory OfThisProcess { get; } = new();

    /// <summary>Returns the token of a name, exchanging it when there is none or when it lives too short.</summary>
    /// <param name="name">The token's name.</param>
    /// <param name="isLongEnough">Whether a token still lives long enough to be used without renewal.</param>
    /// <param name="isAlive">Whether a token can be used at all.</param>
    /// <param name="exchange">Gets a new token.</param>
    /// <param name="cancellationToken">Ends the wait, for another's exchange too.</param>
    public async Task<RememberedToken> GetAsync(
        string name,
        Predicate<AccessToken> isLongEnough,
        Predicate<AccessToken> isAlive,
        Func<CancellationToken, Task<AccessToken>> exchange,
        CancellationToken cancellationToken)
    {
        var slot = _slots.GetOrAdd(name, static _ => new Slot());
        await slot.Gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (slot.Token is { } token && isLongEnough(token))
            {
                return new RememberedToken(token, IsCached: true, RenewalError: null);
            }

            slot.Token = await exchange(cancellationToken).ConfigureAwait(false);
            return new RememberedToken(slot.Token, IsCached: false, RenewalError: null);
        }
        catch (NebiusRegistryException error) when (slot.Token is { } old && isAlive(old))
        {
            return new RememberedToken(old, IsCached: true, error);
        }
        finally
        {
            slot.Gate.Release();
        }
    }

    /// <summary>Drops a token that was refused, unless it has been replaced meanwhile.</summary>
    public void Forget(string name, Secret refused)
    {
        if (_slots.TryGetValue(name, out var slot) && slot.Token is { } token && ReferenceEquals(token.Token, refused))
        {
            _slots.TryRemove(new KeyValuePair<string, Slot>(name, slot));
        }
    }

    [SuppressMessage("Design", "CA1001:Types that own disposable fields should be disposable", Justification = "The semaphore's wait handle is never asked for, so there is nothing to dispose of.")]
    private sealed class Slot
    {
        public SemaphoreSlim Gate { get; } = new(1, 1);

        public AccessToken? Token { get; set; }
    }
}
