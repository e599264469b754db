using Microsoft.Build.Framework;
using Nebius.Registry.OS;

namespace Nebius.Registry.Build.Tasks;

/// <summary>Makes what was pushed outputs of the CI job's step: <c>nebius_image</c>, and <c>nebius_image_app</c> for each.</summary>
internal static class StepOutputs
{
    /// <summary>Tells whether NebiusSetStepOutputs asks for them.</summary>
    /// <param name="setting">The property.</param>
    public static bool AreWanted(string? setting) => "true".Equals(setting, StringComparison.OrdinalIgnoreCase);

    /// <summary>Sets the outputs.</summary>
    /// <param name="prefix">What the names begin with.</param>
    /// <param name="items">The items; their identity is the reference.</param>
    /// <param name="logCommand">Prints a command of the CI system.</param>
    /// <param name="cancellationToken">Fires when the build is cancelled.</param>
    /// <returns>A task that ends when they are set.</returns>
    public static async Task SetAsync(
        string prefix, IEnumerable<ITaskItem> items, Action<string> logCommand, CancellationToken cancellationToken)
    {
        var settings = new NebiusSettings();
        foreach (var item in items)
        {
            var name = StepOutput.PartOfName(item.GetMetadata("Repository").Split('/')[^1]);
            foreach (var output in new[] { prefix, $"{prefix}_{name}" })
            {
                // Azure Pipelines finds its commands anywhere in a line; TeamCity's have to begin one, and MSBuild indents.
                if (await StepOutput.SetAsync(settings, output, item.ItemSpec, cancellationToken).ConfigureAwait(false) is { } command
                    && command.StartsWith("##vso", StringComparison.Ordinal))
                {
                    logCommand(command);
                }
            }
        }
    }
}
