namespace Nebius.Registry.Doctor;

/// <summary>Words of commands that people paste into a shell.</summary>
internal static class Shell
{
    /// <summary>Shows the names of the proxy's variables, and not the password that may stand in one.</summary>
    public const string ShowProxies = "env | grep -i _proxy | sed 's#//[^@/]*@#//...@#'";

    /// <summary>Quotes a path, whatever is in it.</summary>
    public static string Quote(string path) => $"'{path.Replace("'", @"'\''", StringComparison.Ordinal)}'";
}
