using Nebius.Registry.Helm.Packaging;
using Nebius.Registry.OS;
using Nebius.Registry.Oci;

namespace Nebius.Registry.Helm;

/// <summary>A packed chart that has been checked and is ready to be pushed.</summary>
public sealed record ChartPackage
{
    private const string Provenance = ".prov";

    // A signature holds Chart.yaml and a digest.
    private const int LongestSignature = 5 * 1024 * 1024;

    internal ChartPackage(BlobFile content) => Content = content;

    /// <summary>Gets the absolute path of the archive.</summary>
    public required string Path { get; init; }

    /// <summary>Gets the metadata from Chart.yaml.</summary>
    public required ChartMetadata Metadata { get; init; }

    /// <summary>Gets notes for the user about the packaging, one sentence each.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>Gets the archive as a blob of a registry.</summary>
    internal BlobFile Content { get; }

    /// <summary>Gets the signature beside the archive, which helm also pushes; null when there is none.</summary>
    internal BlobFile? Signature { get; init; }

    /// <summary>Opens and checks a packed chart.</summary>
    /// <param name="path">The archive.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>The package.</returns>
    /// <exception cref="NebiusRegistryException">Helm would refuse it, or it can't be read.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> fired.</exception>
    public static Task<ChartPackage> OpenAsync(string path, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return ChartWork.Run(path, () => Open(path, ChartPaths.Full(path, path), cancellationToken));
    }

    private static ChartPackage Open(string chart, string path, CancellationToken cancellationToken)
    {
        var real = ChartBounds.OfNamed($"The chart {chart}", path);
        using var archive = RegularFile.Open(real);
        var budget = new ChartBudget(chart, cancellationToken);
        var contents = new ChartContents(chart, budget);
        ChartArchiveReader.Read(chart, archive, contents, budget);
        return new ChartPackage(BlobFile.Read(archive, real, cancellationToken))
        {
            Path = path,
            Metadata = contents.Check(),
            Signature = FindSignature(chart, path + Provenance, cancellationToken),
        };
    }

    private static BlobFile? FindSignature(string chart, string path, CancellationToken cancellationToken)
    {
        if (FileKind.Of(path) is null)
        {
            return null;
        }

        var real = ChartBounds.OfNamed($"The signature of the chart {chart}", path);
        var signature = BlobFile.Read(real, cancellationToken);
        return signature.Size <= LongestSignature
            ? signature
            : throw ChartProblem.Invalid(chart, $"its signature {path} is longer than {LongestSignature / 1024 / 1024} MiB");
    }
}
