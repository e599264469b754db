using Nebius.Registry.Testing;

namespace Nebius.Registry.Build.Tests.Infrastructure;

/// <summary>
/// Packages made where the repository's address is known: Nebius.Registry.Build as on a branch, Cake.Nebius as in a release's workflow.
/// </summary>
public sealed class PackagesWithAnAddress : IAsyncLifetime
{
    public const string Address = "https://github.example.test/owner/name";
    private const string Version = "0.2.0";

    private readonly string _directory = Path.Join(Path.GetTempPath(), "nebius-pages-" + Guid.NewGuid().ToString("N"));

    public string FileOf(string id) => Path.Join(_directory, "feed", $"{id}.{Version}.nupkg");

    public async ValueTask InitializeAsync()
    {
        await PackAsync("Nebius.Registry.Build", [$"-p:RepositoryUrl={Address}.git"], new Dictionary<string, string?>());
        await PackAsync(
            "Cake.Nebius",
            [],
            new Dictionary<string, string?>
            {
                ["GITHUB_SERVER_URL"] = "https://github.example.test",
                ["GITHUB_REPOSITORY"] = "owner/name",
                ["GITHUB_REF"] = $"refs/tags/v{Version}",
            });
    }

    public ValueTask DisposeAsync()
    {
        Directory.Delete(_directory, recursive: true);
        return ValueTask.CompletedTask;
    }

    private async Task PackAsync(string project, string[] properties, Dictionary<string, string?> environment) =>
        (await Command.RunAsync(
            "dotnet",
            [
                "pack", $"src/{project}", "-c", "Release", "-o", Path.Join(_directory, "feed"), $"-p:Version={Version}", .. properties,
                "--artifacts-path", Path.Join(_directory, "artifacts"), "-p:RunAnalyzers=false", "-p:PublishReadyToRun=false", "-nodeReuse:false",
                "-p:UseSharedCompilation=true",
            ],
            PackedPackages.RepositoryRoot,
            environment)).Succeeds();
}
