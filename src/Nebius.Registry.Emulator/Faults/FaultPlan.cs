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
        PlannedFault planned = new(endpoint, fault, times, host);
        ImmutableInterlocked.Update(ref _faults, faults => faults.Add(planned));
        return planned;
    }

    public void Clear()
    {
        foreach (PlannedFault fault in _faults)
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
