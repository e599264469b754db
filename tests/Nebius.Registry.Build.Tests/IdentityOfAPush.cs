using Nebius.Registry.Emulator;
using Nebius.Registry.Testing;

namespace Nebius.Registry.Build.Tests;

/// <summary>The identity that the log names is the one that pushes, whatever the process has done before.</summary>
public sealed class IdentityOfAPush(PackedPackages packages)
{
    [Theory]
    [InlineData("-m:2", "-nr:true")]
    [InlineData("-m:2", "-nr:true", "-graph")]
    [InlineData("-m:2", "-nr:true", "-mt")]
    [InlineData("-m:1", "server")]
    [InlineData("-m:2", "server")]
    public async Task A_refused_key_pushes_nothing_after_a_valid_one_has_pushed(params string[] how)
    {
        await using var scene = await Scene.StartAsync(packages);
        scene.AddBuiltConsole("one");
        scene.AddBuiltConsole("both", twoArchitectures: true);
        scene.AddTraversal("dirs.proj", """<MSBuild Projects="@(All)" Targets="Publish;PublishContainer" BuildInParallel="true" ContinueOnError="ErrorAndContinue" />""");
        scene.Write("dirs.proj", (await File.ReadAllTextAsync(Path.Join(scene.Workspace, "dirs.proj"), TestContext.Current.CancellationToken))
            .Replace("<ItemGroup>", """<ItemGroup><ProjectReference Include="$(MSBuildThisFileDirectory)*/*.csproj" />""", StringComparison.Ordinal));
        var refused = scene.World.Iam.IssueStaticKey(scene.World.Iam.AddServiceAccount());
        var nodes = Nodes();

        (await BuildAsync(scene, nodes, scene.StaticKey.Token, how)).Succeeds();
        Assert.NotEmpty(Writers(scene));
        scene.World.Requests.Clear();
        (await BuildAsync(scene, nodes, refused.Token, how)).Fails();
        Assert.Empty(Writers(scene));

        scene.World.Requests.Clear();
        (await BuildAsync(scene, nodes, scene.StaticKey.Token, how)).Succeeds();
        Assert.Equal([scene.Account.Id], Writers(scene));
    }

