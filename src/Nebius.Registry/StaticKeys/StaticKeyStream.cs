using System.Text;

namespace Nebius.Registry.StaticKeys;

/// <summary>A stream that gets a token.</summary>
/// <param name="stream">The stream.</param>
/// <param name="name">What it is, for messages.</param>
/// <param name="time">The clock.</param>
internal sealed class StaticKeyStream(Stream stream, string name, TimeProvider time) : StaticKeyDestination
{
    private static readonly TimeSpan PatienceForFlush = TimeSpan.FromSeconds(30);

    public override async Task WriteAsync(Secret token, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(token);
        try
        {
            await stream.WriteAsync(Encoding.ASCII.GetBytes(token.Reveal()), cancellationToken).ConfigureAwait(false);
            await FlushAsync().ConfigureAwait(false);
        }
        catch (Exception error) when (error is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            // Its text is a stranger's, and may quote what it was given.
            throw new NebiusRegistryException(
                MessageCodes.DestinationUnusable, $"The static key's token could not be written to {name} ({error.GetType().Name}).");
        }
    }

    public override string ToString() => name;

    internal override void Check()
    {
        if (!stream.CanWrite)
        {
            throw new NebiusRegistryException(MessageCodes.DestinationUnusable, $"No static key's token can be written to {name}: it is not open for writing.");
        }
    }

    // What is written is written: a caller's cancellation now would make a key invalid that somebody has.
    private async Task FlushAsync()
    {
        using var limit = new CancellationTokenSource(PatienceForFlush, time);
        try
        {
            // Not every stream looks at the token.
            await stream.FlushAsync(limit.Token).WaitAsync(limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            throw new TimeoutException();
        }
    }
}
