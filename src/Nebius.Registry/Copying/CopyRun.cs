using Nebius.Registry.Credentials;
using Nebius.Registry.Oci;

namespace Nebius.Registry.Copying;

/// <summary>One copy: its connections, and the steps.</summary>
/// <param name="provider">The provider of the credentials.</param>
/// <param name="options">The options.</param>
internal sealed class CopyRun(ICredentialProvider provider, ImageCopyOptions options) : IDisposable
{
    private readonly Dictionary<RegistryHost, CopyHost> _hosts = [];
    private readonly Dictionary<RegistryHost, NebiusRegistryException> _unresolved = [];
    private readonly List<IDisposable> _parts = [];
    private readonly HttpClient _storage = new(options.CreateHandler()) { Timeout = Timeout.InfiniteTimeSpan };

    /// <summary>Finds the credentials of all hosts at the same time.</summary>
    /// <param name="source">The source's host.</param>
    /// <param name="targets">The hosts of the targets. One without a credential is the failure of its targets.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    /// <exception cref="NebiusRegistryException">The source has no credential.</exception>
    public async Task ConnectAsync(RegistryHost source, IEnumerable<RegistryHost> targets, CancellationToken cancellationToken)
    {
        List<RegistryHost> hosts = [.. targets.Prepend(source).Distinct()];
        var found = await Task.WhenAll(hosts.Select(host => ResolveAsync(host, cancellationToken))).ConfigureAwait(false);
        foreach (var (host, credential) in hosts.Zip(found))
        {
            if (credential is not null)
            {
                _hosts.Add(host, new CopyHost(host, provider, credential, options));
            }
        }

        if (_unresolved.TryGetValue(source, out var error))
        {
            throw error;
        }
    }

    /// <summary>Copies the image.</summary>
    public async Task<ImageCopyReport> CopyAsync(
        ImageCopySource from, IReadOnlyList<ImageCopyTarget> to, CancellationToken cancellationToken)
    {
        var source = new SourceRepository(Open(from.Host, () => RepositoryAccess.ForPull(from.Repository)), _storage);
        var failures = new CopyFailures(provider, from, source.Endpoint, options.Time);
        var progress = new CopyProgress($"{from}", options);
        await using var disposal = progress.ConfigureAwait(false);
        try
        {
            return await CopyAsync(source, from, to, progress, failures, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception error) when (error is PushRefusedException or SourceFailedException or FormatException)
        {
            throw await failures.OfSourceAsync(error, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _parts.ForEach(part => part.Dispose());
        foreach (var host in _hosts.Values)
        {
            host.Dispose();
        }

        _storage.Dispose();
    }

    private async Task<RegistryCredential?> ResolveAsync(RegistryHost host, CancellationToken cancellationToken)
    {
        try
        {
            var resolution = await provider.ResolveAsync(host, cancellationToken).ConfigureAwait(false);
            return resolution.Credential ?? throw new InvalidOperationException("The provider leaves the credential to the SDK.");
        }
        catch (NebiusRegistryException error)
        {
            lock (_unresolved)
            {
                _unresolved.Add(host, error);
            }

            return null;
        }
    }

    private async Task<ImageCopyReport> CopyAsync(
        SourceRepository source,
        ImageCopySource from,
        IReadOnlyList<ImageCopyTarget> to,
        CopyProgress progress,
        CopyFailures failures,
        CancellationToken cancellationToken)
    {
        var image = await ManifestTree.ReadAsync(source, from.Reference, cancellationToken).ConfigureAwait(false)
            ?? throw failures.NotFound();
        var search = new ReferrerSearch(source);
        var referrers = options.CopiesReferrers ? await search.FindAllAsync(image, cancellationToken).ConfigureAwait(false) : [];
        var targets = Open(to.Where(target => _hosts.ContainsKey(target.Host)), from, progress);
        var copy = new ImageCopy(source, image, referrers, targets);
        progress.Plan((long)Math.Min(copy.Blobs.Sum(blob => (decimal)blob.Size) * targets.Count, long.MaxValue / 2));
        await (options.IsDryRun ? copy.CompareAsync(cancellationToken) : copy.CopyAsync(cancellationToken)).ConfigureAwait(false);
        var opened = new Queue<CopiedImage>(
            await Task.WhenAll(targets.Select(target => OutcomeAsync(target, image, failures, cancellationToken))).ConfigureAwait(false));
        List<CopiedImage> outcomes = [.. to.Select(target => _unresolved.TryGetValue(target.Host, out var error)
            ? new CopiedImage(target) { Reason = error, Failure = failures.OfTarget(target, image.Root.Digest, error) }
            : opened.Dequeue())];
        return new ImageCopyReport(image.Root.Digest, image.Root.MediaType, outcomes)
        {
            MissingManifests = image.Missing,
            Referrers = referrers.Count,
            ReferrerDigests = [.. referrers.Select(referrer => referrer.Tree.Root.Digest)],
            Warnings = search.ListFailure is { } failure ? [CopyFailures.IncompleteReferrers(from, failure)] : [],
        };
    }

    private List<CopyTarget> Open(IEnumerable<ImageCopyTarget> to, ImageCopySource from, CopyProgress progress)
    {
        var targets = new List<CopyTarget>();
        foreach (var name in to)
        {
            var mountFrom = name.Host == from.Host && name.Repository != from.Repository ? from.Repository : null;
            var endpoint = Open(name.Host, () => RepositoryAccess.ForPush(name.Repository, mountFrom));
            var target = new CopyTarget(endpoint, name, progress, new TargetPace(IsAlone, options.Time));
            _parts.Add(target);
            targets.Add(target);
        }

        return targets;

        bool IsAlone() => targets.Count(target => target.Failure is null) <= 1;
    }

    private RepositoryEndpoint Open(RegistryHost host, Func<RepositoryAccess> createAccess)
    {
        var endpoint = new RepositoryEndpoint(_hosts[host], createAccess(), options);
        _parts.Add(endpoint);
        return endpoint;
    }

    private static async Task<CopiedImage> OutcomeAsync(
        CopyTarget target, ManifestTree image, CopyFailures failures, CancellationToken cancellationToken)
    {
        var counts = target.Counts;
        var reason = await failures.ReasonAsync(target, image, cancellationToken).ConfigureAwait(false);
        return new CopiedImage(target.Name)
        {
            Reason = reason,
            Failure = reason is null ? null : failures.OfTarget(target.Name, image.Root.Digest, reason),
            CredentialSource = target.Endpoint.Credential.Source,
            BytesSent = counts.Bytes,
            BlobsSent = counts.BlobsSent,
            BlobsSkipped = counts.BlobsThere + counts.BlobsMounted,
            ManifestsSent = counts.ManifestsSent,
        };
    }
}
