namespace Nebius.Registry.Build.Tasks;

/// <summary>
/// Makes MSBuild restore the environment of this project. MSBuild does that after the project has waited for others, as a
/// multi-architecture image waits for its parts, and skips it when it believes that nothing has changed: it compares the number of
/// variables with a copy in which names that differ in case alone, such as <c>https_proxy</c> and <c>HTTPS_PROXY</c>, are one. Without
/// these variables a credential could be lost, or given to another project.
/// </summary>
/// <remarks>Microsoft.Build.Internal.CommunicationsUtilities.GetEnvironmentVariables of MSBuild 18.9.</remarks>
internal static class EnvironmentRestoreGuard
{
    private const string Mark = "NEBIUS_REGISTRY_BUILD_MARK";
    private const string Padding = "NEBIUS_REGISTRY_BUILD_PADDING";

    /// <summary>Marks the environment of this project.</summary>
    /// <param name="variables">How many variables the package has set besides the mark.</param>
    public static void Place(int variables)
    {
        // Another value each time, so that two projects are never taken for each other.
        Environment.SetEnvironmentVariable(Mark, Guid.NewGuid().ToString("N"));
        var names = Environment.GetEnvironmentVariables().Keys.Cast<string>().Where(name => name != Padding).ToArray();
        var sameButForCase = names.Length - names.Distinct(StringComparer.OrdinalIgnoreCase).Count();
        Environment.SetEnvironmentVariable(Padding, variables + 1 == sameButForCase ? "1" : null);
    }

    /// <summary>Gets the mark of this project's configuration.</summary>
    public static string? Current => Environment.GetEnvironmentVariable(Mark);

    /// <summary>Tells whether a variable is one of the guard's own.</summary>
    /// <param name="name">The variable.</param>
    public static bool IsVariable(string name) => name is Mark or Padding;

    /// <summary>Removes the marks.</summary>
    public static void Remove()
    {
        Environment.SetEnvironmentVariable(Mark, null);
        Environment.SetEnvironmentVariable(Padding, null);
    }
}
