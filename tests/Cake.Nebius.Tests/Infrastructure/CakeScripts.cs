using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;
using Nebius.Registry.Testing;

namespace Cake.Nebius.Tests.Infrastructure;

/// <summary>Marks a constant that is the body of a script's task.</summary>
[AttributeUsage(AttributeTargets.Field)]
public sealed class CakeScriptAttribute : Attribute;

/// <summary>
/// Scripts that load the packed addin as users do. Compiling takes four fifths of a script's time, so all of them are tasks of one
/// script, which is compiled once; each test runs its task in a separate process.
/// </summary>
public static partial class CakeScripts
{
    private static readonly Dictionary<string, string> TaskNames = FindTasks();

    private static readonly SemaphoreSlim Turn = new(1);

    private static bool isCompiled;

    /// <summary>Runs the task whose body a <see cref="CakeScriptAttribute"/> marks, with diagnostic verbosity.</summary>
    public static async Task<CommandResult> CakeAsync(
        this Scene scene, string body, IReadOnlyDictionary<string, string?>? environment = null, params string[] arguments)
    {
        ArgumentNullException.ThrowIfNull(scene);
        var script = await scene.ScriptAsync(body, arguments);
        var set = scene.HasServer ? scene.WithServer(environment ?? new Dictionary<string, string?>()) : environment;
        var ran = await scene.RunAsync("dotnet", [.. script], set);
        return ran with { Output = Colour().Replace(ran.Output, string.Empty) };
    }

    /// <summary>Writes the script, and returns the arguments of dotnet that run the task with this body.</summary>
    public static async Task<IReadOnlyList<string>> ScriptAsync(this Scene scene, string body, params string[] arguments)
    {
        ArgumentNullException.ThrowIfNull(scene);
        var name = TaskNames[body];
        scene.Write("build.cake", Script(scene.PackageVersion));
        await CompileAsync(scene);
        return [.. Arguments(scene), $"--target={name}", .. arguments];
    }

    /// <summary>Asserts that the script failed with the code and the words, and not with an unexpected error.</summary>
    public static CommandResult FailsWith(this CommandResult result, string code, params string[] words)
    {
        ArgumentNullException.ThrowIfNull(result);
        result.Fails().Says($"{code}: ");
        Assert.All(words, word => result.Says(word));
        return result.DoesNotSay("NEBIUS1099");
    }

    // Otherwise each of several concurrent tests would compile the script.
    private static async Task CompileAsync(Scene scene)
    {
        await Turn.WaitAsync(TestContext.Current.CancellationToken);
        try
        {
            if (!isCompiled)
            {
                (await scene.RunAsync("dotnet", [.. Arguments(scene), "--target=Nothing"])).Succeeds();
                isCompiled = true;
            }
        }
        finally
        {
            Turn.Release();
        }
    }

    // Cake keeps the compiled script beside the packages.
    private static string[] Arguments(Scene scene)
    {
        var cache = Path.Join(Path.GetDirectoryName(scene.Feed), "cake");
        return [CakeTool.Assembly, "build.cake", "--verbosity=diagnostic", "--settings_enablescriptcache=true", $"--paths_cache={cache}"];
    }

    private static string Script(string version)
    {
        var script = new StringBuilder($"#addin nuget:?package=Cake.Nebius&version={version}\n\nTask(\"Nothing\");\n");
        foreach (var (body, name) in TaskNames)
        {
            script.Append(System.Globalization.CultureInfo.InvariantCulture, $"\nTask(\"{name}\").Does(() =>\n{{\n{body}\n}});\n");
        }

        return script.Append("\nRunTarget(Argument<string>(\"target\"));\n").ToString();
    }

    // Two tests may have the same script.
    private static Dictionary<string, string> FindTasks() => typeof(CakeScripts).Assembly.GetTypes()
        .SelectMany(type => type.GetFields(BindingFlags.Static | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
        .Where(field => field.IsDefined(typeof(CakeScriptAttribute)))
        .GroupBy(field => (string)field.GetRawConstantValue()!, field => $"{field.DeclaringType!.Name}-{field.Name}")
        .ToDictionary(group => group.Key, group => group.Order(StringComparer.Ordinal).First());

    // Cake colors what it formats, even without a terminal.
    [GeneratedRegex(@"\x1b\[[0-9;]*m", RegexOptions.CultureInvariant)]
    private static partial Regex Colour();
}
