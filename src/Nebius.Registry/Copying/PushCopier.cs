using Nebius.Registry.Credentials;

namespace Nebius.Registry.Copying;

/// <summary>Copies what was just pushed to the registries of NebiusCopyTo.</summary>
/// <param name="provider">The provider of the credentials; one that leaves none to the SDK.</param>
/// <param name="options">The options of the copies.</param>
internal sealed class PushCopier(ICredentialProvider provider, ImageCopyOptions options)
{
    /// <summary>Gets what decides whether a registry may get the copy; throws where it may not. Null when each may.</summary>
    public Func<ImageCopyTarget, RegistryCredential, CancellationToken, Task>? Check { get; init; }

    /// <summary>Copies an image or a chart. A registry that fails doesn't stop the others.</summary>
    /// <param name="pushed">What was pushed, by its digest.</param>
    /// <param name="tags">Its tags.</param>
    /// <param name="registries">The registries.</param>
    /// <param name="cancellationToken">Ends the copy.</param>
    /// <returns>The outcomes, in the same order.</returns>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> fired.</exception>
    public async Task<IReadOnlyList<PushCopy>> CopyAsync(
        ImageCopySource pushed, IReadOnlyList<string> tags, IReadOnlyList<CopyRegistry> registries, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(pushed);
        ArgumentNullException.ThrowIfNull(tags);
        ArgumentNullException.ThrowIfNull(registries);
        var copies = await Task.WhenAll(registries.Select(
            registry => BeginAsync(new PushCopy(registry, pushed, registry.TargetFor(pushed.Repository, tags)), cancellationToken)))
            .ConfigureAwait(false);
        var begun = copies.Where(copy => copy.Failure is null).ToList();
        var ended = begun.Count > 0 ? await CopyAsync(pushed, begun, cancellationToken).ConfigureAwait(false) : [];
        return [.. copies.Select(copy => ended.FirstOrDefault(end => end.Registry == copy.Registry) ?? copy)];
    }

    private async Task<PushCopy> BeginAsync(PushCopy copy, CancellationToken cancellationToken)
    {
        copy.Registry.UseInMessages();
        try
        {
            var resolution = await provider.ResolveAsync(copy.Target.Host, cancellationToken).ConfigureAwait(false);
            if (Check is not null)
            {
                await Check(copy.Target, resolution.Credential!, cancellationToken).ConfigureAwait(false);
            }

            return copy with { Resolution = resolution };
        }
        catch (NebiusRegistryException error)
        {
            return copy with { Failure = copy.Explain(error) };
        }
    }

    private async Task<IReadOnlyList<PushCopy>> CopyAsync(
        ImageCopySource pushed, IReadOnlyList<PushCopy> copies, CancellationToken cancellationToken)
    {
        try
        {
            CommandsToType.ListOfCopies = region => $"{region}/<registry-id>";
            var report = await new ImageCopier(provider, options)
                .CopyAsync(pushed, [.. copies.Select(copy => copy.Target)], cancellationToken).ConfigureAwait(false);
            return [.. copies.Zip(report.Targets, (copy, outcome) => copy with
            {
                Copied = outcome,
                Report = report,
                Failure = outcome.Reason is { } reason ? copy.Explain(reason) : null,
            })];
        }
        catch (NebiusRegistryException error)
        {
            return [.. copies.Select(copy => copy with { Failure = copy.Explain(error) })];
        }
    }
}

/// <summary>The copy of what was pushed to one registry of NebiusCopyTo.</summary>
/// <param name="Registry">The registry.</param>
/// <param name="Pushed">What was pushed.</param>
/// <param name="Target">The repository and the tags of the copy.</param>
internal sealed record PushCopy(CopyRegistry Registry, ImageCopySource Pushed, ImageCopyTarget Target)
{
    /// <summary>Gets the credential; null when there is none.</summary>
    public CredentialResolution? Resolution { get; init; }

    /// <summary>Gets the outcome; null when the copy didn't begin.</summary>
    public CopiedImage? Copied { get; init; }

    /// <summary>Gets what was copied to all registries.</summary>
    public ImageCopyReport? Report { get; init; }

    /// <summary>Gets the error, with the command that copies again; null when the copy is there.</summary>
    public NebiusRegistryException? Failure { get; init; }

    /// <summary>Gets the reference of the copy by digest.</summary>
    public string Reference => $"{Target}@{Pushed.Reference}";

    /// <summary>Gets one line that says what was done.</summary>
    public string Line
    {
        get
        {
            var what = Copied is { BlobsSent: 0, ManifestsSent: 0 } ? "unchanged" : "copied to";
            var referrers = Report?.Referrers switch
            {
                null or 0 => string.Empty,
                1 => " with 1 referrer",
                var count => $" with {count} referrers",
            };
            var tags = Target.Tags.Count > 0 ? $" ({string.Join(';', Target.Tags)})" : string.Empty;
            return $"{what} {Reference}{tags}{referrers}";
        }
    }

    /// <summary>Returns the error of this copy.</summary>
    /// <param name="reason">Why it failed.</param>
    public NebiusRegistryException Explain(NebiusRegistryException reason) => new(
        reason.Code,
        CopyFailures.Failed(
            $"The push to {Pushed.Host}/{Pushed.Repository} succeeded, but the copy to '{Redactor.Value(Registry.Destination.Text)}' "
            + $"({CommandsToType.CopyTo}) failed",
            reason,
            Pushed,
            Target));
}
