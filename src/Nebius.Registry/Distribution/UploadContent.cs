using System.Net;

namespace Nebius.Registry.Distribution;

/// <summary>The bytes of a blob on their way, told of as they go.</summary>
/// <param name="blob">The blob.</param>
/// <param name="progress">Told how many bytes more have been sent.</param>
internal sealed class UploadContent(IBlob blob, Action<long>? progress) : HttpContent
{
    // Large enough for a fast line, and small enough to tell a slow one from one that stands still.
    private const int Part = 128 * 1024;

    /// <summary>Gets or sets what is told that something moved.</summary>
    public Action? Moved { get; set; }

    /// <inheritdoc/>
    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

    /// <inheritdoc/>
    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        var content = blob.Open();
        await using (content.ConfigureAwait(false))
        {
            var buffer = new byte[Math.Min(Part, Math.Max(blob.Size, 1))];
            for (int count; (count = await content.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0;)
            {
                await stream.WriteAsync(buffer.AsMemory(0, count), cancellationToken).ConfigureAwait(false);
                Moved?.Invoke();
                progress?.Invoke(count);
            }
        }
    }

    /// <inheritdoc/>
    protected override bool TryComputeLength(out long length)
    {
        length = blob.Size;
        return true;
    }
}
