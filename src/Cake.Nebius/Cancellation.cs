using System.Runtime.InteropServices;

namespace Cake.Nebius;

/// <summary>Ends what is under way on Ctrl+C, so that it can put its things in order; the process ends as it would have.</summary>
internal sealed class Cancellation : IDisposable
{
    private readonly CancellationTokenSource _source = new();
    private readonly PosixSignalRegistration _interrupt;
    private readonly PosixSignalRegistration _terminate;

    public Cancellation()
    {
        _interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, _ => _source.Cancel());
        _terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, _ => _source.Cancel());
    }

    /// <summary>Gets what fires.</summary>
    public CancellationToken Token => _source.Token;

    /// <inheritdoc/>
    public void Dispose()
    {
        _interrupt.Dispose();
        _terminate.Dispose();
        _source.Dispose();
    }
}
