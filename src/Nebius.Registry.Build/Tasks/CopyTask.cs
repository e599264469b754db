using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;
using Nebius.Registry.Copying;

namespace Nebius.Registry.Build.Tasks;

/// <summary>A task that copies what was pushed to the registries of NebiusCopyTo.</summary>
public abstract class CopyTask : CredentialTask
{
    /// <summary>Gets or sets NebiusCopyTo; empty when nothing is copied.</summary>
    public string? CopyTo { get; set; }

    /// <summary>Gets or sets NebiusCopyReferrers.</summary>
    public string? CopyReferrers { get; set; }

    /// <summary>Gets the options of the copies.</summary>
    private protected ImageCopyOptions CopyOptions => new()
    {
        CopiesReferrers = !"false".Equals(CopyReferrers, StringComparison.OrdinalIgnoreCase),
        Progress = line => LogLine(MessageImportance.High, $"Nebius: {line}"),
    };

    /// <summary>Finds the registries; one that can't be found is an error, and the others get their copies.</summary>
    /// <param name="host">The registry that is pushed to.</param>
    /// <param name="repository">The repository that is pushed to.</param>
    /// <param name="cancellationToken">Fires when the build is cancelled.</param>
    private protected async Task<IReadOnlyList<CopyRegistry>> FindCopiesAsync(
        RegistryHost host, string repository, CancellationToken cancellationToken)
    {
        if (string.IsNullOrWhiteSpace(CopyTo))
        {
            return [];
        }

        var registries = await CopyRegistries.FindAsync(CopyTo, host, repository, CreateOptions(), cancellationToken).ConfigureAwait(false);
        foreach (var problem in registries.Problems)
        {
            LogError(problem.Code, problem.Message);
        }

        return registries.Found;
    }

    /// <summary>Logs what was done, and makes the items of the copies that are there.</summary>
    /// <param name="pushed">The item of what was pushed.</param>
    /// <param name="copies">The outcomes.</param>
    private protected IEnumerable<ITaskItem> Report(ITaskItem pushed, IEnumerable<PushCopy> copies)
    {
        foreach (var copy in copies)
        {
            if (copy.Failure is { } failure)
            {
                LogError(failure.Code, failure.Message);
            }
            else
            {
                LogLine(MessageImportance.High, CredentialDescription.For("copy to", copy.Resolution!.Credential!));
                LogLine(MessageImportance.High, $"Nebius: {copy.Line}");
                yield return ToItem(pushed, copy);
            }
        }
    }

    // The same metadata as that of the original.
    private static TaskItem ToItem(ITaskItem pushed, PushCopy copy)
    {
        var item = new TaskItem(copy.Reference);
        pushed.CopyMetadataTo(item);

        // MSBuild notes where the metadata come from.
        item.RemoveMetadata("OriginalItemSpec");
        item.SetMetadata("Host", copy.Target.Host.Name);
        item.SetMetadata("Region", copy.Target.Host.Region ?? string.Empty);
        item.SetMetadata("Repository", copy.Target.Repository);
        item.SetMetadata("CredentialSource", copy.Resolution!.Credential!.Source.ToString());
        return item;
    }
}
