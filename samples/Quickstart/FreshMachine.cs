using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Quickstart;

/// <summary>A user's machine in a temporary directory: a home and a checkout of HelloContainer. All of it is gone at the end.</summary>
/// <param name="feed">The folder with the package.</param>
internal sealed partial class FreshMachine(string feed) : IDisposable
{
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("quickstart-");
    private readonly string _feed = Path.GetFullPath(feed);

    public string In(string name) => Path.Join(_root.FullName, name);

    /// <summary>Publishes HelloContainer as its user would.</summary>
    /// <returns>The reference of the image, <c>host/repository@digest</c>.</returns>
    public async Task<string> PublishAsync(Publication publication, CancellationToken cancellationToken)
    {
        var checkout = CheckOut();
        var environment = new Dictionary<string, string?>(publication.Environment)
        {
            ["HOME"] = In("home"),
            ["DOTNET_CLI_HOME"] = In("home"),
            ["NUGET_PACKAGES"] = In("packages"),
            ["DOTNET_NOLOGO"] = "1",
            ["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1",
            ["DOTNET_GENERATE_ASPNET_CERTIFICATE"] = "false",
        };
        string[] arguments = ["publish", "-t:PublishContainer", .. publication.Properties];
        Step.Say($"$ dotnet {string.Join(' ', arguments)}");
        var output = await DotNetAsync([.. arguments, "-nodeReuse:false", "-p:UseSharedCompilation=false"], checkout, environment, cancellationToken);
        return Pushed().Match(output) is { Success: true } match
            ? match.Groups["reference"].Value
            : throw new QuickstartException("The publish succeeded, but did not say what it pushed.");
    }

    public void Dispose() => _root.Delete(recursive: true);

    private string CheckOut()
    {
        var checkout = Directory.CreateDirectory(In("HelloContainer")).FullName;
        Directory.CreateDirectory(In("home"));
        foreach (var file in new[] { "HelloContainer.csproj", "Program.cs" })
        {
            File.Copy(Path.Join(RepositoryRoot(), "samples", "Quickstart", "HelloContainer", file), Path.Join(checkout, file), overwrite: true);
        }

        File.WriteAllText(In("nuget.config"), $"""
            <configuration><packageSources><clear /><add key="quickstart" value="{_feed}" /></packageSources></configuration>
            """);
        return checkout;
    }

    private static async Task<string> DotNetAsync(string[] arguments, string directory, IReadOnlyDictionary<string, string?> environment, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo("dotnet", arguments) { WorkingDirectory = directory, RedirectStandardOutput = true };
        foreach (var name in start.Environment.Keys.Where(IsCredentials).ToArray())
        {
            start.Environment.Remove(name);
        }

        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        await using var _ = cancellationToken.Register(() => process.Kill(entireProcessTree: true));
        var lines = new List<string>();
        while (await process.StandardOutput.ReadLineAsync(cancellationToken) is { } line)
        {
            lines.Add(line);
            if (line.Contains("Nebius:", StringComparison.Ordinal))
            {
                Step.Say(line.Trim());
            }
        }

        await process.WaitForExitAsync(cancellationToken);
        var output = string.Join('\n', lines);
        return process.ExitCode == 0 ? output : throw new QuickstartException($"dotnet {arguments[0]} failed:\n{output}");
    }

    // A fresh machine has none of yours.
    private static bool IsCredentials(string variable) =>
        new[] { "NEBIUS_", "DOTNET_CONTAINER_", "SDK_CONTAINER_" }.Any(prefix => variable.StartsWith(prefix, StringComparison.Ordinal));

    private static string RepositoryRoot()
    {
        for (var directory = new DirectoryInfo(AppContext.BaseDirectory); directory is not null; directory = directory.Parent)
        {
            if (File.Exists(Path.Join(directory.FullName, "Nebius.Registry.slnx")))
            {
                return directory.FullName;
            }
        }

        throw new QuickstartException("This sample runs in a checkout of the repository: dotnet run --project samples/Quickstart");
    }

    [GeneratedRegex("Nebius: pushed (?<reference>[^ ]+@sha256:[0-9a-f]{64})")]
    private static partial Regex Pushed();
}
