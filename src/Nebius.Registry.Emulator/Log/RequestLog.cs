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

/// <summary>One request that reached the emulator. Holds no secret: of an Authorization header only its scheme.</summary>
public sealed record RequestRecord
{
    /// <summary>1 for the world's first request; the order in which requests arrived.</summary>
    public required int Number { get; init; }

    public required DateTimeOffset At { get; init; }

    public required EmulatorEndpoint Endpoint { get; init; }

    public required string Method { get; init; }

    /// <summary>The host with its port, if the client named one.</summary>
    public required string Host { get; init; }

    public required string Path { get; init; }

    /// <summary>The query with its question mark, or an empty text.</summary>
    public required string Query { get; init; }

    /// <summary>HTTP/1.1 or HTTP/2.</summary>
    public required string Protocol { get; init; }

    /// <summary>`Basic`, `Bearer`, another scheme's name, or null without an Authorization header.</summary>
    public required string? AuthorizationScheme { get; init; }

    /// <summary>The service account, a foreign registry's user, `anonymous`, or null when nobody was recognised.</summary>
    public required string? Identity { get; init; }

    /// <summary>0 when the connection was cut.</summary>
    public required int StatusCode { get; init; }

    /// <summary>The name of the fault that applied to the whole request, if any.</summary>
    public required string? Fault { get; init; }

    public bool HasAuthorization => AuthorizationScheme is not null;

    public override string ToString() =>
        $"#{Number} {Method} {Host}{Path}{Query} [{AuthorizationScheme ?? "no authorization"}] {Identity ?? "nobody"} -> {StatusCode}";
}
