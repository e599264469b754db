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
        foreach (var item in items)
        {
            await SetAsync([prefix, $"{prefix}_{NameOf(item)}"], item, logCommand, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>
    /// Sets the outputs for each region: <c>nebius_image_eu_west1</c>, and <c>nebius_image_app_eu_west1</c> for each image. Of several
    /// registries in one region, the first counts.
    /// </summary>
    /// <param name="prefix">What the names begin with.</param>
    /// <param name="items">The items of all registries.</param>
    /// <param name="logCommand">Prints a command of the CI system.</param>
    /// <param name="cancellationToken">Fires when the build is cancelled.</param>
    /// <returns>A task that ends when they are set.</returns>
    public static async Task SetForRegionsAsync(
        string prefix, IEnumerable<ITaskItem> items, Action<string> logCommand, CancellationToken cancellationToken)
    {
        foreach (var item in items.DistinctBy(item => (NameOf(item), RegionOf(item))))
        {
            var region = StepOutput.PartOfName(RegionOf(item));
            await SetAsync([$"{prefix}_{region}", $"{prefix}_{NameOf(item)}_{region}"], item, logCommand, cancellationToken)
                .ConfigureAwait(false);
        }
    }

    /// <summary>Returns the region of an item; of a trusted host, its name.</summary>
    public static string RegionOf(ITaskItem item) =>
        item.GetMetadata("Region") is { Length: > 0 } region ? region : item.GetMetadata("Host");

    private static string NameOf(ITaskItem item) => StepOutput.PartOfName(item.GetMetadata("Repository").Split('/')[^1]);

    private static async Task SetAsync(
        IEnumerable<string> outputs, ITaskItem item, Action<string> logCommand, CancellationToken cancellationToken)
    {
        var settings = new NebiusSettings();
        foreach (var output in outputs)
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
