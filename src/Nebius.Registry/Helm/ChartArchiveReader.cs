using System.IO.Compression;
using System.Text.RegularExpressions;

namespace Nebius.Registry.Helm;

/// <summary>
/// Looks through a packed chart as helm does, and refuses the same names: https://github.com/helm/helm/blob/v3.10.1/pkg/chart/loader/archive.go
/// </summary>
internal static partial class ChartArchiveReader
{
    // No file can be made under a longer one: https://man7.org/linux/man-pages/man3/pathconf.3.html
    private const int LongestName = 4096;

    /// <summary>Gives an archive's files to those who look at them.</summary>
    /// <param name="chart">The chart as the user named it, or where it is in another.</param>
    /// <param name="archive">A tar file, packed by gzip.</param>
    /// <param name="contents">What looks at them.</param>
    /// <param name="budget">What the chart may cost.</param>
    /// <exception cref="NebiusRegistryException">
    /// It is no such archive, has a name or link that leads out of the chart, or costs too much.
    /// </exception>
    public static void Read(string chart, Stream archive, ChartContents contents, ChartBudget budget)
    {
        try
        {
            using var gzip = new GZipStream(archive, CompressionMode.Decompress, leaveOpen: true);
            using var unzipped = new MeteredStream(gzip, budget.AddUnpacked);
            using var tar = new ChartTarReader(unzipped);
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
            throw ChartProblem.Invalid(chart, "it is no tar archive that is packed by gzip, or it is damaged");
        }
        catch (NotSupportedException)
        {
            throw ChartProblem.Invalid(chart, "its tar archive has sparse files");
        }
    }

    // Helm takes a link for an empty file. Whoever unpacks the archive with tar follows it.
    private static void CheckKind(string chart, string name, ChartTarEntry entry)
    {
        if (entry.IsSpecial)
        {
            throw ChartProblem.Unsafe(chart, $"'{entry.Name}' in it is a device or pipe");
        }

        if (!entry.IsLink)
        {
            return;
        }

        // A hard link's path begins with the chart's directory, a symbolic one's where the link is.
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
