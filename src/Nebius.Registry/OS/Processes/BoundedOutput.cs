using System.Buffers;
using System.Text;

namespace Nebius.Registry.OS.Processes;

/// <summary>Keeps the beginning of a stream, and tells when there is more.</summary>
internal sealed class BoundedOutput(int maximumBytes, Action onOverflow)
{
    private readonly ArrayBufferWriter<byte> _kept = new();

    /// <summary>Gets the text that was kept.</summary>
    public string Text => Encoding.UTF8.GetString(_kept.WrittenSpan);

    /// <summary>Reads to the end, so that the program never waits for us.</summary>
    public async Task ReadAsync(Stream stream, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(16 * 1024);
        try
        {
            int count;
            while ((count = await stream.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0)
            {
                var room = maximumBytes - _kept.WrittenCount;
                _kept.Write(buffer.AsSpan(0, Math.Min(count, room)));
                if (count > room)
                {
                    onOverflow();
                }
            }
        }
        finally
        {
            // It may hold a token.
            ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
        }
    }
}