    [Fact]
    public async Task A_refused_token_pushes_nothing_after_another_project_of_the_same_process()
    {
        await using var scene = await Scene.StartAsync(packages);
        scene.AddBuiltConsole("good");
        scene.AddBuiltConsole("nonsense", "<NebiusCredentialSources>AccessToken</NebiusCredentialSources>");
        scene.AddTraversal("dirs.proj", """<MSBuild Projects="%(All.Identity)" Targets="Publish;PublishContainer" ContinueOnError="ErrorAndContinue" />""");
        var environment = new Dictionary<string, string?>(scene.WithStaticKey) { ["NEBIUS_IAM_TOKEN"] = "v1." + new string('x', 200) };

        var published = await scene.DotNetAsync(["build", "dirs.proj", "-t:PublishContainer", "-m:1", "-p:NebiusPreflight=false", .. Publishing.NoBuild, .. ToWest], environment);

        published.Fails().Says("error NEBIUS1401");
        Assert.NotNull(scene.WestRegistry.FindManifest("good", "latest"));
        Assert.Null(scene.WestRegistry.FindManifest("nonsense", "latest"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Two_identities_push_in_one_process_each_as_itself(bool oneFails)
    {
        await using var scene = await Scene.StartAsync(packages);
        var (other, keyFile) = AddAccount(scene);
        var ofOther = $"""
            <NebiusCredentialSources>AuthorizedKey</NebiusCredentialSources>
            <NebiusAuthorizedKeyFile>{keyFile}</NebiusAuthorizedKeyFile>
            """;
        scene.AddBuiltConsole("first", twoArchitectures: true);
        scene.AddBuiltConsole("second", ofOther, twoArchitectures: true);
        scene.AddBuiltConsole("third");
        scene.AddBuiltConsole("fourth", ofOther);
        scene.AddTraversal("dirs.proj", """<MSBuild Projects="@(All)" Targets="Publish;PublishContainer" BuildInParallel="true" ContinueOnError="ErrorAndContinue" />""");
        if (oneFails)
        {
            // The images of one project fail, before its build can remove the credential.
            scene.World.Faults.Add(EmulatorEndpoint.ManifestWrite, Fault.Status(500), times: 2);
        }

        var published = await scene.DotNetAsync(["build", "dirs.proj", "-t:PublishContainer", "-m:1", .. Publishing.NoBuild, .. ToWest], scene.WithStaticKey);

        Assert.Equal(oneFails, published.ExitCode != 0);
        Assert.All(["first", "third"], name => Assert.All(Writers(scene, name), writer => Assert.Equal(scene.Account.Id, writer)));
        Assert.All(["second", "fourth"], name => Assert.All(Writers(scene, name), writer => Assert.Equal(other.Id, writer)));
        Assert.Equal(2, Writers(scene).Count);
    }

    [Fact]
    public async Task Two_identities_alternate_between_two_registries_on_the_same_build_nodes()
    {
        await using var scene = await Scene.StartAsync(packages);
        var (other, keyFile) = AddAccount(scene);
        scene.NorthRegistry.Grant(other, RegistryRights.Push);
        scene.AddBuiltConsole("west", $"<ContainerRegistry>{Scene.West}</ContainerRegistry><NebiusRegistryId>e00abc</NebiusRegistryId>");
        scene.AddBuiltConsole("north", $"<ContainerRegistry>{Scene.North}</ContainerRegistry><NebiusRegistryId>e00def</NebiusRegistryId>");
        scene.AddTraversal("dirs.proj", """<MSBuild Projects="@(All)" Targets="Publish;PublishContainer" BuildInParallel="true" />""");
        var nodes = Nodes();

        for (var i = 0; i < 3; i++)
        {
            scene.World.Requests.Clear();
            var environment = i % 2 == 0 ? scene.WithStaticKey : new Dictionary<string, string?> { ["NEBIUS_AUTHORIZED_KEY_FILE"] = keyFile };
            var published = await scene.RunAsync(
                "dotnet", ["build", "dirs.proj", "-t:PublishContainer", "-m:2", "-nr:true", .. Publishing.NoBuild], With(environment, nodes));
            published.Succeeds();
            Assert.Equal([i % 2 == 0 ? scene.Account.Id : other.Id], Writers(scene));
        }
    }

    [Theory]
    [InlineData("fresh")]
    [InlineData("reused")]
    public async Task A_push_in_a_process_whose_credential_is_unknown_is_an_error(string process)
    {
        await using var scene = await Scene.StartAsync(packages);
        scene.AddBuiltApp();
        scene.Write("Directory.Build.targets", """
            <Project>
              <UsingTask TaskName="Microsoft.NET.Build.Containers.Tasks.CreateNewImage" AssemblyFile="$(ContainerCustomTasksAssembly)"
                         Runtime="NET" TaskFactory="TaskHostFactory" Override="true" />
            </Project>
            """);

        var published = await scene.RunAsync(
            "dotnet",
            ["publish", "app", "--no-build", .. Publishing.ToWest, $"-nr:{(process == "reused" ? "true" : "false")}"],
            With(scene.WithStaticKey, Nodes()));

        published.Fails().Says("error NEBIUS1414").Says("TaskHostFactory");
    }

    [Fact]
    public async Task An_SDK_whose_cache_is_unknown_pushes_with_one_identity_for_each_process()
    {
        await using var scene = await Scene.StartAsync(packages);
        var (_, keyFile) = AddAccount(scene);
        scene.AddBuiltConsole("a1");
        scene.AddBuiltConsole("a2");
        scene.AddBuiltConsole("b", $"""
            <NebiusCredentialSources>AuthorizedKey</NebiusCredentialSources>
            <NebiusAuthorizedKeyFile>{keyFile}</NebiusAuthorizedKeyFile>
            """);
        scene.Write("Directory.Build.targets", """
            <Project>
              <UsingTask TaskName="LoadAnotherSdk" TaskFactory="RoslynCodeTaskFactory" AssemblyFile="$(MSBuildToolsPath)/Microsoft.Build.Tasks.Core.dll">
                <Task>
                  <Using Namespace="System.Reflection" />
                  <Code Type="Fragment" Language="cs">
                    var core = typeof(object).Assembly;
                    var access = core.GetType("System.Reflection.Emit.AssemblyBuilderAccess");
                    core.GetType("System.Reflection.Emit.AssemblyBuilder").GetMethod("DefineDynamicAssembly", new[] { typeof(AssemblyName), access })
                        .Invoke(null, new[] { new AssemblyName("Microsoft.NET.Build.Containers"), Enum.ToObject(access, 1) });
                  </Code>
                </Task>
              </UsingTask>
              <Target Name="Load" BeforeTargets="PublishContainer"><LoadAnotherSdk /></Target>
            </Project>
            """);
        scene.AddTraversal("dirs.proj", """<MSBuild Projects="%(All.Identity)" Targets="Publish;PublishContainer" ContinueOnError="ErrorAndContinue" />""");

        var published = await scene.DotNetAsync(
            ["build", "dirs.proj", "-t:PublishContainer", "-m:1", .. Publishing.NoBuild, .. ToWest], scene.WithStaticKey);

        published.Fails().Says("error NEBIUS1414").Says("dotnet build-server shutdown");
        Assert.NotNull(scene.WestRegistry.FindManifest("a1", "latest"));
        Assert.NotNull(scene.WestRegistry.FindManifest("a2", "latest"));
        Assert.Null(scene.WestRegistry.FindManifest("b", "latest"));
    }

    private static readonly string[] ToWest = [$"-p:ContainerRegistry={Scene.West}", "-p:NebiusRegistryId=e00abc"];

    private static Task<CommandResult> BuildAsync(Scene scene, string nodes, string key, string[] how)
    {
        var isServer = how.Contains("server");
        return scene.RunAsync(
            "dotnet",
            ["build", "dirs.proj", "-t:PublishContainer", "-p:NebiusPreflight=false", .. Publishing.NoBuild, .. ToWest, .. how.Where(word => word != "server")],
            With(new Dictionary<string, string?> { ["NEBIUS_REGISTRY_STATIC_KEY"] = key, ["DOTNET_CLI_USE_MSBUILD_SERVER"] = isServer ? "true" : null }, nodes));
    }

    // A new salt, so that this test shares no nodes with another one.
    private static string Nodes() => Guid.NewGuid().ToString("N");

    private static Dictionary<string, string?> With(IReadOnlyDictionary<string, string?> environment, string nodes) =>
        new(environment) { ["MSBUILDDISABLENODEREUSE"] = null, ["MSBUILDNODEHANDSHAKESALT"] = nodes };

    private static (ServiceAccount Account, string KeyFile) AddAccount(Scene scene)
    {
        var account = scene.World.Iam.AddServiceAccount();
        scene.WestRegistry.Grant(account, RegistryRights.Push);
        var file = Path.Join(scene.Secrets, "other.json");
        File.WriteAllText(file, account.AuthorizedKey.Json);
        scene.Canary.WatchPem(account.AuthorizedKey.Pkcs8Pem);
        return (account, file);
    }

    private static IReadOnlyList<string?> Writers(Scene scene, string repository = "") =>
    [
        .. scene.World.Requests.To(EmulatorEndpoint.ManifestWrite)
            .Where(request => request.StatusCode is >= 200 and < 300 && request.Path.Contains($"/{repository}", StringComparison.Ordinal))
            .Select(request => request.Identity)
            .Distinct(),
    ];
}
