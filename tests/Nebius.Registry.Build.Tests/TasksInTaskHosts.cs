using Nebius.Registry.Build.Tests.Infrastructure;
using Nebius.Registry.Emulator;
using Nebius.Registry.Testing;

namespace Nebius.Registry.Build.Tests;

/// <summary>
/// MSBuild.exe of Visual Studio runs .NET tasks in a separate process, a task host. MSBUILDFORCEALLTASKSOUTOFPROC makes the dotnet command
/// do the same with every task of the SDK and of the package.
/// </summary>
public sealed class TasksInTaskHosts(PackedPackages packages)
{
    [Fact]
    public async Task An_image_is_pushed_and_nothing_of_the_credential_stays()
    {
        await using var scene = await Scene.StartAsync(packages, hasTextLog: true);
        scene.AddConsole("app");

        var published = await scene.PublishAsync("app", InTaskHosts(scene.WithAuthorizedKey));

        var manifest = published.Pushed(scene.WestRegistry, "app");
        published.Says($"Nebius: pushed {Scene.West}/e00abc/app@{manifest.Digest} (latest)");
        AssertTasksRanInTaskHosts(scene);
        Assert.Empty(Directory.EnumerateFiles(scene.Temp, "auth.json", SearchOption.AllDirectories));
        Assert.Single(scene.World.Requests.To(EmulatorEndpoint.TokenExchange));
    }

    [Fact]
    public async Task The_image_index_and_the_images_of_two_architectures_are_pushed_by_two_nodes_and_copied()
    {
        await using var scene = await Scene.StartAsync(packages);
        scene.AddBuiltConsole("app", twoArchitectures: true);

        var published = await scene.PublishAsync("app", InTaskHosts(scene.WithStaticKey), "--no-build", "-m:2", "-p:NebiusCopyTo=eu-north1/e00def");

        var index = published.Pushed(scene.WestRegistry, "app");
        Assert.Equal(2, index.Manifests.Count);
        Assert.Equal(index.Digest, scene.NorthRegistry.FindManifest("app", "latest")?.Digest);
    }

    [Fact]
    public async Task A_wrong_key_ends_the_build_before_it_compiles()
    {
        await using var scene = await Scene.StartAsync(packages);
        scene.AddRestoredApp();

        var published = await scene.PublishAsync("app", InTaskHosts(WithKey("v1.wrong-0123456789")), "--no-restore");

        published.IsExplained(BuildLog.Read(scene.LastBinaryLog), "NEBIUS1401", "HTTP 401").DidNotCompile(scene, BuildLog.Read(scene.LastBinaryLog));
    }

