using System.IO.Compression;
using System.Text;

namespace Nebius.Registry.Helm;

/// <summary>
/// Writes a chart's archive: the same files make the same bytes, whoever owns them and whenever they were changed. As helm does it, every
/// file can be read by all and executed by none. https://github.com/helm/helm/blob/v3.10.1/pkg/chartutil/save.go
/// </summary>
internal static class ChartArchiveWriter
{
    /// <summary>Writes the archive.</summary>
    /// <param name="target">Where to.</param>
    /// <param name="name">The chart's name, the directory in the archive.</param>
    /// <param name="chartText">Chart.yaml as it goes into the archive.</param>
    /// <param name="files">The chart's files, in the order of their names.</param>
    /// <param name="cancellationToken">Ends the writing.</param>
    public static async Task WriteAsync(Stream target, string name, string chartText, IEnumerable<ChartFile> files, CancellationToken cancellationToken)
    {
        var gzip = new GZipStream(target, CompressionLevel.Optimal, leaveOpen: true);
        await using (gzip.ConfigureAwait(false))
        {
            using var chart = new MemoryStream(Encoding.UTF8.GetBytes(chartText));
            await WriteAsync(gzip, $"{name}/{ChartMetadataReader.ChartFile}", chart, cancellationToken).ConfigureAwait(false);
            foreach (var file in files.Where(file => file.Name != ChartMetadataReader.ChartFile))
            {
                var content = file.Open();
                await using (content.ConfigureAwait(false))
                {
                    await WriteAsync(gzip, $"{name}/{file.Name}", content, cancellationToken).ConfigureAwait(false);
                }
            }

            // The end of an archive.
            await gzip.WriteAsync(new byte[2 * TarHeaderWriter.BlockSize], cancellationToken).ConfigureAwait(false);
        }
    }

    private static async Task WriteAsync(Stream tar, string path, Stream content, CancellationToken cancellationToken)
    {
        var size = content.Length;
        await tar.WriteAsync(TarHeaderWriter.Of(path, size), cancellationToken).ConfigureAwait(false);

        // As many bytes as the header promises: whatever follows would be taken for a header.
        var buffer = new byte[64 * 1024];
        for (var left = size; left > 0;)
        {
            var part = buffer.AsMemory(0, (int)Math.Min(left, buffer.Length));
            var count = await content.ReadAsync(part, cancellationToken).ConfigureAwait(false);
            left -= count > 0 ? count : throw new EndOfStreamException($"{path} has become shorter while it was read.");
            await tar.WriteAsync(part[..count], cancellationToken).ConfigureAwait(false);
        }

        await tar.WriteAsync(new byte[TarHeaderWriter.Padding(size)], cancellationToken).ConfigureAwait(false);
    }
}
