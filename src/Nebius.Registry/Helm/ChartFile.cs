namespace Nebius.Registry.Helm;

/// <summary>A file of a chart.</summary>
/// <param name="Name">Its path in the chart, with <c>/</c>.</param>
/// <param name="Path">Where it is on disk.</param>
internal sealed record ChartFile(string Name, string Path);
