using System.Runtime.InteropServices;

namespace Nebius.Registry.Processes;

/// <summary>Does something on Ctrl+C and SIGTERM. Where nobody does, the runtime ends the process and runs no <c>finally</c>.</summary>
public sealed class Interruption : IDisposable
{
    private readonly PosixSignalRegistration _interrupt;
    private readonly PosixSignalRegistration _terminate;

    /// <summary>Waits for the signals from now on.</summary>
    /// <param name="action">What is done. When it returns true, the process lives on; otherwise it ends as it would have.</param>
    public Interruption(Func<bool> action)
    {
        ArgumentNullException.ThrowIfNull(action);

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
