using System.Net;

namespace Nebius.Registry.Oci;

/// <summary>The bytes of a blob on their way, told of as they go.</summary>
/// <param name="blob">The blob.</param>
/// <param name="progress">Told how many bytes more have been sent.</param>
internal sealed class UploadContent(IBlob blob, Action<long>? progress) : HttpContent
{
    // Large enough for a fast line, and small enough to tell a slow one from one that stands still.
    private const int Part = 128 * 1024;

    /// <summary>Gets or sets what is told of each part that has moved.</summary>
    public Action<long>? Moved { get; set; }

    /// <inheritdoc/>
    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

    /// <inheritdoc/>
    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        var content = Local(blob.Open);
        await using (content.ConfigureAwait(false))
        {
            var buffer = new byte[Math.Min(Part, Math.Max(blob.Size, 1))];
            for (int count; (count = Local(() => content.Read(buffer))) > 0;)
            {
                await stream.WriteAsync(buffer.AsMemory(0, count), cancellationToken).ConfigureAwait(false);
                Moved?.Invoke(count);
                progress?.Invoke(count);
            }
        }
    }

    // What fails on our own disk is no fault of the network's.
    private static T Local<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new NebiusRegistryException(MessageCodes.ChartNotWritten, $"What was to be sent could not be read: {Redactor.Name(error.Message)} Try again when the file can be read.");
        }
    }

    /// <inheritdoc/>
    protected override bool TryComputeLength(out long length)
    {
        length = blob.Size;
        return true;
    }
}
