namespace Nebius.Registry.Helm;

/// <summary>A packed chart and where it goes.</summary>
/// <param name="Package">The chart.</param>
/// <param name="Repository">Where to, see <see cref="ChartRepository.Resolve"/>.</param>
internal sealed record ChartDestination(ChartPackage Package, string Repository)
{
    /// <summary>Gets the tag and the repository, which name one chart.</summary>
    internal string Reference => $"{Repository}:{Package.Metadata.Tag}";
}
