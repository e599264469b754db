using Nebius.Registry.Credentials;
using Nebius.Registry.Diagnostics;
using Nebius.Registry.Oci;
using Nebius.Registry.Preflight;

namespace Nebius.Registry.Copying;

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
        ImageCopySource from, IReadOnlyList<ImageCopyTarget> to, CancellationToken cancellationToken)
    {
        var source = OpenSource(from);
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
        SourceRepository source, ImageCopySource from, IReadOnlyList<ImageCopyTarget> to, CancellationToken cancellationToken)
    {
        var image = await ManifestTree.ReadAsync(source, from.Reference, cancellationToken).ConfigureAwait(false)
            ?? throw CopyFailure.NotFound(from, source.Endpoint.Credential, options.Time.GetUtcNow());
        var progress = new CopyProgress($"{from}", image.Size * to.Count, options.ProgressInterval, options.Progress, options.Time);
        var targets = to.Select(target => new CopyTarget(Open(target.Host, () => AccessTo(target, from)), target.Tags, progress)).ToList();
        var copy = new ImageCopy(source, targets, options.IsDryRun);
        await copy.CopyAsync(image, null, cancellationToken).ConfigureAwait(false);
        var referrers = options.CopiesReferrers
            ? await CopyReferrersAsync(source, copy, image, cancellationToken).ConfigureAwait(false)
            : 0;
        var outcomes = await Task.WhenAll(targets.Zip(to, (target, name) => OutcomeAsync(target, name, cancellationToken)))
            .ConfigureAwait(false);
        return new ImageCopyReport(image.Root.Digest, image.Root.MediaType, outcomes) { Missing = image.Missing, Referrers = referrers };
    }

    private static RepositoryAccess AccessTo(ImageCopyTarget target, ImageCopySource source) => RepositoryAccess.ForPush(
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

    private SourceRepository OpenSource(ImageCopySource from) =>
        new(Open(from.Host, () => RepositoryAccess.ForPull(from.Repository)), _storage);

    private RepositoryEndpoint Open(RegistryHost host, Func<RepositoryAccess> createAccess)
    {
        var endpoint = new RepositoryEndpoint(_hosts[host], createAccess(), options);
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
