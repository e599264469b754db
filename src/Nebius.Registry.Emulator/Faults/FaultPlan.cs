using System.Collections.Immutable;

namespace Nebius.Registry.Emulator;

/// <summary>The faults that wait for requests. Of several that match a request, the one that was added first applies.</summary>
public sealed class FaultPlan
{
    private ImmutableArray<PlannedFault> _faults = [];

    /// <summary>Plans a fault.</summary>
    /// <param name="endpoint">The requests that it applies to.</param>
    /// <param name="fault">What happens to them.</param>
    /// <param name="times">The number of requests; <see cref="int.MaxValue"/> for all of them.</param>
    /// <param name="host">The only host, with its port if the client sends one; null for all hosts.</param>
    public PlannedFault Add(EmulatorEndpoint endpoint, Fault fault, int times = 1, string? host = null)
    {
        var planned = new PlannedFault(endpoint, fault, times, host);
        ImmutableInterlocked.Update(ref _faults, faults => faults.Add(planned));
        return planned;
    }

    /// <summary>Stops all planned faults.</summary>
    public void Clear()
    {
        foreach (var fault in _faults)
        {
            fault.Stop();
        }
    }

    /// <summary>Uses up a fault that replaces or delays the whole answer.</summary>
    internal Fault? TryTakeForRequest(EmulatorEndpoint endpoint, string host) =>
        Take(endpoint, host, fault => fault is not (RealmFault or TokenTypeFault));

    /// <summary>Uses up a fault that changes one part of a regular answer.</summary>
    internal TFault? TryTake<TFault>(EmulatorEndpoint endpoint, string host)
        where TFault : Fault =>
        (TFault?)Take(endpoint, host, fault => fault is TFault);

    private Fault? Take(EmulatorEndpoint endpoint, string host, Predicate<Fault> fits) =>
        _faults.FirstOrDefault(planned => fits(planned.Fault) && planned.TryUse(endpoint, host))?.Fault;
}

/// <summary>A fault that waits for matching requests.</summary>
public sealed class PlannedFault
{
    private readonly TaskCompletionSource _met = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _left;
    private int _applied;

    internal PlannedFault(EmulatorEndpoint endpoint, Fault fault, int times, string? host)
    {
        Endpoint = endpoint;
        Fault = fault;
        Host = host;
        _left = times;
    }

    /// <summary>The requests that it applies to.</summary>
    public EmulatorEndpoint Endpoint { get; }

    /// <summary>What happens to them.</summary>
    public Fault Fault { get; }

    /// <summary>The only host that it applies to; null for all hosts.</summary>
    public string? Host { get; }

    /// <summary>The number of requests that it was applied to.</summary>
    public int Applied => Volatile.Read(ref _applied);

    /// <summary>A task that completes when the fault is applied for the first time.</summary>
    public Task Met => _met.Task;

    /// <summary>Makes the fault apply to no further request.</summary>
    public void Stop() => Volatile.Write(ref _left, 0);

    internal bool TryUse(EmulatorEndpoint endpoint, string host)
    {
        if (endpoint != Endpoint || (Host is not null && !Host.Equals(host, StringComparison.OrdinalIgnoreCase)))
        {
            return false;
        }

        int left;
        do
        {
            left = Volatile.Read(ref _left);
            if (left == 0)
            {
                return false;
            }
        }
        while (Interlocked.CompareExchange(ref _left, left - 1, left) != left);

        Interlocked.Increment(ref _applied);
        _met.TrySetResult();
        return true;
    }
}
