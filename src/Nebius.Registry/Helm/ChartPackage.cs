using Nebius.Registry.Distribution;

namespace Nebius.Registry.Helm;

/// <summary>A packed chart, looked through and ready to be pushed.</summary>
public sealed record ChartPackage
{
    private const string Provenance = ".prov";

    internal ChartPackage(BlobFile content) => Content = content;

    /// <summary>Gets the archive, an absolute path.</summary>
    public required string Path { get; init; }

    /// <summary>Gets what its Chart.yaml says.</summary>
    public required ChartMetadata Metadata { get; init; }

    /// <summary>Gets what a user may want to know of how it was made, a sentence each.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>Gets the archive as a blob of a registry.</summary>
    internal BlobFile Content { get; }

    /// <summary>Gets the signature that lies beside the archive, which helm pushes along; null when there is none.</summary>
    internal BlobFile? Signature { get; init; }

    /// <summary>Looks through a packed chart.</summary>
    /// <param name="path">The archive.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>The package.</returns>
    /// <exception cref="NebiusRegistryException">Helm would refuse it, or it cannot be read.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> fired.</exception>
    public static async Task<ChartPackage> OpenAsync(string path, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var full = System.IO.Path.GetFullPath(path);
        try
        {
            var archive = File.OpenRead(full);
            await using (archive.ConfigureAwait(false))
            {
                var contents = new ChartContents(path);
                ChartArchiveReader.Read(path, archive, contents);
                return new ChartPackage(await BlobFile.ReadAsync(full, cancellationToken).ConfigureAwait(false))
                {
                    Path = full,
                    Metadata = contents.Check(),
                    Signature = File.Exists(full + Provenance) ? await BlobFile.ReadAsync(full + Provenance, cancellationToken).ConfigureAwait(false) : null,
                };
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw ChartProblem.Unreadable(path, error);
        }
    }
}
