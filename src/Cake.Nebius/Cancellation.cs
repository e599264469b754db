namespace Cake.Nebius;

/// <summary>Ends what is under way on Ctrl+C: a program that was started does not outlive the script.</summary>
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

    private void Cancel()
    {
        try
        {
            _source.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The work has just come to its end.
        }
    }
}
