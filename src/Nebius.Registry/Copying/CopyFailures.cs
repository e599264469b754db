using System.Globalization;
using Nebius.Registry.Credentials;
using Nebius.Registry.Diagnostics;
using Nebius.Registry.Oci;
using Nebius.Registry.Preflight;

namespace Nebius.Registry.Copying;

/// <summary>The errors of a copy: which registry, why, what is there already, and the command that copies the rest.</summary>
/// <param name="provider">The provider of the credentials.</param>
/// <param name="source">The image.</param>
/// <param name="endpoint">The source's repository.</param>
/// <param name="time">The clock.</param>
internal sealed class CopyFailures(
    ICredentialProvider provider, ImageCopySource source, RepositoryEndpoint endpoint, TimeProvider time)
{
    /// <summary>Returns the warning for a registry that may have more referrers than it lists.</summary>
    public static string IncompleteReferrers(ImageCopySource source, PushRefusedException refusal) =>
        $"{source.Host} can't list what refers to {source}, so that signatures and SBOMs may be missing in the copies "
        + $"({PushBudget.Answer(refusal)}).";

    /// <summary>Returns the error for an image that the source doesn't have.</summary>
    public NebiusRegistryException NotFound()
    {
        var advice = PushAdvice.For(Describe(endpoint, source.Reference, new ProbeResult
        {
            Status = ProbeStatus.ManifestUnknown,
            Request = $"GET /v2/{source.Repository}/manifests/{source.Reference}",
            HttpStatus = 404,
        }));
        return new NebiusRegistryException(advice.Code, advice.Message);
    }

    /// <summary>Returns the error for a source that can't be read.</summary>
    public async Task<NebiusRegistryException> OfSourceAsync(Exception error, CancellationToken cancellationToken)
    {
        var advice = await AdviseAsync(endpoint, error, cancellationToken).ConfigureAwait(false);
        return new NebiusRegistryException(advice.Code, $"{source} can't be copied: {Continue(advice.Message)}");
    }

    /// <summary>Returns why a target failed, and what it has; null when it didn't.</summary>
    public async Task<NebiusRegistryException?> ReasonAsync(CopyTarget target, ManifestTree image, CancellationToken cancellationToken)
    {
        if (target.Failure is not { } error)
        {
            return null;
        }

        var advice = error is PushRefusedException refusal && MissingContent.IsReason(refusal)
            ? Incomplete(target.Name, image, refusal)
            : await AdviseAsync(target.Endpoint, error, cancellationToken).ConfigureAwait(false);
        return new NebiusRegistryException(advice.Code, $"{advice.Message}{Copied(target.Counts)}");
    }

    /// <summary>Returns the error of a target: the reason, and the command that copies again.</summary>
    public NebiusRegistryException OfTarget(ImageCopyTarget target, string digest, NebiusRegistryException reason) => new(
        reason.Code, Failed($"The copy to {target} failed", reason, source with { Reference = digest }, target));

    /// <summary>Returns the message of a copy that failed.</summary>
    /// <param name="failed">What failed, in words.</param>
    /// <param name="reason">Why, and what is there already.</param>
    /// <param name="image">The image, by its digest.</param>
    /// <param name="target">The repository and the tags of the copy.</param>
    public static string Failed(string failed, NebiusRegistryException reason, ImageCopySource image, ImageCopyTarget target)
    {
        if (reason.Code is MessageCodes.ChartTagTaken or MessageCodes.ChartTagHoldsOther)
        {
            // The command would replace what the tag holds.
            return $"{failed}: {Continue(reason.Message)}";
        }

        var tags = target.Tags.Count == 1 ? $":{target.Tags[0]}" : string.Concat(target.Tags.Select(tag => $" --tag {tag}"));
        return $"{failed}: {Continue(reason.Message)}\nTo copy again:\n  nebius-registry copy {image} {target}{tags}";
    }

    private static string Copied(CopyCounts counts) => counts.BlobsSent + counts.ManifestsSent == 0
        ? string.Empty
        : string.Create(
            CultureInfo.InvariantCulture,
            $"\nWhat was copied stays there ({counts.BlobsSent} blobs, {counts.ManifestsSent} manifests).");

    // Messages begin with a host's name, or with a word.
    private static string Continue(string message) =>
        message.StartsWith("The ", StringComparison.Ordinal) || message.StartsWith("Can't ", StringComparison.Ordinal)
            ? char.ToLowerInvariant(message[0]) + message[1..]
            : message;

    private static Advice Incomplete(ImageCopyTarget target, ManifestTree image, PushRefusedException refusal)
    {
        var answer = PushBudget.Answer(refusal);
        return image.Missing is [var digest, ..]
            ? new Advice(
                MessageCodes.IncompleteIndexRefused,
                $"the registry refuses an index without all its images, and {image.Missing.Count} of them aren't in the source, such as "
                + $"{digest} ({answer}). Push the image again with all platforms, or copy one of them by its digest.")
            : new Advice(
                MessageCodes.CopiedContentMissing,
                $"the registry accepted all blobs, and then says that it doesn't have one ({answer}). Try again; if it fails again, copy "
                + $"to another repository than {target.Repository}, and report it with this message.");
    }

    private async Task<Advice> AdviseAsync(RepositoryEndpoint failed, Exception error, CancellationToken cancellationToken)
    {
        switch (error)
        {
            case SourceFailedException { Reason: var reason }:
                return await AdviseAsync(endpoint, reason, cancellationToken).ConfigureAwait(false);
            case PushRefusedException refusal:
                var failure = Describe(failed, failed == endpoint ? source.Reference : null, refusal.Result);
                return await new RefusalDiagnosis(provider).AskAsync(failure, cancellationToken).ConfigureAwait(false)
                    ?? PushAdvice.For(failure);
            case NebiusRegistryException coded:
                return new Advice(coded.Code, coded.Message);
            default:
                return new Advice(MessageCodes.CopySourceInvalid, $"{error.Message}. Push the image again, then copy it.");
        }
    }

    private PushFailure Describe(RepositoryEndpoint failed, string? pulled, ProbeResult result) => new()
    {
        Credential = failed.Credential,
        Repository = failed.Repository,
        Reference = pulled,
        Action = pulled is null ? RegistryAction.Push : RegistryAction.Pull,
        Probe = result,
        Now = time.GetUtcNow(),
    };
}
