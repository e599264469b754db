using Nebius.Registry.Credentials;
using Nebius.Registry.Diagnostics;
using Nebius.Registry.Net;
using Nebius.Registry.Oci;
using Nebius.Registry.Preflight;

namespace Nebius.Registry.Copying;

/// <summary>
/// Copies an image from one registry to others, with all that belongs to it and the same digest. Each host gets its own credential, and no
/// other's.
/// </summary>
/// <param name="provider">The provider of the credentials.</param>
/// <param name="options">The options; null for the defaults.</param>
public sealed class ImageCopier(ICredentialProvider provider, ImageCopyOptions? options = null)
{
    private readonly ImageCopyOptions _options = options ?? new();

    /// <summary>Copies an image. A target that fails doesn't stop the others.</summary>
    /// <param name="source">The image, with its tag or digest.</param>
    /// <param name="targets">The repositories to copy to.</param>
    /// <param name="cancellationToken">Ends the copy. What was copied stays; no tag has an incomplete image.</param>
    /// <returns>What was copied, and which targets failed.</returns>
    /// <exception cref="NebiusRegistryException">The source can't be read, or a host has no credential; nothing got a tag.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> fired.</exception>
    public async Task<ImageCopyReport> CopyAsync(
        ImageReference source, IReadOnlyList<ImageCopyTarget> targets, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(targets);
        using var run = new CopyRun(provider, _options);
        await run.ConnectAsync([source.Host, .. targets.Select(target => target.Host)], cancellationToken).ConfigureAwait(false);
        return await run.CopyAsync(source, targets, cancellationToken).ConfigureAwait(false);
    }
}

/// <summary>An image in a registry.</summary>
/// <param name="Host">The registry.</param>
/// <param name="Repository">The repository, such as <c>e00abc/app</c>.</param>
/// <param name="Reference">The tag or digest.</param>
public sealed record ImageReference(RegistryHost Host, string Repository, string Reference)
{
    /// <summary>Gets a value indicating whether the reference is a digest.</summary>
    public bool IsDigest => Reference.Contains(':', StringComparison.Ordinal);

    /// <inheritdoc/>
    public override string ToString() => $"{Host}/{Repository}{(IsDigest ? '@' : ':')}{Reference}";
}

/// <summary>A repository that an image is copied to.</summary>
/// <param name="Host">The registry.</param>
/// <param name="Repository">The repository, such as <c>e01abc/app</c>.</param>
/// <param name="Tags">The tags that the copy gets; none for its digest alone.</param>
public sealed record ImageCopyTarget(RegistryHost Host, string Repository, IReadOnlyList<string> Tags)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Host}/{Repository}";
}

/// <summary>The options of a copy.</summary>
public sealed record ImageCopyOptions
{
    /// <summary>Gets a value indicating whether signatures, SBOMs and other referrers are copied, too.</summary>
    public bool CopiesReferrers { get; init; } = true;

    /// <summary>Gets a value indicating whether the copy is only compared: nothing is sent, and the report says what would be.</summary>
    public bool IsDryRun { get; init; }

    /// <summary>Gets what is called with progress messages when a copy takes more than a second; may be null.</summary>
    public Action<string>? Progress { get; init; }

    /// <summary>Gets the time between two progress messages.</summary>
    public TimeSpan ProgressInterval { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Gets the clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    internal Func<HttpMessageHandler> CreateHandler { get; init; } = HttpHandlers.Create;

    internal PushRetryPolicy Attempts { get; init; } = new();

    internal PushLimits Limits { get; init; } = new();
}

/// <summary>What was copied.</summary>
/// <param name="Digest">The digest of the image, the same in all registries.</param>
/// <param name="MediaType">The media type of its manifest or index.</param>
/// <param name="Targets">The outcome for each target, in their order.</param>
public sealed record ImageCopyReport(string Digest, string MediaType, IReadOnlyList<CopiedImage> Targets)
{
    /// <summary>Gets the digests of manifests that the index lists and the source doesn't have.</summary>
    public IReadOnlyList<string> Missing { get; init; } = [];

