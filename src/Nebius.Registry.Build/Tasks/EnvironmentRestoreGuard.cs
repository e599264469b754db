namespace Nebius.Registry.Build.Tasks;

/// <summary>
/// Variables that keep MSBuild from mistaking one environment for another. It gives a project its environment back after the project
/// has waited for others, as a multi-architecture image waits for its parts, and skips that when it believes that nothing has changed.
/// It compares with a copy in which names that differ in case alone, such as <c>https_proxy</c> and <c>HTTPS_PROXY</c>, are one: with as
/// many of those as there are new variables, the counts are equal without ours too, and they would be lost, or given to another project.
/// </summary>
/// <remarks>Microsoft.Build.Internal.CommunicationsUtilities.GetEnvironmentVariables of MSBuild 18.9.</remarks>
internal static class EnvironmentMark
{
    private const string Mark = "NEBIUS_REGISTRY_BUILD_MARK";
    private const string Padding = "NEBIUS_REGISTRY_BUILD_PADDING";

    /// <summary>Marks the environment of this project.</summary>
    /// <param name="variables">How many variables of ours there are beside the mark.</param>
    public static void Place(int variables)
    {
        // Another value each time: two projects of ours are then never taken for each other.
        Environment.SetEnvironmentVariable(Mark, Guid.NewGuid().ToString("N"));
        var names = Environment.GetEnvironmentVariables().Keys.Cast<string>().Where(name => name != Padding).ToArray();
        var sameButForCase = names.Length - names.Distinct(StringComparer.OrdinalIgnoreCase).Count();
        Environment.SetEnvironmentVariable(Padding, variables + 1 == sameButForCase ? "1" : null);
    }

    /// <summary>Gets the mark of this project's configuration.</summary>
    public static string? Current => Environment.GetEnvironmentVariable(Mark);

    /// <summary>Tells whether a variable is a mark.</summary>
    /// <param name="name">The variable.</param>
    public static bool IsOne(string name) => name is Mark or Padding;

    /// <summary>Takes the marks away.</summary>
    public static void Remove()
    {
        Environment.SetEnvironmentVariable(Mark, null);
        Environment.SetEnvironmentVariable(Padding, null);
    }
}
