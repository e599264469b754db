using System.Collections.Concurrent;

namespace Nebius.Registry.Emulator;

/// <summary>The requests that reached the emulator, in the order of arrival. Safe to read while requests run.</summary>
public sealed class RequestLog
{
    private readonly ConcurrentDictionary<int, RequestRecord> _records = new();
    private int _arrived;

    /// <summary>All requests.</summary>
    public IReadOnlyList<RequestRecord> All => [.. _records.Values.OrderBy(record => record.Number)];

    /// <summary>Returns the requests to an endpoint.</summary>
    public IReadOnlyList<RequestRecord> To(EmulatorEndpoint endpoint) => [.. All.Where(record => record.Endpoint == endpoint)];

    /// <summary>Returns the requests to a host.</summary>
    /// <param name="host">The value of the Host header: with the port if the client sent one.</param>
    public IReadOnlyList<RequestRecord> To(string host) =>
        [.. All.Where(record => record.Host.Equals(host, StringComparison.OrdinalIgnoreCase))];

    /// <summary>Empties the log, for a test that checks only its last step.</summary>
    public void Clear() => _records.Clear();

    internal IReadOnlyList<RequestRecord> Last(int count) => [.. All.TakeLast(count)];

    internal int NextNumber() => Interlocked.Increment(ref _arrived);

    /// <summary>The number of requests that are kept, so that an emulator that runs for days does not fill the memory.</summary>
    internal int Capacity { get; set; } = int.MaxValue;

    internal void Add(RequestRecord record)
    {
        _records[record.Number] = record;
        _records.TryRemove(record.Number - Capacity, out _);
    }
}

/// <summary>One request that reached the emulator. It has no secrets: of an Authorization header it has only the scheme.</summary>
public sealed record RequestRecord
{
    /// <summary>The position in the order of arrival, from 1.</summary>
    public required int Number { get; init; }

    /// <summary>When the request was logged, by <see cref="EmulatorOptions.Time"/>.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>What was requested.</summary>
    public required EmulatorEndpoint Endpoint { get; init; }

    /// <summary>The HTTP method.</summary>
    public required string Method { get; init; }

    /// <summary>The value of the Host header: with the port if the client sent one.</summary>
    public required string Host { get; init; }

    /// <summary>The path; secrets in it are replaced.</summary>
    public required string Path { get; init; }

    /// <summary>The query with its question mark, or an empty string; secrets in it are replaced.</summary>
    public required string Query { get; init; }

    /// <summary>HTTP/1.1 or HTTP/2.</summary>
    public required string Protocol { get; init; }

    /// <summary>The scheme of the Authorization header, such as <c>Bearer</c>; null without the header.</summary>
    public required string? AuthorizationScheme { get; init; }

    /// <summary>
    /// <c>sha256:</c> and the first 12 digits of the hash of the token or password in the header, to see which requests have the same; null
    /// without the header.
    /// </summary>
    public required string? CredentialHash { get; init; }

    /// <summary>
    /// The ID of the service account, the user of a registry of another vendor, the subject of a CI job, or <c>anonymous</c>; null if no
    /// one was authenticated.
    /// </summary>
    public required string? Identity { get; init; }

    /// <summary>The HTTP status; 0 if the connection was cut.</summary>
    public required int StatusCode { get; init; }

    /// <summary>The name of the fault that applied to the whole request, such as <c>Delay</c>; null if there was none.</summary>
    public required string? Fault { get; init; }

    /// <summary>Whether the request had an Authorization header.</summary>
    public bool HasAuthorization => AuthorizationScheme is not null;

    /// <inheritdoc/>
    public override string ToString() =>
        $"#{Number} {Method} {Host}{Path}{Query} [{AuthorizationScheme ?? "no authorization"}] {Identity ?? "nobody"} -> {StatusCode}";
}
