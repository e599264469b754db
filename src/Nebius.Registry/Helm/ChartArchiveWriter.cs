using System.Formats.Tar;
using System.IO.Compression;
using System.Text;

namespace Nebius.Registry.Helm;

/// <summary>
/// Writes a chart's archive: the same files make the same bytes, whoever owns them and whenever they were changed. As helm does it, every
/// file can be read by all and executed by none. https://github.com/helm/helm/blob/v3.10.1/pkg/chartutil/save.go
/// </summary>
internal static class ChartArchiveWriter
{
    private const UnixFileMode Mode =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

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
            var tar = new TarWriter(gzip, TarEntryFormat.Gnu, leaveOpen: true);
            await using (tar.ConfigureAwait(false))
            {
                using var chart = new MemoryStream(Encoding.UTF8.GetBytes(chartText));
                await WriteAsync(tar, $"{name}/{ChartMetadataReader.ChartFile}", chart, cancellationToken).ConfigureAwait(false);
                foreach (var file in files.Where(file => file.Name != ChartMetadataReader.ChartFile))
                {
                    var content = file.Open();
                    await using (content.ConfigureAwait(false))
                    {
                        await WriteAsync(tar, $"{name}/{file.Name}", content, cancellationToken).ConfigureAwait(false);
                    }
                }
            }
        }
    }

    // Not the PAX format: .NET puts the number of its process into that.
    private static Task WriteAsync(TarWriter tar, string path, Stream content, CancellationToken cancellationToken) => tar.WriteEntryAsync(
        new GnuTarEntry(TarEntryType.RegularFile, path)
        {
            Mode = Mode,
            ModificationTime = DateTimeOffset.UnixEpoch,
            AccessTime = DateTimeOffset.UnixEpoch,
            ChangeTime = DateTimeOffset.UnixEpoch,
            DataStream = content,
        },
        cancellationToken);
}
