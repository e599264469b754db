using System.Runtime.InteropServices;

namespace Nebius.Registry.OS.Processes;

/// <summary>
/// Runs an action on Ctrl+C, SIGTERM, SIGHUP (the terminal was closed) and SIGQUIT. Without a handler, the runtime ends the process and
/// skips <c>finally</c> blocks.
/// </summary>
internal sealed class Interruption : IDisposable
{
    private static readonly PosixSignal[] Signals = [PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP, PosixSignal.SIGQUIT];

    private readonly PosixSignalRegistration[] _registrations;

    /// <summary>Handles the signals from now on.</summary>
    /// <param name="action">The action. When it returns true, the process goes on; otherwise it ends as usual.</param>
    public Interruption(Func<bool> action)
    {
        ArgumentNullException.ThrowIfNull(action);

        void Handle(PosixSignalContext signal) => signal.Cancel |= action();

        _registrations = [.. Signals.Select(signal => PosixSignalRegistration.Create(signal, Handle))];
    }

    /// <inheritdoc/>
    public void Dispose() => Array.ForEach(_registrations, registration => registration.Dispose());
}