    [Fact]
    public async Task A_push_that_fails_is_explained_and_nothing_of_the_credential_stays()
    {
        await using var scene = await Scene.StartAsync(packages);
        scene.AddBuiltApp();
        scene.World.Faults.Add(EmulatorEndpoint.ManifestWrite, Fault.Status(403), times: 9);

        var published = await scene.PublishAsync("app", InTaskHosts(scene.WithStaticKey), "--no-build");

        published.Fails().Says("error NEBIUS14");
        Assert.Empty(Directory.EnumerateFiles(scene.Temp, "auth.json", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task Two_projects_push_to_two_registries_each_as_itself()
    {
        await using var scene = await Scene.StartAsync(packages);
        var other = scene.World.Iam.AddServiceAccount();
        scene.NorthRegistry.Grant(other, RegistryRights.Push);
        var file = Path.Join(scene.Secrets, "other.json");
        await File.WriteAllTextAsync(file, other.AuthorizedKey.Json, TestContext.Current.CancellationToken);
        scene.Canary.WatchPem(other.AuthorizedKey.Pkcs8Pem);
        scene.AddBuiltConsole("west", $"<ContainerRegistry>{Scene.West}</ContainerRegistry><NebiusRegistryId>e00abc</NebiusRegistryId>");
        scene.AddBuiltConsole("north", $"""
            <ContainerRegistry>{Scene.North}</ContainerRegistry><NebiusRegistryId>e00def</NebiusRegistryId>
            <NebiusCredentialSources>AuthorizedKey</NebiusCredentialSources><NebiusAuthorizedKeyFile>{file}</NebiusAuthorizedKeyFile>
            """);
        scene.AddTraversal("dirs.proj", """<MSBuild Projects="@(All)" Targets="Publish;PublishContainer" BuildInParallel="true" />""");

        var published = await scene.DotNetAsync(["build", "dirs.proj", "-t:PublishContainer", "-m:2", .. Publishing.NoBuild], InTaskHosts(scene.WithStaticKey));

        published.Succeeds();
        Assert.Equal(scene.Account.Id, WriterOf(scene, "west"));
        Assert.Equal(other.Id, WriterOf(scene, "north"));
    }

    // Task hosts outlive the build that started them.
    [Fact]
    public async Task A_refused_key_pushes_nothing_after_a_valid_one_has_pushed_from_the_same_task_host()
    {
        await using var scene = await Scene.StartAsync(packages);
        scene.AddBuiltApp();
        var nodes = new Dictionary<string, string?> { ["MSBUILDDISABLENODEREUSE"] = null, ["MSBUILDNODEHANDSHAKESALT"] = Guid.NewGuid().ToString("N") };
        string[] publish = ["publish", "app", "--no-build", "-nr:true", "-p:NebiusPreflight=false", .. Publishing.ToWest];

        (await scene.RunAsync("dotnet", publish, InTaskHosts([.. scene.WithStaticKey, .. nodes]))).Succeeds();
        scene.World.Requests.Clear();
        var refused = await scene.RunAsync("dotnet", publish, InTaskHosts([.. WithKey("v1.wrong-0123456789"), .. nodes]));

        refused.Fails().Says("error NEBIUS1401");
        Assert.Null(WriterOf(scene, "app"));
    }

    // The command line shows what was typed, and a task host doesn't have it.
    [Fact]
    public async Task A_chart_is_pushed_and_a_typed_setting_beats_the_environment()
    {
        await using var scene = await Scene.StartAsync(packages);
        scene.AddBuiltApp("""<NebiusHelmPushOnPublish>true</NebiusHelmPushOnPublish></PropertyGroup><ItemGroup><NebiusHelmChart Include="charts/shop" /></ItemGroup><PropertyGroup>""");
        scene.Write("app/charts/shop/Chart.yaml", "apiVersion: v2\nname: shop\nversion: 1.2.3\n");
        var environment = new Dictionary<string, string?>(scene.WithStaticKey) { ["NEBIUS_CREDENTIAL_SOURCES"] = "AuthorizedKey" };

        var published = await scene.PublishAsync("app", InTaskHosts(environment), "--no-build", "-p:NebiusCredentialSources=StaticKey");

        published.Pushed(scene.WestRegistry, "app");
        Assert.NotNull(scene.WestRegistry.FindManifest("charts/shop", "1.0.0"));
    }

    private static void AssertTasksRanInTaskHosts(Scene scene) =>
        Assert.Contains("external task host", File.ReadAllText(scene.LastTextLog), StringComparison.OrdinalIgnoreCase);

    private static Dictionary<string, string?> WithKey(string key) => new() { ["NEBIUS_REGISTRY_STATIC_KEY"] = key };

    private static Dictionary<string, string?> InTaskHosts(IEnumerable<KeyValuePair<string, string?>> environment) =>
        new(environment) { ["MSBUILDFORCEALLTASKSOUTOFPROC"] = "1" };

    private static string? WriterOf(Scene scene, string repository) => scene.World.Requests.To(EmulatorEndpoint.ManifestWrite)
        .Where(request => request.StatusCode is >= 200 and < 300 && request.Path.Contains($"/{repository}/", StringComparison.Ordinal))
        .Select(request => request.Identity)
        .Distinct()
        .SingleOrDefault();
}
