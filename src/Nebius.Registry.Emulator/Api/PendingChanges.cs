using System.Collections.Concurrent;

namespace Nebius.Registry.Emulator;

/// <summary>Changes of registries whose operation is not over; each takes effect when it is settled after that.</summary>
internal sealed class PendingChanges
{
    private readonly ConcurrentDictionary<string, (EmulatedOperation Operation, Action<bool> End)> _changes = new(StringComparer.Ordinal);

    /// <summary>Adds a change.</summary>
    /// <param name="operation">The operation.</param>
    /// <param name="end">What to do when it is over, and whether it succeeded.</param>
    public void Add(EmulatedOperation operation, Action<bool> end) => _changes[operation.ResourceId] = (operation, end);

    /// <summary>Returns the operation that still runs for a resource, or null.</summary>
    public EmulatedOperation? FindPending(string resourceId) =>
        _changes.TryGetValue(resourceId, out var change) ? change.Operation : null;

    /// <summary>Ends the operations whose time is over.</summary>
    public void Settle(DateTimeOffset now)
    {
        foreach (var (id, (operation, _)) in _changes)
        {
            var succeeded = operation.HasSucceeded(now);
            if ((succeeded || operation.HasFailed(now)) && _changes.TryRemove(id, out var change))
            {
                change.End(succeeded);
            }
        }
    }
}
