using Nebius.Registry.Oci;

namespace Nebius.Registry.Helm;

/// <summary>The push of one chart with one credential.</summary>
/// <param name="package">The chart.</param>
/// <param name="repository">The repository.</param>
/// <param name="credential">The credential, with its registry.</param>
/// <param name="options">The options.</param>
internal sealed class ChartPush(ChartPackage package, string repository, RegistryCredential credential, ChartPushOptions options)
{
    private readonly ChartManifest _manifest = ChartManifest.Of(package);

    /// <summary>Pushes the chart, unless it is in the registry already.</summary>
    /// <param name="connection">The connection to the registry.</param>
    /// <param name="budget">How long it may take.</param>
    /// <param name="cancellationToken">Ends the push.</param>
    /// <returns>The chart in the registry.</returns>
    /// <exception cref="PushRefusedException">The registry refused a request, or didn't respond.</exception>
    /// <exception cref="NebiusRegistryException">The tag holds another chart, or helm failed.</exception>
    public async Task<PublishedChart> RunAsync(RegistryConnection connection, PushBudget budget, CancellationToken cancellationToken)
    {
        using var access = RepositoryAccess.ForPush(repository);
        var session = new RepositorySession(connection, credential, access, budget, options.Time);
        var push = new RepositoryPush(session, options.Attempts, budget);
        var chart = Describe();
        var tag = new ChartTag(chart, _manifest, options.Overwrites);
        if (tag.Check(await push.FindManifestAsync(chart.Tag, cancellationToken).ConfigureAwait(false)) is { } there)
        {
            return there;
        }

        if (options.HelmExecutable is { } helm)
        {
            budget.Suspend();
            await new HelmPush(helm, options).PushAsync(package, repository, credential, cancellationToken).ConfigureAwait(false);
            return await FindAsync(push, chart, cancellationToken).ConfigureAwait(false);
        }

        return await SendAsync(push, tag, chart, cancellationToken).ConfigureAwait(false);
    }

    private PublishedChart Describe() => new()
    {
        Host = credential.Host,
        Repository = repository,
        Name = package.Metadata.Name,
        Version = package.Metadata.Version,
        Tag = package.Metadata.Tag,
        Digest = _manifest.Text.Digest,
        IsLibrary = package.Metadata.Type == "library",
        WasThere = false,
    };

    // Later versions of helm write another manifest.
    private static async Task<PublishedChart> FindAsync(RepositoryPush push, PublishedChart chart, CancellationToken cancellationToken)
    {
        var found = await push.FindManifestAsync(chart.Tag, cancellationToken).ConfigureAwait(false);
        return found is not null
            ? chart with { Digest = found.Digest }
            : throw new NebiusRegistryException(
                MessageCodes.PushFailed,
                $"'helm push' succeeded, but {chart.Host}/{chart.Repository}:{chart.Tag} isn't in the registry. Try again. If it fails "
                + "again, report it with this message.");
    }

    private async Task<PublishedChart> SendAsync(
        RepositoryPush push, ChartTag tag, PublishedChart chart, CancellationToken cancellationToken)
    {
        var size = _manifest.Blobs.Sum(blob => blob.Size);
        var progress = new ChartProgress($"{chart.Name} {chart.Version}", size, options.Progress, options.Time);
        foreach (var blob in _manifest.Blobs)
        {
            await push.SendAsync(blob, progress.Add, cancellationToken).ConfigureAwait(false);
        }

        // Meanwhile the tag may hold something else, or this chart if the response to the last attempt was lost.
        var pushed = chart;
        await push.PutManifestAsync(chart.Tag, _manifest.Text, ChartManifest.MediaType, MayPut, cancellationToken).ConfigureAwait(false);
        return pushed;

        bool MayPut(RemoteManifest? found)
        {
            var there = tag.Check(found);
            pushed = there is null ? chart : there with { WasThere = false };
            return there is null;
        }
    }
}
