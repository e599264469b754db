using System.Diagnostics.CodeAnalysis;
using Microsoft.Build.Framework;
using Nebius.Registry.Ci;
using Nebius.Registry.Configuration;

namespace Nebius.Registry.Build.Tasks;

/// <summary>Makes what was pushed outputs of the CI job's step: <c>nebius_image</c>, and <c>nebius_image_app</c> for each.</summary>
public sealed class SetNebiusStepOutputs : NebiusTask
{
    /// <summary>Gets or sets what the names begin with.</summary>
    [Required]
    public string Prefix { get; set; } = string.Empty;

    /// <summary>Gets or sets the items; their identity is the reference.</summary>
    [SuppressMessage("Performance", "CA1819:Properties should not return arrays", Justification = "MSBuild passes lists of items as arrays.")]
    public ITaskItem[] Items { get; set; } = [];

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken cancellationToken)
    {
        var settings = new NebiusSettings();
        foreach (var item in Items)
        {
            var name = item.GetMetadata("Repository").Split('/')[^1];
            await SetAsync(settings, Prefix, item.ItemSpec, cancellationToken).ConfigureAwait(false);
            await SetAsync(settings, $"{Prefix}_{StepOutput.PartOfName(name)}", item.ItemSpec, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task SetAsync(NebiusSettings settings, string name, string value, CancellationToken cancellationToken)
    {
        // Azure Pipelines finds its commands anywhere in a line; TeamCity's have to begin one, and MSBuild indents.
        if (await StepOutput.SetAsync(settings, name, value, cancellationToken).ConfigureAwait(false) is { } command
            && command.StartsWith("##vso", StringComparison.Ordinal))
        {
            LogCommand(command);
        }
    }
}
