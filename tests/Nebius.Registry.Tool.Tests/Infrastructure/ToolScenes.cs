using Nebius.Registry.Testing;

namespace Nebius.Registry.Tool.Tests.Infrastructure;

/// <summary>Runs the installed command in a scene.</summary>
public static class ToolScenes
{
    /// <summary>Puts the command on PATH.</summary>
    public static Dictionary<string, string?> With(this InstalledTool tool, IReadOnlyDictionary<string, string?> environment)
    {
        ArgumentNullException.ThrowIfNull(tool);
        return new(environment) { ["PATH"] = Script.Path(tool.Folder) };
    }

    /// <summary>Asks the helper as docker does.</summary>
    /// <param name="scene">The scene.</param>
    /// <param name="tool">The command.</param>
    /// <param name="verb">Such as <c>get</c>.</param>
    /// <param name="input">What it reads, with <c>printf</c>'s escapes.</param>
    /// <param name="environment">The environment.</param>
    /// <returns>The result, and the answer to docker, whose file isn't searched because it is meant to hold a secret.</returns>
    public static async Task<(CommandResult Result, string Answer)> AskAsync(
        this Scene scene, InstalledTool tool, string verb, string input, IReadOnlyDictionary<string, string?> environment)
    {
        ArgumentNullException.ThrowIfNull(scene);
        var answer = Path.Join(scene.Secrets, "answer");
        var result = await scene.RunAsync(
            "sh", ["-c", $"printf '{input}' | docker-credential-nebius-registry {verb} > '{answer}'"], tool.With(environment));
        return (result, await File.ReadAllTextAsync(answer, TestContext.Current.CancellationToken));
    }

    /// <summary>Runs the command, and separates its two streams.</summary>
    /// <returns>The result with the standard output alone, and the standard error.</returns>
    public static async Task<(CommandResult Result, string Error)> RunApartAsync(
        this Scene scene, InstalledTool tool, IReadOnlyDictionary<string, string?> environment, params string[] arguments)
    {
        ArgumentNullException.ThrowIfNull(scene);
        var error = Path.Join(scene.Logs, "error");
        var result = await scene.RunAsync("sh", ["-c", $"nebius-registry \"$@\" 2> '{error}'", "sh", .. arguments], tool.With(environment));
        return (result, await File.ReadAllTextAsync(error, TestContext.Current.CancellationToken));
    }
}
