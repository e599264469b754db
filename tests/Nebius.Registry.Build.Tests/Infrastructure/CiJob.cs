using System.Text.RegularExpressions;
using Nebius.Registry.Emulator;
using Nebius.Registry.Testing;

namespace Nebius.Registry.Build.Tests.Infrastructure;

/// <summary>
/// A job as its CI system runs it: the variables of the system, those of the pipeline file, and the commands of its scripts in a shell.
/// Expressions are replaced by the system's values; an unknown expression is an error.
/// </summary>
internal sealed partial class CiJob(BuiltApp app, IReadOnlyDictionary<string, string> known)
{
    private readonly List<(string Script, Dictionary<string, string?> Environment)> _steps = [];

    /// <summary>Gets the variables of the whole job.</summary>
    public Dictionary<string, string?> Environment { get; } = new() { ["CI"] = "true" };

    /// <summary>Gets the folder that the system makes for the job, and empties after it.</summary>
    public string Temp { get; } = Directory.CreateDirectory(Path.Join(app.Scene.Secrets, Path.GetRandomFileName())).FullName;

    public void Set(IEnumerable<(string Name, string Value)> variables)
    {
        foreach (var (name, value) in variables)
        {
            Environment[name] = Expand(value);
        }
    }

    // The scene's registry of this ID is in another region than the example's.
    public void Add(string script, IEnumerable<(string Name, string Value)> variables) =>
        _steps.Add((Expand(script).Replace("eu-north1", app.Scene.WestRegistry.Region, StringComparison.Ordinal), variables.ToDictionary(variable => variable.Name, variable => (string?)Expand(variable.Value))));

    /// <summary>Runs all steps, and returns the result of the last one.</summary>
    public async Task<CommandResult> RunAsync()
    {
        Tool.Require("sh");

        // The binary logs are searched for secrets.
        app.Scene.Write("Directory.Build.rsp", $"-bl:{app.Scene.Logs}/{Guid.NewGuid():N}-{"{}"}.binlog");
        Assert.Contains(_steps, step => step.Script.Contains("dotnet restore", StringComparison.Ordinal));
        CommandResult? last = null;
        foreach (var (script, variables) in _steps)
        {
            var all = new Dictionary<string, string?>(Environment);
            foreach (var (name, value) in variables)
            {
                all[name] = value;
            }

            last?.Succeeds();
            last = await app.Scene.RunAsync("sh", ["-ec", script], app.Scene.WithServer(all));
        }

        return last!;
    }

    private string Expand(string text) => Expression().Replace(
        text,
        match => known.TryGetValue(match.Groups["name"].Value, out var value)
            ? value
            : throw new ArgumentException($"The pipeline has {match.Value}, which its system does not know."))
        // The account in the guides' examples.
        .Replace("serviceaccount-e00abc", app.Scene.Account.Id, StringComparison.Ordinal);

    // GitHub's, Azure's and TeamCity's.
    [GeneratedRegex(@"\$\{\{ (?<name>[A-Za-z0-9._]+) \}\}|\$\((?<name>[A-Za-z0-9._]+)\)|%(?<name>[A-Za-z0-9._-]+)%")]
    private static partial Regex Expression();
}
