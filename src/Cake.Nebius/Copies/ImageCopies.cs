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

        var provider = new ReportingCredentialProvider(_session.Finder, (host, resolution) =>
        {
            _session.Tell(resolution, host == image.Host ? "image from" : "image to");
            return Task.CompletedTask;
        });
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