    /// <summary>Gets the number of referrers that were copied.</summary>
    public int Referrers { get; init; }
}

/// <summary>The outcome of a copy for one target.</summary>
/// <param name="Target">The repository.</param>
public sealed record CopiedImage(ImageCopyTarget Target)
{
    /// <summary>Gets the error; null when the image is there.</summary>
    public NebiusRegistryException? Failure { get; init; }

    /// <summary>Gets the number of bytes of the blobs that were sent.</summary>
    public long Bytes { get; init; }

    /// <summary>Gets the number of blobs that were sent.</summary>
    public int BlobsSent { get; init; }

    /// <summary>Gets the number of blobs that were there, or that the registry took from another repository.</summary>
    public int BlobsThere { get; init; }

    /// <summary>Gets the number of manifests that were sent; each tag counts.</summary>
    public int ManifestsSent { get; init; }
}

/// <summary>One copy: its connections, and the steps.</summary>
/// <param name="provider">The provider of the credentials.</param>
/// <param name="options">The options.</param>
internal sealed class CopyRun(ICredentialProvider provider, ImageCopyOptions options) : IDisposable
{
    private readonly Dictionary<RegistryHost, CopyHost> _hosts = [];
    private readonly List<RepositoryEndpoint> _endpoints = [];
    private readonly HttpClient _storage = new(options.CreateHandler()) { Timeout = Timeout.InfiniteTimeSpan };

    /// <summary>Finds the credentials of all hosts at the same time.</summary>
    public async Task ConnectAsync(IEnumerable<RegistryHost> hosts, CancellationToken cancellationToken)
    {
        var found = await Task.WhenAll(hosts.Distinct().Select(ConnectAsync)).ConfigureAwait(false);
        foreach (var host in found)
        {
            _hosts.Add(host.Connection.Host, host);
        }

        async Task<CopyHost> ConnectAsync(RegistryHost host)
        {
            var resolution = await provider.ResolveAsync(host, cancellationToken).ConfigureAwait(false);
            var credential = resolution.Credential ?? throw new InvalidOperationException("The provider leaves the credential to the SDK.");
            return new CopyHost(new RegistryConnection(host, options.CreateHandler()), new SharedCredential(provider, credential));
        }
    }

