using System.Runtime.InteropServices;

namespace Cake.Nebius;

/// <summary>Does something on Ctrl+C and SIGTERM. Cake leaves signals to the runtime, which ends the process and runs no <c>finally</c>.</summary>
internal sealed class Interruption : IDisposable
{
    private readonly PosixSignalRegistration _interrupt;
    private readonly PosixSignalRegistration _terminate;

    /// <param name="action">What is done. When it returns true, the process lives on; otherwise it ends as it would have.</param>
    public Interruption(Func<bool> action)
    {
        void Handle(PosixSignalContext signal) => signal.Cancel |= action();

        _interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Handle);
        _terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Handle);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _interrupt.Dispose();
        _terminate.Dispose();
    }
}
