using Cake.Core;
using Cake.Core.Diagnostics;
using Cake.Nebius.Ci;
using Cake.Nebius.Credentials;
using Nebius.Registry;
using Nebius.Registry.Copying;
using Nebius.Registry.Credentials;
using Nebius.Registry.Preflight;

namespace Cake.Nebius.Copies;

/// <summary>Copies an image, and tells what came of it.</summary>
/// <param name="context">The context.</param>
/// <param name="settings">How.</param>
internal sealed class ImageCopies(ICakeContext context, NebiusCopyImageSettings settings)
{
    private readonly CredentialSession _session = new(context, settings.Credentials);

    /// <summary>Copies the image to all targets.</summary>
    public async Task<IReadOnlyList<NebiusPublishedImage>> RunAsync(
        string source, IEnumerable<string> targets, CancellationToken cancellationToken)
    {
        var (image, repositories) = await new CopyReferences(ReadAsync)
            .ReadAsync(source, targets, [.. settings.Tags], cancellationToken).ConfigureAwait(false);
        if (repositories.Count == 0)
        {
            return [];
        }

        var provider = new SessionCredentials(_session, host => host == image.Host ? "image from" : "image to");
        var options = new ImageCopyOptions { CopiesReferrers = settings.CopiesReferrers, Progress = Say };
        var report = await new ImageCopier(provider, options).CopyAsync(image, repositories, cancellationToken).ConfigureAwait(false);
        Tell(report);
        return [.. report.Targets.Select(copy => new NebiusPublishedImage
        {
            Host = copy.Target.Host.Name,
            Region = copy.Target.Host.Region,
            Repository = copy.Target.Repository,
            Digest = report.Digest,
            Tags = copy.Target.Tags,
            MediaType = report.MediaType,
            CredentialSource = copy.CredentialSource,
        })];
    }

    private void Tell(ImageCopyReport report)
    {
        foreach (var digest in report.MissingManifests)
        {
            context.Log.Printed().Warning("Nebius: the source doesn't have {0}, which the index lists; it isn't copied", digest);
        }

        foreach (var warning in report.Warnings)
        {
            context.Log.Printed().Warning("Nebius: {0}", warning);
        }

        foreach (var copy in report.Targets.Where(copy => copy.Failure is null))
        {
            var what = copy.BlobsSent + copy.ManifestsSent > 0 ? "copied to" : "unchanged";
            var tags = copy.Target.Tags.Count > 0 ? $" ({string.Join(';', copy.Target.Tags)})" : string.Empty;
            Say($"{what} {copy.Target}@{report.Digest}{tags}");
        }

        var failures = report.Targets.Select(copy => copy.Failure).OfType<NebiusRegistryException>().ToList();
        foreach (var failure in failures.Skip(1))
        {
            context.Log.Printed().Error("{0}: {1}", failure.Code, failure.Message);
        }

        if (failures.Count > 0)
        {
            throw failures[0];
        }
    }

    private async Task<RegistryTarget> ReadAsync(string text, CancellationToken cancellationToken)
    {
        var first = text.Split('/')[0];
        if (!RegistryId.IsLikely(first))
        {
            return RegistryTarget.Parse(text, _session.Settings);
        }

        var host = await new RegistryLocator(_session.Options).FindAsync(first, cancellationToken).ConfigureAwait(false);
        return RegistryTarget.Parse($"{host}/{text}", _session.Settings);
    }

    private void Say(string sentence) => context.Log.Printed().Information("Nebius: {0}", sentence);
}

/// <summary>The credentials of a session, each reported in the log.</summary>
/// <param name="session">The session.</param>
/// <param name="purpose">Returns what the credential of a host is for, such as <c>image to</c>.</param>
internal sealed class SessionCredentials(CredentialSession session, Func<RegistryHost, string> purpose) : ICredentialProvider
{
    private readonly ICredentialProvider _inner = session.Finder;

    /// <inheritdoc/>
    public async Task<CredentialResolution> ResolveAsync(RegistryHost host, CancellationToken cancellationToken)
    {
        var resolution = await _inner.ResolveAsync(host, cancellationToken).ConfigureAwait(false);
        session.Tell(resolution, purpose(host));
        return resolution;
    }

    /// <inheritdoc/>
    public Task<CredentialResolution?> RenewAsync(RegistryCredential refused, CancellationToken cancellationToken) =>
        _inner.RenewAsync(refused, cancellationToken);

    /// <inheritdoc/>
    public bool HasAccessToken() => _inner.HasAccessToken();

    /// <inheritdoc/>
    public Task<ApiToken> ResolveAccessTokenAsync(CancellationToken cancellationToken) => _inner.ResolveAccessTokenAsync(cancellationToken);

    /// <inheritdoc/>
    public Task<ApiToken?> RenewAccessTokenAsync(ApiToken refused, CancellationToken cancellationToken) =>
        _inner.RenewAccessTokenAsync(refused, cancellationToken);
}