    /// <summary>Copies the image.</summary>
    public async Task<ImageCopyReport> CopyAsync(
        ImageReference from, IReadOnlyList<ImageCopyTarget> to, CancellationToken cancellationToken)
    {
        var source = new SourceRepository(Open(from.Host, RepositoryAccess.ForPull(from.Repository)), _storage);
        try
        {
            return await CopyAsync(source, from, to, cancellationToken).ConfigureAwait(false);
        }
        catch (PushRefusedException refusal)
        {
            throw await ExplainAsync(source.Endpoint, from.Reference, refusal.Result, cancellationToken).ConfigureAwait(false);
        }
        catch (SourceFailedException error) when (error.Reason is PushRefusedException refusal)
        {
            throw await ExplainAsync(source.Endpoint, from.Reference, refusal.Result, cancellationToken).ConfigureAwait(false);
        }
        catch (SourceFailedException error)
        {
            throw CopyFailure.Unreadable(from, error.Reason.Message);
        }
        catch (FormatException error)
        {
            throw CopyFailure.Unreadable(from, error.Message);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _endpoints.ForEach(endpoint => endpoint.Dispose());
        foreach (var host in _hosts.Values)
        {
            host.Dispose();
        }

        _storage.Dispose();
    }

    private async Task<ImageCopyReport> CopyAsync(
        SourceRepository source, ImageReference from, IReadOnlyList<ImageCopyTarget> to, CancellationToken cancellationToken)
    {
        var image = await ManifestTree.ReadAsync(source, from.Reference, cancellationToken).ConfigureAwait(false)
            ?? throw CopyFailure.NotFound(from, source.Endpoint.Credential, options.Time.GetUtcNow());
        var progress = new CopyProgress($"{from}", image.Size * to.Count, options.ProgressInterval, options.Progress, options.Time);
        var targets = to.Select(target => new CopyTarget(Open(target.Host, AccessTo(target, from)), target.Tags, progress)).ToList();
        var copy = new ImageCopy(source, targets, options.IsDryRun);
        await copy.CopyAsync(image, null, cancellationToken).ConfigureAwait(false);
        var referrers = options.CopiesReferrers
            ? await CopyReferrersAsync(source, copy, image, cancellationToken).ConfigureAwait(false)
            : 0;
        var outcomes = await Task.WhenAll(targets.Zip(to, (target, name) => OutcomeAsync(target, name, cancellationToken)))
            .ConfigureAwait(false);
        return new ImageCopyReport(image.Root.Digest, image.Root.MediaType, outcomes) { Missing = image.Missing, Referrers = referrers };
    }

    private static RepositoryAccess AccessTo(ImageCopyTarget target, ImageReference source) => RepositoryAccess.ForPush(
        target.Repository, target.Host == source.Host && target.Repository != source.Repository ? source.Repository : null);

    private static async Task<int> CopyReferrersAsync(
        SourceRepository source, ImageCopy copy, ManifestTree image, CancellationToken cancellationToken)
    {
        var seen = image.Children.Append(image.Root).Select(manifest => manifest.Digest).ToHashSet();
        var waiting = new Queue<string>(seen);
        var count = 0;
        while (waiting.TryDequeue(out var digest))
        {
            foreach (var (reference, tag) in await Referrers.FindAsync(source, digest, cancellationToken).ConfigureAwait(false))
            {
                if (await ManifestTree.ReadAsync(source, reference, cancellationToken).ConfigureAwait(false) is not { } referrer
                    || !seen.Add(referrer.Root.Digest))
                {
                    continue;
                }

                await copy.CopyAsync(referrer, tag is null ? [] : [tag], cancellationToken).ConfigureAwait(false);
                waiting.Enqueue(referrer.Root.Digest);
                count++;
            }
        }

        return count;
    }

    private RepositoryEndpoint Open(RegistryHost host, RepositoryAccess access)
    {
        var endpoint = new RepositoryEndpoint(_hosts[host], access, options);
        _endpoints.Add(endpoint);
        return endpoint;
    }

    private async Task<CopiedImage> OutcomeAsync(CopyTarget target, ImageCopyTarget name, CancellationToken cancellationToken)
    {
        var counts = target.Counts;
        var failure = target.Failure is { } refusal
            ? await ExplainAsync(target.Endpoint, null, refusal.Result, cancellationToken).ConfigureAwait(false)
            : null;
        return new CopiedImage(name)
        {
            Failure = failure,
            Bytes = counts.Bytes,
            BlobsSent = counts.BlobsSent,
            BlobsThere = counts.BlobsThere + counts.BlobsMounted,
            ManifestsSent = counts.ManifestsSent,
        };
    }

    private async Task<NebiusRegistryException> ExplainAsync(
        RepositoryEndpoint endpoint, string? pulled, ProbeResult result, CancellationToken cancellationToken)
    {
        var failure = new PushFailure
        {
            Credential = endpoint.Credential,
            Repository = endpoint.Repository,
            Reference = pulled,
            Action = pulled is null ? RegistryAction.Push : RegistryAction.Pull,
            Probe = result,
            Now = options.Time.GetUtcNow(),
        };
        var advice = await new RefusalDiagnosis(provider).AskAsync(failure, cancellationToken).ConfigureAwait(false)
            ?? PushAdvice.For(failure);
        return new NebiusRegistryException(advice.Code, advice.Message);
    }
}

/// <summary>The errors of a source that can't be copied.</summary>
internal static class CopyFailure
{
    /// <summary>Returns the error for an image that the source doesn't have.</summary>
    public static NebiusRegistryException NotFound(ImageReference source, RegistryCredential credential, DateTimeOffset now)
    {
        var probe = new ProbeResult
        {
            Status = ProbeStatus.ManifestUnknown,
            Request = $"GET /v2/{source.Repository}/manifests/{source.Reference}",
            HttpStatus = 404,
        };
        var advice = PushAdvice.For(new PushFailure
        {
            Credential = credential,
            Repository = source.Repository,
            Reference = source.Reference,
            Action = RegistryAction.Pull,
            Probe = probe,
            Now = now,
        });
        return new NebiusRegistryException(advice.Code, advice.Message);
    }

    /// <summary>Returns the error for a source that isn't an image.</summary>
    public static NebiusRegistryException Unreadable(ImageReference source, string why) => new(
        MessageCodes.CopySourceInvalid,
        $"{source} can't be copied: {why}. Push the image again, then copy it.");
}
