using Nebius.Registry.Oci;

namespace Nebius.Registry.Copying;

/// <summary>A manifest that refers to an image, such as a signature or an SBOM.</summary>
/// <param name="Tree">The manifest with all that belongs to it.</param>
/// <param name="Tag">The tag that clients find it by; null when they find it in the list of its subject's referrers.</param>
internal sealed record Referrer(ManifestTree Tree, string? Tag);

/// <summary>
/// Finds what refers to an image in the source: https://github.com/opencontainers/distribution-spec/blob/main/spec.md#listing-referrers.
/// </summary>
/// <param name="source">The repository.</param>
internal sealed class ReferrerSearch(SourceRepository source)
{
    private const int MaxReferrers = 1000;
    private const int MaxPages = 100;
    private const int Concurrency = 4;

    // https://github.com/sigstore/cosign/blob/main/specs/SIGNATURE_SPEC.md#tag-based-discovery
    private static readonly string[] CosignTags = [".sig", ".att", ".sbom"];

    private const long MaxLength = 64 * 1024 * 1024;

    // A registry without the API says so once.
    private volatile bool _hasNoApi;
    private volatile bool _hasApi;
    private long _length;

    /// <summary>Gets why the registry's list may be incomplete; null when it isn't.</summary>
    public PushRefusedException? ListFailure { get; private set; }

    /// <summary>Finds the referrers of an image and of its manifests, and what refers to those.</summary>
    /// <param name="image">The image.</param>
    /// <param name="cancellationToken">Ends the requests.</param>
    /// <exception cref="PushRefusedException">A referrer can't be read.</exception>
    /// <exception cref="FormatException">There are too many, or one isn't a manifest.</exception>
    public async Task<IReadOnlyList<Referrer>> FindAllAsync(ManifestTree image, CancellationToken cancellationToken)
    {
        var seen = image.Manifests.Select(manifest => manifest.Digest).ToHashSet();
        var found = new List<Referrer>();
        for (List<string> subjects = [.. seen]; subjects.Count > 0;)
        {
            var references = await Concurrently.SelectAsync(subjects, Concurrency, FindAsync, cancellationToken).ConfigureAwait(false);
            var unread = references.SelectMany(list => list).Distinct().Where(reference => !seen.Contains(reference.Reference)).ToList();
            Require(found.Count + unread.Count);
            var next = await Concurrently.SelectAsync(unread, Concurrency, ReadAsync, cancellationToken).ConfigureAwait(false);
            List<Referrer> added = [.. next.OfType<Referrer>().Where(referrer => seen.Add(referrer.Tree.Root.Digest))];
            found.AddRange(added);
            subjects = added.ConvertAll(referrer => referrer.Tree.Root.Digest);
        }

        return found;
    }

    private static void Require(int count)
    {
        if (count > MaxReferrers)
        {
            throw new FormatException($"more than {MaxReferrers} manifests refer to it");
        }
    }

    private async Task<Referrer?> ReadAsync((string Reference, string? Tag) found, CancellationToken cancellationToken)
    {
        if (await ManifestTree.ReadAsync(source, found.Reference, cancellationToken).ConfigureAwait(false) is not { } tree)
        {
            return null;
        }

        return Interlocked.Add(ref _length, tree.Length) <= MaxLength
            ? new Referrer(tree, found.Tag)
            : throw new FormatException("the manifests that refer to it are longer than 64 MiB together");
    }

    private async Task<List<(string Reference, string? Tag)>> FindAsync(string digest, CancellationToken cancellationToken)
    {
        var listed = await ListAsync(digest, cancellationToken).ConfigureAwait(false);
        if (listed is null)
        {
            var index = await source.FindManifestAsync(ReferrersTag.Of(digest), cancellationToken).ConfigureAwait(false);
            listed = [.. index?.Manifests ?? []];
        }

        var found = listed.ConvertAll(manifest => (manifest.Digest, (string?)null));
        foreach (var tag in CosignTags.Select(suffix => ReferrersTag.Of(digest) + suffix))
        {
            if (await source.FindManifestAsync(tag, cancellationToken).ConfigureAwait(false) is not null)
            {
                found.Add((tag, tag));
            }
        }

        return found;
    }

    // Many registries don't have the API, and say so in many ways.
    private async Task<List<Descriptor>?> ListAsync(string digest, CancellationToken cancellationToken)
    {
        if (_hasNoApi)
        {
            return null;
        }

        try
        {
            return await ListPagesAsync(digest, cancellationToken).ConfigureAwait(false);
        }
        catch (PushRefusedException refusal)
        {
            // One that has listed referrers before has the API; 404 may be its answer for none.
            _hasNoApi = !_hasApi;
            ListFailure ??= refusal.IsTransient || (_hasApi && refusal.Result.HttpStatus != 404) ? refusal : null;
            return null;
        }
        catch (FormatException)
        {
            _hasNoApi = !_hasApi;
            return null;
        }
    }

    private async Task<List<Descriptor>> ListPagesAsync(string digest, CancellationToken cancellationToken)
    {
        var (index, next) = await source.ListReferrersAsync(digest, null, cancellationToken).ConfigureAwait(false);
        _hasApi = true;
        var listed = index.Manifests.ToList();
        for (var page = 2; next is not null && page <= MaxPages && listed.Count <= MaxReferrers; page++)
        {
            (index, next) = await ReadNextAsync(digest, next, cancellationToken).ConfigureAwait(false);
            listed.AddRange(index.Manifests);
        }

        ListFailure ??= next is null ? null : new PushRefusedException(new ProbeResult
        {
            Status = ProbeStatus.Other,
            Request = $"GET /v2/{source.Endpoint.Repository}/referrers/{digest}",
            HttpStatus = 200,
            Error = $"the list has more than {MaxPages} pages",
        });
        return listed;
    }

    // Half a list is no reason to leave signatures behind.
    private async Task<(ManifestContent Page, Uri? Next)> ReadNextAsync(string digest, Uri next, CancellationToken cancellationToken)
    {
        try
        {
            return await source.ListReferrersAsync(digest, next, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception error) when (error is PushRefusedException or FormatException)
        {
            throw new SourceFailedException(error);
        }
    }
}
