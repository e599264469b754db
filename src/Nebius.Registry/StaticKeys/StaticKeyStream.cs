using System.Text;
using Nebius.Registry.Diagnostics;

namespace Nebius.Registry.StaticKeys;

/// <summary>A stream that gets a token.</summary>
internal sealed class StaticKeyStream(Stream stream, string name) : StaticKeyDestination
{
    public override async Task WriteAsync(Secret token, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(token);
        try
        {
            await stream.WriteAsync(Encoding.ASCII.GetBytes(token.Reveal()), cancellationToken).ConfigureAwait(false);

            // What is written is written: a cancellation now would make a key invalid that somebody has.
            await stream.FlushAsync(CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception error) when (error is not OperationCanceledException)
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
}
