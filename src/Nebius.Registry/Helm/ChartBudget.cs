using Nebius.Registry.Helm.Packaging;

namespace Nebius.Registry.Helm;

/// <summary>
/// The limits of one chart with all its subcharts. They are far above what charts need, and low enough that a chart made to exhaust memory
/// or time is refused within about a second.
/// </summary>
/// <param name="chart">The chart as the user named it.</param>
/// <param name="cancellationToken">Ends the work.</param>
internal sealed class ChartBudget(string chart, CancellationToken cancellationToken)
{
    /// <summary>The unpacked size that helm accepts since 3.17.3 (CVE-2025-32386).</summary>
    public const long Unpacked = 100 * Mebi;

    /// <summary>The number of characters of YAML and JSON.</summary>
    public const int Text = 16 * Mebi;

    /// <summary>The number of files, directories and links.</summary>
    public const int Entries = 100_000;

    private const int Mebi = 1024 * 1024;
    private const int YamlNodes = 250_000;
    private const int Subcharts = 1000;
    private const long IgnoreSteps = 50_000_000;

    private long _unpacked;
    private long _text;
    private long _entries;
    private long _yamlNodes;
    private long _subcharts;
    private long _ignoreSteps;

    /// <summary>Counts unpacked bytes.</summary>
    public void AddUnpacked(long count) =>
        Add(ref _unpacked, count, Unpacked, $"it has more than {Unpacked / Mebi} MiB, the limit of helm 3.17.3 and later");

    /// <summary>Counts characters of text.</summary>
    public void AddText(long count) => Add(ref _text, count, Text, $"it has more than {Text / Mebi} MiB of values and metadata");

    /// <summary>Counts a file, directory or link.</summary>
    public void AddEntry() => Add(ref _entries, 1, Entries, $"it has more than {Entries} files");

    /// <summary>Counts nodes of a YAML file, including those that aliases repeat.</summary>
    public void AddYaml(long count) => Add(ref _yamlNodes, count, YamlNodes, $"it has more than {YamlNodes} values");

    /// <summary>Counts a subchart.</summary>
    public void AddSubchart() => Add(ref _subcharts, 1, Subcharts, $"more than {Subcharts} charts are in it");

    /// <summary>Counts steps of matching .helmignore.</summary>
    public void AddIgnoreSteps(long count) =>
        Add(ref _ignoreSteps, count, IgnoreSteps, $"{ChartIgnoreRules.File} has too many or too long rules for its files");

    private void Add(ref long sum, long count, long limit, string problem)
    {
        cancellationToken.ThrowIfCancellationRequested();
        sum += count;
        if (sum > limit)
        {
            throw ChartProblem.TooLarge(chart, problem);
        }
    }
}

/// <summary>A stream that counts the bytes that are read.</summary>
/// <param name="inner">The stream; the caller disposes of it.</param>
/// <param name="count">Called with the number of bytes; an exception ends the reading.</param>
internal sealed class MeteredStream(Stream inner, Action<long> count) : Stream
{
    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        var read = inner.Read(buffer);
        count(read);
        return read;
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
