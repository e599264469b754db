using Nebius.Registry.Emulator;
using Nebius.Registry.Testing;

namespace Nebius.Registry.Build.Tests;

/// <summary>If neither registry is a Nebius registry, the system sees no difference between builds with and without the package.</summary>
public sealed class OffMeansOff(PackedPackages packages)
{
    private const string Foreign = "registry.example.test";

    [Fact]
    public async Task A_push_to_another_registry_opens_starts_and_connects_to_nothing_more_with_the_package()
    {
        Tool.Require("strace");
        await using var scene = await StartAsync();
        var environment = AddForeign(scene);

        // Twice without the package, because some things differ from run to run.
        var without = await PublishAsync(scene, Foreign, environment, package: string.Empty);
        var again = await PublishAsync(scene, Foreign, environment, package: string.Empty);
        var requestsWithout = Requests(scene);
        var with = await PublishAsync(scene, Foreign, environment, scene.PackageReference);

        // The SDK starts docker and ends it sooner or later, so it may open its plug-in folders or not.
        var more = with.Opened.Except(without.Opened).Except(again.Opened).Where(file => !file.EndsWith("/cli-plugins", StringComparison.Ordinal));
        Assert.Equal(
            [
                "Nebius.Registry.Build.Doctor.targets",
                "Nebius.Registry.Build.Helm.targets",
                "Nebius.Registry.Build.Hooks.targets",
                "Nebius.Registry.Build.Push.targets",
                "Nebius.Registry.Build.Registry.targets",
                "Nebius.Registry.Build.Settings.targets",
                "Nebius.Registry.Build.props",
                "Nebius.Registry.Build.targets",
            ],
            more.Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.NotEmpty(with.Started);
        Assert.NotEmpty(with.Connected);
        Assert.Empty(with.Started.Except(without.Started));
        Assert.Empty(with.Connected.Except(without.Connected));
        Assert.Equal(requestsWithout, Requests(scene));
    }

    [Fact]
    public async Task A_push_to_Nebius_opens_the_key_and_the_assembly_of_the_package()
    {
        Tool.Require("strace");
        await using var scene = await StartAsync();

        var trace = await PublishAsync(scene, Scene.West, scene.WithAuthorizedKey, scene.PackageReference, "-p:NebiusRegistryId=e00abc");

        Assert.Contains(trace.Opened, file => file.EndsWith("/Nebius.Registry.Build.dll", StringComparison.Ordinal));
        Assert.Contains(scene.AuthorizedKeyFile, trace.Opened);
    }

    [Theory]
    [InlineData("DOTNET_CLI_USE_MSBUILD_SERVER")]
    [InlineData("MSBUILDNOINPROCNODE")]
    public async Task A_push_to_another_registry_is_unchanged_in_a_process_that_has_pushed_to_Nebius(string processThatStays)
    {
        await using var scene = await Scene.StartAsync(packages);
        var foreign = scene.World.AddForeignRegistry(Foreign);
        scene.AddBuiltConsole("elsewhere", $"<ContainerRegistry>{Foreign}</ContainerRegistry>");
        scene.AddBuiltConsole("nebius", $"<ContainerRegistry>{Scene.West}</ContainerRegistry><NebiusRegistryId>e00abc</NebiusRegistryId>");
        scene.Write("elsewhere/Directory.Build.targets", """
            <Project>
              <Target Name="Look" BeforeTargets="_PublishSingleContainer"><Exec Command="echo looked; env | grep -E '^(REGISTRY_AUTH_FILE|NEBIUS_REGISTRY_BUILD)' || true" /></Target>
            </Project>
            """);
        scene.AddTraversal("elsewhere.proj", """<MSBuild Projects="elsewhere/elsewhere.csproj" Targets="Publish;PublishContainer" />""");
        scene.AddTraversal("both.proj", """<MSBuild Projects="@(All)" Targets="Publish;PublishContainer" BuildInParallel="true" />""");
        var environment = new Dictionary<string, string?>(scene.WithStaticKey)
        {
            ["DOCKER_CONFIG"] = DockerLogin.Write(scene, Foreign, foreign.UserName, foreign.Password),
            ["MSBUILDDISABLENODEREUSE"] = null,
            ["MSBUILDNODEHANDSHAKESALT"] = Guid.NewGuid().ToString("N"),
            [processThatStays] = "1",
        };

        Task<CommandResult> BuildAsync(string project) =>
            scene.RunAsync("dotnet", ["build", project, "-t:PublishContainer", "-m:1", "-nr:true", .. Publishing.NoBuild], environment);

        async Task<string[]> PushElsewhereAsync()
        {
            scene.World.Requests.Clear();
            (await BuildAsync("elsewhere.proj")).Succeeds().Says("looked").DoesNotSay("REGISTRY_AUTH_FILE").DoesNotSay("NEBIUS_REGISTRY_BUILD");
            return Requests(scene);
        }

        await PushElsewhereAsync();
        var before = await PushElsewhereAsync();
        (await BuildAsync("both.proj")).Succeeds();

        Assert.Equal(before, await PushElsewhereAsync());
    }

    private async Task<Scene> StartAsync()
    {
        var scene = await Scene.StartAsync(packages, hasServer: true);
        foreach (var file in new[] { ".nebius/config.yaml", ".nebius/credentials.yaml", ".docker/config.json" })
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Join(scene.Home, file))!);
            await File.WriteAllTextAsync(Path.Join(scene.Home, file), "{}", TestContext.Current.CancellationToken);
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(Path.Join(scene.Home, file), UnixFileMode.UserRead | UnixFileMode.UserWrite);
            }
        }

        return scene;
    }

    private static Dictionary<string, string?> AddForeign(Scene scene)
    {
        var foreign = scene.World.AddForeignRegistry(Foreign);
        return new Dictionary<string, string?>(scene.WithAuthorizedKey)
        {
            ["SDK_CONTAINER_REGISTRY_UNAME"] = foreign.UserName,
            ["SDK_CONTAINER_REGISTRY_PWORD"] = foreign.Password,
        };
    }

    private static async Task<SystemTrace> PublishAsync(
        Scene scene, string registry, Dictionary<string, string?> environment, string package, params string[] properties)
    {
        scene.AddConsole("app", package: package);
        (await scene.DotNetAsync(["build", "app", "-c", "Release"])).Succeeds();
        scene.World.Requests.Clear();
        var (published, trace) = await SystemTrace.OfAsync(
            scene, ["publish", "app", "--no-build", "-t:PublishContainer", $"-p:ContainerRegistry={registry}", .. properties], environment);
        published.Succeeds();
        return trace;
    }

    private static string[] Requests(Scene scene) =>
        [.. scene.World.Requests.All.Select(request => $"{request.Method} {request.Host} {request.Endpoint}").Order(StringComparer.Ordinal)];
}
