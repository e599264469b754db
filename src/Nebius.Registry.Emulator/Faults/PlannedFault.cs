namespace Nebius.Registry.Emulator;

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
