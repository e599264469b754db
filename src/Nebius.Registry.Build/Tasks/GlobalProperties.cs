using Microsoft.Build.Framework;

namespace Nebius.Registry.Build.Tasks;

/// <summary>
/// The global properties of a build, and which of them were typed on the command line. Asked of the engine, not named in a target: a target
/// that mentions <c>$(NEBIUS_IAM_TOKEN)</c> would itself bring the variable's value into the binary log.
/// </summary>
public sealed class GlobalProperties
{
    private const string SolutionDirectory = "SolutionDir";

    private readonly HashSet<string> _names;
    private readonly HashSet<string> _typed;

    private GlobalProperties(IEnumerable<string> names, IEnumerable<string> typed)
    {
        _names = new HashSet<string>(names, StringComparer.OrdinalIgnoreCase);
        _typed = new HashSet<string>(typed, StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>Asks the engine.</summary>
    /// <param name="engine">A task's engine.</param>
    /// <param name="startDirectory">Where the build was started; empty when that doesn't matter.</param>
    /// <param name="projectDirectory">The project's directory; empty when that doesn't matter.</param>
    /// <returns>The properties; none when the engine cannot tell.</returns>
    public static GlobalProperties Of(IBuildEngine engine, string startDirectory = "", string projectDirectory = "")
    {
        if (engine is not IBuildEngine6 engine6)
        {
            return new([], []);
        }

        var properties = engine6.GetGlobalProperties();
        string[] directories = [startDirectory, projectDirectory, properties.GetValueOrDefault(SolutionDirectory) ?? string.Empty];
        return new(
            properties.Keys,
            Path.IsPathFullyQualified(startDirectory)
                ? TypedProperties.Among(properties, Environment.GetCommandLineArgs(), startDirectory, directories)
                : []);
    }

    /// <summary>Tells whether a property was typed; one that a <c>Directory.Build.rsp</c> sets is checked in.</summary>
    /// <param name="name">The property, in any case.</param>
    /// <returns>True when it was.</returns>
    public bool IsTyped(string name) => _typed.Contains(name);

    /// <summary>Refuses secrets, and destinations for secrets, that were typed as properties.</summary>
    /// <exception cref="NebiusRegistryException">There is one.</exception>
    public void RefuseSecretsAndDestinations()
    {
        var secrets = NebiusSetting.All.Where(setting => setting.IsSecret).Select(setting => setting.Variable!).ToArray();
        foreach (var name in _names)
        {
            if (Array.Find(secrets, variable => IsMeant(name, variable)) is { } variable)
            {
                throw SecretTyped(name, variable);
            }
        }

        var destinations = NebiusSetting.All.Where(setting => setting.IsDestination);
        var destination = destinations.FirstOrDefault(setting => _names.Any(name => IsMeant(name, setting.Variable!)));
        if (destination is not null)
        {
            throw new NebiusRegistryException(
                MessageCodes.DestinationAsProperty,
                $"{destination} was set as an MSBuild property. Only the environment decides where a credential may go. Set it there:\n"
                + $"  {Shell.Current.Set($"{destination}", "...")}");
        }
    }

    private static NebiusRegistryException SecretTyped(string property, string variable)
    {
        var alsoLogged = string.IsNullOrEmpty(Environment.GetEnvironmentVariable(variable))
            ? string.Empty
            : " Revoke the value of the environment variable too: MSBuild logged it as the property's previous value.";
        return new NebiusRegistryException(
            MessageCodes.SecretAsProperty,
            $"{property} was set as an MSBuild property, which is visible in logs and in the process list. Revoke the "
            + $"secret.{alsoLogged} Then set it as an environment variable only:\n  {Shell.Current.Set(variable, "...")}");
    }

    // NEBIUS_REGISTRY_STATIC_KEY, NebiusRegistryStaticKey, and the static key's names with a region behind them; not those of a file.
    private static bool IsMeant(string name, string variable)
    {
        var typed = WithoutUnderscores(name);
        var known = WithoutUnderscores(variable);
        return typed.Equals(known, StringComparison.OrdinalIgnoreCase)
            || (variable == EnvironmentVariables.StaticKey
                && typed.StartsWith(known, StringComparison.OrdinalIgnoreCase)
                && !typed.EndsWith("File", StringComparison.OrdinalIgnoreCase));
    }

    private static string WithoutUnderscores(string name) => name.Replace("_", string.Empty, StringComparison.Ordinal);
}
