namespace Nebius.Registry.Helm;

/// <summary>Makes absolute paths of what users name.</summary>
internal static class ChartPaths
{
    /// <summary>Returns an absolute path.</summary>
    /// <param name="chart">The chart as the user named it.</param>
    /// <param name="path">A path.</param>
    /// <exception cref="NebiusRegistryException">It is none.</exception>
    public static string Full(string chart, string path)
    {
        try
        {
            return Path.GetFullPath(path);
        }
        catch (Exception error) when (error is ArgumentException or NotSupportedException or IOException)
        {
            throw ChartProblem.Invalid(chart, $"'{path}' isn't a path");
        }
    }
}
