using System.Text.RegularExpressions;
using Nebius.Registry.Testing;
using YamlDotNet.RepresentationModel;

namespace Nebius.Registry.Build.Tests.Infrastructure;

/// <summary>
/// A job of GitHub Actions that uses this repository's action. Each step runs in its own bash, as the runner starts it, and the next step
/// gets what it writes to GITHUB_ENV, GITHUB_PATH and GITHUB_OUTPUT.
/// </summary>
internal sealed partial class ActionJob(Scene scene)
{
    private readonly string _log = Path.Join(scene.Secrets, "step.log");

    // The token cache is in it.
    private readonly string _temp = Directory.CreateDirectory(Path.Join(scene.Secrets, "temp")).FullName;

    public static YamlMappingNode Action { get; } = CiGuide.Parse(File.ReadAllText(Path.Join(PackedPackages.RepositoryRoot, "action.yml")));

    public Dictionary<string, string?> Environment { get; } = new() { ["GITHUB_ACTIONS"] = "true", ["CI"] = "true", ["PATH"] = Script.Path() };

    public Dictionary<string, string> Outputs { get; } = [];

    /// <summary>Gets the values that the runner has to replace with asterisks.</summary>
    public List<string> Masked { get; } = [];

    /// <summary>Runs the action's steps, until one fails.</summary>
    public async Task<CommandResult> UseAsync(params (string Name, string Value)[] inputs)
    {
        Tool.Require("bash");
        var known = Action.At("inputs").Entries().ToDictionary(input => "inputs." + input.Name, input => input.Value.At("default").Text()!);
        known["github.action_path"] = PackedPackages.RepositoryRoot;
        foreach (var (name, value) in inputs)
        {
            Assert.True(known.ContainsKey("inputs." + name), $"action.yml has no input {name}.");
            known["inputs." + name] = value;
        }

        CommandResult? ran = null;
        foreach (var step in Action.At("runs", "steps").Items())
        {
            Assert.Equal("bash", step.At("shell").Text());
            var environment = step.At("env").Texts()
                .Select(variable => (variable.Name, Expression().Replace(variable.Value, match => known[match.Groups["name"].Value])));
            ran = await StepAsync(step.At("run").Text()!, [.. environment]);
            if (ran.ExitCode != 0)
            {
                break;
            }
        }

        return ran!;
    }

    /// <summary>Runs one step, which must not print a secret except to have the runner mask it.</summary>
    public async Task<CommandResult> StepAsync(string script, params (string Name, string Value)[] variables)
    {
        var files = new[] { "GITHUB_ENV", "GITHUB_PATH", "GITHUB_OUTPUT" }.ToDictionary(name => name, name => Path.Join(_temp, name));
        var environment = new Dictionary<string, string?>(Environment) { ["RUNNER_TEMP"] = _temp, ["GITHUB_WORKSPACE"] = scene.Workspace };
        foreach (var (name, value) in files.Select(file => (file.Key, file.Value)).Concat(variables))
        {
            environment[name] = value;
        }

        foreach (var file in files.Values)
        {
            await File.WriteAllTextAsync(file, string.Empty, TestContext.Current.CancellationToken);
        }

        var ran = await scene.RunAsync("sh", ["-c", $"bash --noprofile --norc -eo pipefail -c \"$SCRIPT\" >'{_log}' 2>&1"], new Dictionary<string, string?>(environment) { ["SCRIPT"] = script });
        Read(files["GITHUB_ENV"], line => Environment[line.Split('=')[0]] = line[(line.IndexOf('=', StringComparison.Ordinal) + 1)..]);
        Read(files["GITHUB_PATH"], line => Environment["PATH"] = $"{line}:{Environment["PATH"]}");
        Read(files["GITHUB_OUTPUT"], line => Outputs[line.Split('=')[0]] = line[(line.IndexOf('=', StringComparison.Ordinal) + 1)..]);
        return ran with { CommandLine = script, Output = await ReadLogAsync() };
    }

    private async Task<string> ReadLogAsync()
    {
        const string Mask = "::add-mask::";
        var lines = (await File.ReadAllTextAsync(_log, TestContext.Current.CancellationToken)).Split('\n');
        Masked.AddRange(lines.Where(line => line.StartsWith(Mask, StringComparison.Ordinal)).Select(line => line[Mask.Length..]));
        var shown = string.Join('\n', lines.Where(line => !line.StartsWith(Mask, StringComparison.Ordinal)));
        Assert.False(scene.Canary.IsIn(shown), "A secret is in the log of a step.");
        return shown;
    }

    private static void Read(string file, Action<string> use)
    {
        foreach (var line in File.ReadAllLines(file))
        {
            use(line);
        }
    }

    [GeneratedRegex(@"\$\{\{ (?<name>[A-Za-z0-9._-]+) \}\}")]
    private static partial Regex Expression();
}
