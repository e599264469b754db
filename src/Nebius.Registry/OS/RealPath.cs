namespace Nebius.Registry.OS;

/// <summary>Resolves links by reading them, before anything is opened.</summary>
internal static class RealPath
{
    // The limit of Linux: https://man7.org/linux/man-pages/man7/path_resolution.7.html
    private const int MostLinks = 40;

    /// <summary>Returns the path without links; it need not exist.</summary>
    /// <param name="path">An absolute path.</param>
    /// <exception cref="IOException">Its links form a loop.</exception>
    public static string Of(string path)
    {
        var here = Path.GetPathRoot(path)!;
        var rest = new Stack<string>(Parts(path[here.Length..]));
        var links = 0;
        while (rest.TryPop(out var part))
        {
            if (part == "..")
            {
                here = Path.GetDirectoryName(here) ?? here;
                continue;
            }

            var next = Path.Join(here, part);
            if (new FileInfo(next).LinkTarget is not { } target)
            {
                here = next;
                continue;
            }

            if (++links > MostLinks)
            {
                throw new IOException($"The links at '{path}' form a loop.");
            }

            here = Path.IsPathRooted(target) ? Path.GetPathRoot(Path.GetFullPath(target))! : here;
            foreach (var further in Parts(Path.IsPathRooted(target) ? target[Path.GetPathRoot(target)!.Length..] : target))
            {
                rest.Push(further);
            }
        }

        return here;
    }

    // Last part first.
    private static IEnumerable<string> Parts(string path) =>
        path.Split(Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar).Where(part => part is not ("" or ".")).Reverse();
}
