using System.Runtime.InteropServices;

namespace Cake.Nebius;

/// <summary>
/// Does something quick on Ctrl+C and SIGTERM before the process ends, which it does as it would have: Cake leaves signals to the runtime,
/// and that runs no <c>finally</c> any more.
/// </summary>
internal sealed class Interruption : IDisposable
{
    private readonly PosixSignalRegistration _interrupt;
    private readonly PosixSignalRegistration _terminate;

    public Interruption(Action action)
    {
        _interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, _ => action());
        _terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, _ => action());
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _interrupt.Dispose();
        _terminate.Dispose();
    }
}
