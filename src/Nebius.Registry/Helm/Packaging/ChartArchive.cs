using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;
using Nebius.Registry.Helm.Archive;
using Nebius.Registry.Helm.Metadata;

namespace Nebius.Registry.Helm.Packaging;

/// <summary>
/// Reads a packed chart as helm does, and refuses the same names: https://github.com/helm/helm/blob/v3.10.1/pkg/chart/loader/archive.go
/// </summary>
internal static partial class ChartArchiveReader
{
    // The longest path of a file: https://man7.org/linux/man-pages/man3/pathconf.3.html
    private const int LongestName = 4096;

    /// <summary>Reads the files of an archive.</summary>
    /// <param name="chart">The chart as the user named it, or its path in another chart.</param>
    /// <param name="archive">A tar file, compressed by gzip.</param>
    /// <param name="contents">What checks the files.</param>
    /// <param name="budget">The limits of the chart.</param>
    /// <exception cref="NebiusRegistryException">
    /// It isn't such an archive, has a name or link that leads out of the chart, or exceeds a limit.
    /// </exception>
    public static void Read(string chart, Stream archive, ChartContents contents, ChartBudget budget)
    {
        try
        {
            using var gzip = new GZipStream(archive, CompressionMode.Decompress, leaveOpen: true);
            using var unzipped = new MeteredStream(gzip, budget.AddUnpacked);
            using var tar = new TarReader(unzipped);
            while (tar.Next() is { } entry)
            {
                budget.AddEntry();
                if (!entry.IsDirectory)
                {
                    var name = NameOf(chart, entry.Name);
                    CheckKind(chart, name, entry);
                    contents.Add(name, () => tar.Content);
                }
            }
        }
        catch (Exception error) when (error is InvalidDataException or EndOfStreamException)
        {
            throw ChartProblem.Invalid(chart, "it isn't a tar archive compressed with gzip, or it is damaged");
        }
        catch (NotSupportedException)
        {
            throw ChartProblem.Invalid(chart, "its tar archive has sparse files");
        }
    }

    // Helm reads a link as an empty file, but tar follows it.
    private static void CheckKind(string chart, string name, TarEntry entry)
    {
        if (entry.IsSpecial)
        {
            throw ChartProblem.Unsafe(chart, $"'{entry.Name}' in it is a device or pipe");
        }

        if (!entry.IsLink)
        {
            return;
        }

        // The path of a hard link starts with the chart's directory, the path of a symbolic link at the link.
        var target = entry.Type == '1' ? entry.LinkName : $"{Path.GetDirectoryName($"_/{name}")}/{entry.LinkName}";
        var parts = Clean(target.Replace('\\', '/')).Split('/');
        var isOutside = parts.Length < 2 || parts[0] == ".." || (entry.Type == '2' && parts[0] != "_");
        if (isOutside || entry.LinkName.StartsWith('/') || Drive().IsMatch(entry.LinkName))
        {
            throw ChartProblem.Unsafe(chart, $"the link '{entry.Name}' in it leads out of the chart's directory, to '{entry.LinkName}'");
        }
    }

    private static string NameOf(string chart, string raw)
    {
        if (raw.Length > LongestName)
        {
            throw ChartProblem.Unsafe(chart, $"it has a name of more than {LongestName} characters");
        }

        // An archive from Windows may have backslashes.
        var delimiter = raw.Contains('\\', StringComparison.Ordinal) ? '\\' : '/';
        var parts = raw.Split(delimiter);
        if (parts[0] == ChartMetadataReader.ChartFile)
        {
            throw ChartProblem.Invalid(chart, $"its {ChartMetadataReader.ChartFile} is not in a directory of the chart's name");
        }

        var rest = string.Join('/', parts[1..]);
        var name = Clean(rest);
        return rest.StartsWith('/') ? throw ChartProblem.Unsafe(chart, $"the name '{raw}' is absolute")
            : name.Length == 0 ? throw ChartProblem.Unsafe(chart, $"the name '{raw}' is outside of the chart's directory")
            : name.StartsWith("..", StringComparison.Ordinal) ? throw ChartProblem.Unsafe(chart,
                $"the name '{raw}' leads out of the chart's directory")
            : Drive().IsMatch(name) ? throw ChartProblem.Unsafe(chart, $"the name '{raw}' begins with a drive")
            : name;
    }

    // https://pkg.go.dev/path#Clean
    private static string Clean(string path)
    {
        var kept = new List<string>();
        foreach (var part in path.Split('/').Where(part => part is not ("" or ".")))
        {
            if (part == ".." && kept.Count > 0 && kept[^1] != "..")
            {
                kept.RemoveAt(kept.Count - 1);
            }
            else
            {
                kept.Add(part);
            }
        }

        return string.Join('/', kept);
    }

    [GeneratedRegex("^[a-zA-Z]:/", RegexOptions.CultureInvariant)]
    private static partial Regex Drive();
}

/// <summary>
/// Writes the archive of a chart. The same files always give the same bytes, whatever their owners and times. As in archives of helm, each
/// file can be read by all and executed by none. https://github.com/helm/helm/blob/v3.10.1/pkg/chartutil/save.go
/// </summary>
internal static class ChartArchiveWriter
{
    /// <summary>Writes the archive.</summary>
    /// <param name="target">The stream to write to.</param>
    /// <param name="name">The name of the chart, which is the directory in the archive.</param>
    /// <param name="chartText">The Chart.yaml for the archive.</param>
    /// <param name="files">The files of the chart, sorted by name.</param>
    /// <param name="cancellationToken">Ends the writing.</param>
    public static void Write(
        Stream target, string name, string chartText, IEnumerable<ChartFile> files, CancellationToken cancellationToken)
    {
        using var gzip = new GZipStream(target, CompressionLevel.Optimal, leaveOpen: true);
        using var chart = new MemoryStream(Encoding.UTF8.GetBytes(chartText));
        Write(gzip, $"{name}/{ChartMetadataReader.ChartFile}", chart, cancellationToken);
        foreach (var file in files.Where(file => file.Name != ChartMetadataReader.ChartFile))
        {
            using var content = file.Open();
            Write(gzip, $"{name}/{file.Name}", content, cancellationToken);
        }

        // Two empty blocks end an archive.
        gzip.Write(new byte[2 * TarHeaderWriter.BlockSize]);
    }

    private static void Write(Stream tar, string path, Stream content, CancellationToken cancellationToken)
    {
        var size = content.Length;
        tar.Write(TarHeaderWriter.Of(path, size));

        // Exactly as many bytes as the header says: what follows is read as the next header.
        var buffer = new byte[64 * 1024];
        for (var left = size; left > 0;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var part = buffer.AsSpan(0, (int)Math.Min(left, buffer.Length));
            var count = content.Read(part);
            left -= count > 0 ? count : throw new EndOfStreamException($"{path} has become shorter while it was read.");
            tar.Write(part[..count]);
        }

        tar.Write(new byte[TarHeaderWriter.Padding(size)]);
    }
}
