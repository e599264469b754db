using Nebius.Registry.OS.Processes;

namespace Cake.Nebius;

/// <summary>
/// Ends what is under way on Ctrl+C, and lets it put its things in order: a key that was issued is taken back, a program that was started
/// does not outlive the script. Who is impatient presses again.
/// </summary>
internal sealed class Cancellation : IDisposable
{
    private readonly CancellationTokenSource _source = new();
    private readonly Interruption _interruption;

    public Cancellation() => _interruption = new Interruption(Cancel);

    /// <summary>Gets what fires.</summary>
    public CancellationToken Token => _source.Token;

    /// <inheritdoc/>
    public void Dispose()
    {
        _interruption.Dispose();
        _source.Dispose();
    }

    private bool Cancel()
    {
        try
        {
            var isFirst = !_source.IsCancellationRequested;
            _source.Cancel();
            return isFirst;
        }
        catch (ObjectDisposedException)
        {
            // The work has just come to its end.
            return false;
        }
    }
}
