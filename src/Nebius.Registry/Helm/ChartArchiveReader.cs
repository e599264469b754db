using System.Formats.Tar;
using System.IO.Compression;
using System.Text.RegularExpressions;

namespace Nebius.Registry.Helm;

/// <summary>
/// Looks through a packed chart as helm does, and refuses the same names: https://github.com/helm/helm/blob/v3.10.1/pkg/chart/loader/archive.go
/// </summary>
internal static partial class ChartArchiveReader
{
    /// <summary>What helm unpacks at most, from 3.17.3 on (CVE-2025-32386).</summary>
    public const long LargestChart = 100 * 1024 * 1024;

    /// <summary>Gives an archive's files to those who look at them.</summary>
    /// <param name="chart">The chart as the user named it, or where it is in another.</param>
    /// <param name="archive">A tar file, packed by gzip.</param>
    /// <param name="contents">What looks at them.</param>
    /// <exception cref="NebiusRegistryException">It is no such archive, or has a name that leads out of the chart.</exception>
    public static void Read(string chart, Stream archive, ChartContents contents)
    {
        try
        {
            using var gzip = new GZipStream(archive, CompressionMode.Decompress, leaveOpen: true);
            using var unzipped = new LimitedStream(gzip, LargestChart);
            using var tar = new TarReader(unzipped);
            while (tar.GetNextEntry() is { } entry)
            {
                if (entry.EntryType is TarEntryType.Directory or TarEntryType.GlobalExtendedAttributes || entry.Name.EndsWith('/'))
                {
                    continue;
                }

                contents.Add(NameOf(chart, entry.Name), () => entry.DataStream ?? Stream.Null);
            }
        }
        catch (Exception error) when (error is InvalidDataException or EndOfStreamException or FormatException)
        {
            throw ChartProblem.Invalid(chart, "it is no tar archive that is packed by gzip, or it is damaged");
        }
        catch (LimitReachedException)
        {
            throw ChartProblem.TooLarge(chart, $"it has more than {LargestChart / 1024 / 1024} MiB, which helm unpacks no more since 3.17.3");
        }
    }

    private static string NameOf(string chart, string raw)
    {
        // An archive that was made on Windows may have the other kind.
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
            : name.StartsWith("..", StringComparison.Ordinal) ? throw ChartProblem.Unsafe(chart, $"the name '{raw}' leads out of the chart's directory")
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
