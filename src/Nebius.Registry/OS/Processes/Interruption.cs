using System.Runtime.InteropServices;

namespace Nebius.Registry.OS.Processes;

/// <summary>
/// Does something on Ctrl+C, SIGTERM, SIGHUP (the terminal is closed) and SIGQUIT. Where nobody does, the runtime ends the process and runs
/// no <c>finally</c>.
/// </summary>
internal sealed class Interruption : IDisposable
{
    private static readonly PosixSignal[] Signals = [PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP, PosixSignal.SIGQUIT];

    private readonly PosixSignalRegistration[] _registrations;

    /// <summary>Waits for the signals from now on.</summary>
    /// <param name="action">What is done. When it returns true, the process lives on; otherwise it ends as it would have.</param>
    public Interruption(Func<bool> action)
    {
        ArgumentNullException.ThrowIfNull(action);

        void Handle(PosixSignalContext signal) => signal.Cancel |= action();

        _registrations = [.. Signals.Select(signal => PosixSignalRegistration.Create(signal, Handle))];
    }

    /// <inheritdoc/>
    public void Dispose() => Array.ForEach(_registrations, registration => registration.Dispose());
}
