using System.Collections.Immutable;

namespace Nebius.Registry.Emulator;

/// <summary>Which requests go wrong, and how. The first planned fault that fits a request and has uses left is taken.</summary>
public sealed class FaultPlan
{
    private ImmutableArray<PlannedFault> _faults = [];

    /// <param name="endpoint">What kind of request it waits for.</param>
    /// <param name="fault">What happens then.</param>
    /// <param name="times">How many requests it applies to; <see cref="int.MaxValue"/> is all of them.</param>
    /// <param name="host">Only requests to this host.</param>
    public PlannedFault Add(EmulatorEndpoint endpoint, Fault fault, int times = 1, string? host = null)
    {
        var planned = new PlannedFault(endpoint, fault, times, host);
        ImmutableInterlocked.Update(ref _faults, faults => faults.Add(planned));
        return planned;
    }

    public void Clear()
    {
        foreach (var fault in _faults)
        {
            fault.Stop();
        }
    }

    /// <summary>A fault that replaces or holds up the whole answer.</summary>
    internal Fault? TryTakeForRequest(EmulatorEndpoint endpoint, string host) =>
        Take(endpoint, host, fault => fault is not (RealmFault or TokenTypeFault));

    /// <summary>A fault that changes one part of an otherwise regular answer.</summary>
    internal TFault? TryTake<TFault>(EmulatorEndpoint endpoint, string host)
        where TFault : Fault =>
        (TFault?)Take(endpoint, host, fault => fault is TFault);

    private Fault? Take(EmulatorEndpoint endpoint, string host, Predicate<Fault> fits) =>
        _faults.FirstOrDefault(planned => fits(planned.Fault) && planned.TryUse(endpoint, host))?.Fault;
}

/// <summary>A fault that waits for its requests.</summary>
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

    public EmulatorEndpoint Endpoint { get; }

    public Fault Fault { get; }

    /// <summary>The only host that it applies to; null for all.</summary>
    public string? Host { get; }

    /// <summary>How many requests met it so far.</summary>
    public int Applied => Volatile.Read(ref _applied);

    /// <summary>Ends when the first request meets it.</summary>
    public Task Met => _met.Task;

    /// <summary>Applies to no further request.</summary>
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
