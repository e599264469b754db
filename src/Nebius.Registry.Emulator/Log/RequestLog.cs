using System.Collections.Concurrent;

namespace Nebius.Registry.Emulator;

/// <summary>What reached the emulator so far, in the order of arrival; safe to read while requests run.</summary>
public sealed class RequestLog
{
    private readonly ConcurrentDictionary<int, RequestRecord> _records = new();
    private int _arrived;

    public IReadOnlyList<RequestRecord> All => [.. _records.Values.OrderBy(record => record.Number)];

    public IReadOnlyList<RequestRecord> To(EmulatorEndpoint endpoint) => [.. All.Where(record => record.Endpoint == endpoint)];

    public IReadOnlyList<RequestRecord> To(string host) =>
        [.. All.Where(record => record.Host.Equals(host, StringComparison.OrdinalIgnoreCase))];

    /// <summary>Forgets what was logged, so that a test can look at its last step only.</summary>
    public void Clear() => _records.Clear();

    internal int NextNumber() => Interlocked.Increment(ref _arrived);

    internal void Add(RequestRecord record) => _records[record.Number] = record;
}
