namespace Nebius.Registry.Build.Tasks;

/// <summary>The messages' help, which is in the package itself: it fits the version in use and needs no network.</summary>
internal static class HelpFile
{
    public static string LinkTo(string code)
    {
        // <package>/tasks/<folder>/Nebius.Registry.Build.dll
        var tasks = Path.GetDirectoryName(typeof(HelpFile).Assembly.Location);
        return Path.GetFullPath(Path.Join(tasks, "..", "..", MessageCodes.HelpLink(code)));
    }
}
