using Nebius.Registry.Testing;

namespace Nebius.Registry.Build.Tests.Infrastructure;

/// <summary>Cake.Nebius, which has Nebius.Registry.Build in it, as the workflow of a release packs it: the repository's address is known.</summary>
public sealed class PackageWithAnAddress : IAsyncLifetime
{
    public const string Address = "https://github.example.test/owner/name";
    private const string Version = "0.2.0";

    private readonly string _directory = Path.Join(Path.GetTempPath(), "nebius-pages-" + Guid.NewGuid().ToString("N"));

    public string File => Path.Join(_directory, $"Cake.Nebius.{Version}.nupkg");

    public async ValueTask InitializeAsync() => (await Command.RunAsync(
        "dotnet",
        [
            "pack", "src/Cake.Nebius", "-c", "Release", "-o", _directory, $"-p:Version={Version}",
            "--artifacts-path", Path.Join(_directory, "artifacts"), "-p:RunAnalyzers=false", "-p:PublishReadyToRun=false", "-nodeReuse:false",
            "-p:UseSharedCompilation=true",
        ],
        PackedPackages.RepositoryRoot,
        new Dictionary<string, string?>
        {
            ["GITHUB_SERVER_URL"] = "https://github.example.test",
            ["GITHUB_REPOSITORY"] = "owner/name",
            ["GITHUB_REF"] = $"refs/tags/v{Version}",
        })).Succeeds();

    public ValueTask DisposeAsync()
    {
        Directory.Delete(_directory, recursive: true);
        return ValueTask.CompletedTask;
    }
}
