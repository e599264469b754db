using System.Reflection;

namespace Nebius.Registry.Testing;

/// <summary>
/// The packages as a user gets them, in a separate feed, with the app that scenes publish. They are made once for the current sources,
/// apart from the output of a build, and all test projects share them. Their version has the hash of the sources, so they are never out
/// of date.
/// </summary>
public sealed class PackedPackages : IAsyncLifetime
{
    private readonly string _directory = Path.Join(RepositoryRoot, "artifacts", "tests", SourceHash.Value);

    private BuildServers? _servers;

    public static string RepositoryRoot { get; } = typeof(PackedPackages).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == "RepositoryRoot").Value!;

    public string Version { get; } = $"0.1.0-test.{SourceHash.Value}";

    public string Feed => Path.Join(_directory, "feed");

    /// <summary>Gets the packages folder of the tests, where the packages are unpacked once, apart from the user's own.</summary>
    public string PackagesFolder => Path.Join(_directory, "packages");

    public PreparedApp App => new(Path.Join(_directory, "prepared"));

    public string NuGetConfig =>
        $"""<configuration><packageSources><clear /><add key="packed" value="{Feed}" /></packageSources></configuration>""";

    public string Reference => $"""<PackageReference Include="Nebius.Registry.Build" Version="{Version}" />""";

    /// <summary>Gets the variables for every dotnet command that builds with the packages.</summary>
    public IReadOnlyDictionary<string, string?> Environment => new Dictionary<string, string?>
    {
        ["NUGET_PACKAGES"] = PackagesFolder,
        // NuGet's locks are in this folder, and tests that run at the same time unpack into the same packages folder.
        ["NUGET_SCRATCH"] = PackagesFolder + "-scratch",
        ["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1",
        ["DOTNET_NOLOGO"] = "1",
        // For short-lived processes: no recompiling by profile, no protection of code pages, no workloads, and no certificate
        // for ASP.NET in each new home.
        ["DOTNET_TieredPGO"] = "0",
        ["DOTNET_EnableWriteXorExecute"] = "0",
        ["MSBuildEnableWorkloadResolver"] = "false",
        ["DOTNET_SKIP_WORKLOAD_INTEGRITY_CHECK"] = "true",
        ["DOTNET_CLI_WORKLOAD_UPDATE_NOTIFY_DISABLE"] = "true",
        ["DOTNET_GENERATE_ASPNET_CERTIFICATE"] = "false",
        ["DOTNET_ADD_GLOBAL_TOOLS_TO_PATH"] = "false",
        // No test is about the analyzers of .NET.
        ["RunAnalyzers"] = "false",
        // A compiler server, or a node of MSBuild, would outlive the test in its temp directory.
        ["UseSharedCompilation"] = "false",
        ["MSBUILDDISABLENODEREUSE"] = "1",
    };

    /// <summary>
    /// Gets a folder for PATH whose docker fails at once, as without a daemon: the SDK starts docker before each push, also to a registry.
    /// </summary>
    internal string WithoutDocker => Path.Join(_directory, "without-docker");

    internal BuildServers Servers => LazyInitializer.EnsureInitialized(ref _servers, () => new BuildServers(Environment));

    // The compiler's output for the packages.
    private string Artifacts => Path.Join(_directory, "artifacts");

    public string FileOf(string id) => Path.Join(Feed, $"{id}.{Version}.nupkg");

    public async ValueTask InitializeAsync()
    {
        var parent = Directory.CreateDirectory(Path.GetDirectoryName(_directory)!);
        await using var turn = await Turn.TakeAsync(Path.Join(parent.FullName, "lock"));
        var done = Path.Join(_directory, "done");
        if (File.Exists(done))
        {
            // .ci/run gives the newest packages to the samples.
            File.SetLastWriteTimeUtc(done, DateTime.UtcNow);
            Directory.SetLastWriteTimeUtc(_directory, DateTime.UtcNow);
            return;
        }

        DeleteOld(parent);
        if (Directory.Exists(_directory))
        {
            Directory.Delete(_directory, recursive: true);
        }

        Directory.CreateDirectory(_directory);
        await BuildAsync("pack", "-o", Feed, "-p:CrossCompile=false");
        await App.MakeAsync(this);
        Script.Write(WithoutDocker, "docker", "exit 1");
        await File.WriteAllTextAsync(done, string.Empty);
    }

    public ValueTask DisposeAsync() => Servers.DisposeAsync();

    /// <summary>
    /// Builds something else from the sources of the packages. Such builds share one output folder, so they take turns.
    /// </summary>
    /// <param name="command">The command, such as <c>pack</c>, which runs in the root of the repository.</param>
    /// <param name="arguments">Its project and options.</param>
    public async Task BuildAsync(string command, params string[] arguments)
    {
        // The packages have no address, wherever the tests run; PackageWithAnAddress has one. The checkout's own output isn't changed. The
        // compiler server is the one that compiled the tests.
        string[] all =
        [
            command, "-c", "Release", $"-p:Version={Version}", "-p:PublishRepositoryUrl=false", "--artifacts-path", Artifacts, "-p:RunAnalyzers=false",
            "-nodeReuse:false", "-p:UseSharedCompilation=true", .. arguments,
        ];
        await using var turn = await Turn.TakeAsync(Path.Join(_directory, "lock"));
        (await Command.RunAsync("dotnet", all, RepositoryRoot, new Dictionary<string, string?>())).Succeeds();
    }

    // Another run may still use those of today.
    private static void DeleteOld(DirectoryInfo parent)
    {
        foreach (var old in parent.EnumerateDirectories().Where(directory => directory.LastWriteTimeUtc < DateTime.UtcNow.AddDays(-1)))
        {
            old.Delete(recursive: true);
        }
    }
}
