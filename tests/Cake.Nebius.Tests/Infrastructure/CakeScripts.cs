using System.Text.RegularExpressions;
using Nebius.Registry.Testing;

namespace Cake.Nebius.Tests.Infrastructure;

/// <summary>Scripts that load the packed addin as its users do.</summary>
public static partial class CakeScripts
{
    /// <summary>Runs a script of one task, at the verbosity that tells most.</summary>
    public static async Task<CommandResult> CakeAsync(this Scene scene, string body, IReadOnlyDictionary<string, string?>? environment = null)
    {
        ArgumentNullException.ThrowIfNull(scene);
        scene.WriteScript(body);
        var ran = await scene.RunAsync("dotnet", [.. Arguments(scene)], environment);
        return ran with { Output = Colour().Replace(ran.Output, string.Empty) };
    }

    /// <summary>Returns the arguments of dotnet. Cake keeps compiled scripts beside the packages: to compile one takes four fifths of its time.</summary>
    public static IReadOnlyList<string> Arguments(Scene scene)
    {
        ArgumentNullException.ThrowIfNull(scene);
        var cache = Path.Join(Path.GetDirectoryName(scene.Feed), "cake");
        return [CakeTool.Assembly, "build.cake", "--verbosity=diagnostic", "--settings_enablescriptcache=true", $"--paths_cache={cache}"];
    }

    public static void WriteScript(this Scene scene, string body)
    {
        ArgumentNullException.ThrowIfNull(scene);
        scene.Write("build.cake", $$"""
            #addin nuget:?package=Cake.Nebius&version={{scene.PackageVersion}}

            Task("Default").Does(() =>
            {
                {{body}}
            });

            RunTarget("Default");
            """);
    }

    /// <summary>The script failed with our code and words, and Cake printed no stack trace of ours.</summary>
    public static CommandResult FailsWith(this CommandResult result, string code, params string[] words)
    {
        ArgumentNullException.ThrowIfNull(result);
        result.Fails().Says($"{code}: ");
        Assert.All(words, word => result.Says(word));
        return result.DoesNotSay("NEBIUS1099");
    }

    // Cake gives colours to what it formats, also where nobody sees them.
    [GeneratedRegex(@"\x1b\[[0-9;]*m", RegexOptions.CultureInvariant)]
    private static partial Regex Colour();
}
