using Nebius.Registry.Diagnostics;

namespace Nebius.Registry.Helm;

/// <summary>The errors about a chart that cannot be used.</summary>
internal static class ChartProblem
{
    /// <summary>Something in a chart is not as helm wants it.</summary>
    /// <param name="chart">The chart as the user named it.</param>
    /// <param name="problem">What is wrong, as the end of a sentence.</param>
    public static NebiusRegistryException Invalid(string chart, string problem) => new(
        MessageCodes.ChartInvalid, $"The chart {chart} cannot be pushed: {problem}. Helm would refuse it, too; 'helm lint {chart}' tells more.");

    /// <summary>An archive has a name that could lead out of the directory that it is unpacked in.</summary>
    /// <param name="chart">The chart as the user named it.</param>
    /// <param name="problem">What is wrong, as the end of a sentence.</param>
    public static NebiusRegistryException Unsafe(string chart, string problem) => new(
        MessageCodes.ChartUnsafe, $"The chart {chart} is not pushed: {problem}. Make the archive anew with 'helm package', or name the chart's directory.");
}
