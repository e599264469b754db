using Nebius.Registry.OS;

namespace Nebius.Registry.Preflight;

/// <summary>
/// The directory where the SDK's container tasks put the layers of every image. Where they can't create it, they fail with a stack trace:
/// https://github.com/dotnet/sdk/blob/main/src/Containers/Microsoft.NET.Build.Containers/ContentStore.cs.
/// </summary>
internal static class SdkLayerCache
{
    private const string Variable = "XDG_CACHE_HOME";

    /// <summary>Returns why the SDK can't make an image.</summary>
    /// <returns>The error; null when nothing is known against it.</returns>
    public static NebiusRegistryException? FindProblem()
    {
        // A home that this user can't read is an empty path, and then the SDK's is relative.
        var path = Path.GetFullPath(Path.Join(Parent(), "dotnet", "Containers"));
        var variable = OperatingSystem.IsMacOS() ? "HOME" : Variable;
        return WritableFolder.ProblemOf(Path.Join(path, "Content")) is { } problem
            ? new(
                MessageCodes.SdkLayerCacheUnwritable,
                $"The SDK can't write the image's layers to '{path}': {problem}. "
                + $"Set {variable} to a directory that this user can write to:\n  {Shell.Current.SetToNewFolder(variable)}")
            : null;
    }

    private static string Parent()
    {
        if (OperatingSystem.IsLinux() && Environment.GetEnvironmentVariable(Variable) is { } cache && Path.IsPathFullyQualified(cache))
        {
            return cache;
        }

        var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        return OperatingSystem.IsMacOS() ? Path.Join(home, "Library", "Caches") : Path.Join(home, ".cache");
    }
}
