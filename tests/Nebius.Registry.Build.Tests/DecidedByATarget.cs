using Nebius.Registry.Emulator;
using Nebius.Registry.Testing;

namespace Nebius.Registry.Build.Tests;

/// <summary>What a target sets before the image is computed is used, although the registry was checked before.</summary>
public sealed class DecidedByATarget(PackedPackages packages)
{
    [Fact]
    public async Task A_repository_that_a_target_sets_is_pushed_to()
    {
        await using var scene = await Scene.StartAsync(packages);
        scene.AddBuiltApp();
        Decide(scene, "<ContainerRepository>renamed</ContainerRepository>");

        (await scene.PublishAsync("app", scene.WithStaticKey, "--no-build")).Pushed(scene.WestRegistry, "renamed");

        var asked = scene.World.Requests.To(EmulatorEndpoint.UploadSession).Where(request => request.Method == "DELETE").Select(request => request.Path);
        Assert.Equal(["app", "renamed"], asked.Select(path => path.Split('/')[3]));
    }

    // In the last case, a static key could not look up the registry's region by its ID, but doesn't have to.
    [Theory]
    [InlineData("<NebiusRegion>eu-west1</NebiusRegion>", "<NebiusRegistryId>e00abc</NebiusRegistryId>")]
    [InlineData("<NebiusRegion>eu-west1</NebiusRegion>", "<ContainerRepository>e00abc/app</ContainerRepository>")]
    [InlineData("<NebiusRegion>eu-north1</NebiusRegion>", "<NebiusRegion>eu-west1</NebiusRegion><NebiusRegistryId>e00abc</NebiusRegistryId>")]
    [InlineData("<NebiusRegistryId>e00abc</NebiusRegistryId>", $"<ContainerRegistry>{Scene.West}</ContainerRegistry>")]
    public async Task A_registry_that_a_target_sets_is_pushed_to_whatever_the_project_says(string project, string decided)
    {
        await using var scene = await Scene.StartAsync(packages);
        scene.AddBuiltApp(project);
        Decide(scene, decided);

        (await scene.DotNetAsync(["publish", "app", "--no-build", "-t:PublishContainer"], scene.WithStaticKey)).Pushed(scene.WestRegistry, "app");
    }

    [Fact]
    public async Task A_registry_id_that_a_target_changes_selects_the_new_registry()
    {
        await using var scene = await Scene.StartAsync(packages);
        scene.AddBuiltApp("<NebiusRegistryId>e00abc</NebiusRegistryId>");
        Decide(scene, "<NebiusRegistryId>e00def</NebiusRegistryId>");

        (await scene.DotNetAsync(["publish", "app", "--no-build", "-t:PublishContainer"], scene.WithAuthorizedKey)).Pushed(scene.NorthRegistry, "app");
    }

    [Fact]
    public async Task A_target_can_choose_the_local_daemon_instead_of_the_registry()
    {
        await using var scene = await Scene.StartAsync(packages);
        scene.AddBuiltApp("<NebiusRegion>eu-west1</NebiusRegion><NebiusRegistryId>e00abc</NebiusRegistryId>");
        Decide(scene, "<LocalRegistry>Docker</LocalRegistry>");

        await scene.DotNetAsync(["publish", "app", "--no-build", "-t:PublishContainer"], scene.WithStaticKey);

        Assert.Empty(scene.World.Requests.To(EmulatorEndpoint.ManifestWrite));
    }

    // The target acts like one that reads a key from a vault: two accounts may push, and the second one must be used.
    [Fact]
    public async Task A_credential_that_a_target_sets_is_used_for_the_push()
    {
        await using var scene = await Scene.StartAsync(packages);
        scene.AddBuiltApp();
        var second = scene.World.Iam.AddServiceAccount();
        scene.WestRegistry.Grant(second, RegistryRights.Push);
        scene.Canary.WatchPem(second.AuthorizedKey.Pkcs8Pem);
        var file = Path.Join(scene.Secrets, "second.json");
        await File.WriteAllTextAsync(file, second.AuthorizedKey.Json, TestContext.Current.CancellationToken);
        Decide(scene, $"<_Set>$([System.Environment]::SetEnvironmentVariable('NEBIUS_AUTHORIZED_KEY_FILE', '{file}'))</_Set>");

        var published = await scene.PublishAsync(
            "app", new Dictionary<string, string?>(scene.WithAuthorizedKey) { ["MSBUILDENABLEALLPROPERTYFUNCTIONS"] = "1" }, "--no-build");

        published.Pushed(scene.WestRegistry, "app");
        published.Says($"of {second.Id}").DoesNotSay($"of {scene.Account.Id}");
    }

    // The settings are collected before the build compiles, and again when they are needed later.
    [Theory]
    [InlineData("ComputeContainerConfig")]
    [InlineData("PublishContainer")]
    public async Task A_setting_that_a_target_changes_after_the_preflight_check_is_used_for_the_push(string before)
    {
        await using var scene = await Scene.StartAsync(packages);
        var second = scene.World.Iam.AddServiceAccount();
        scene.WestRegistry.Grant(second, RegistryRights.Push);
        scene.Canary.WatchPem(second.AuthorizedKey.Pkcs8Pem);
        var file = Path.Join(scene.Secrets, "second.json");
        await File.WriteAllTextAsync(file, second.AuthorizedKey.Json, TestContext.Current.CancellationToken);
        scene.AddBuiltApp($"<NebiusAuthorizedKeyFile>{scene.AuthorizedKeyFile}</NebiusAuthorizedKeyFile>");
        Decide(scene, $"<NebiusAuthorizedKeyFile>{file}</NebiusAuthorizedKeyFile>", before);

        var published = await scene.PublishAsync("app", new Dictionary<string, string?>(), "--no-build");

        published.Pushed(scene.WestRegistry, "app");
        published.Says($"of {second.Id}").DoesNotSay($"of {scene.Account.Id}");
    }

    [Fact]
    public async Task A_setting_that_a_target_changes_after_the_registry_was_found_by_its_ID_is_used_for_the_push()
    {
        await using var scene = await Scene.StartAsync(packages);
        var second = scene.World.Iam.AddServiceAccount();
        scene.WestRegistry.Grant(second, RegistryRights.Push);
        scene.Canary.WatchPem(second.AuthorizedKey.Pkcs8Pem);
        var file = Path.Join(scene.Secrets, "second.json");
        await File.WriteAllTextAsync(file, second.AuthorizedKey.Json, TestContext.Current.CancellationToken);
        scene.AddBuiltApp($"<NebiusRegistryId>e00abc</NebiusRegistryId><NebiusAuthorizedKeyFile>{scene.AuthorizedKeyFile}</NebiusAuthorizedKeyFile>");
        Decide(scene, $"<NebiusAuthorizedKeyFile>{file}</NebiusAuthorizedKeyFile>", before: "PublishContainer");

        var published = await scene.DotNetAsync(["publish", "app", "--no-build", "-t:PublishContainer"], new Dictionary<string, string?>());

        published.Pushed(scene.WestRegistry, "app");
        published.Says($"of {second.Id}");
    }

    [Fact]
    public async Task A_preflight_refusal_of_an_earlier_setting_says_how_to_check_later()
    {
        await using var scene = await Scene.StartAsync(packages);
        scene.AddBuiltApp("<NebiusRegion>eu-north1</NebiusRegion><NebiusRegistryId>e00abc</NebiusRegistryId>");
        Decide(scene, "<NebiusRegion>eu-west1</NebiusRegion>");

        var refused = await scene.DotNetAsync(["publish", "app", "--no-build", "-t:PublishContainer"], scene.WithAuthorizedKey);
        refused.Fails().Says("NEBIUS1111");
        refused.Says("If one of your targets changes the registry or the credential later");

        (await scene.DotNetAsync(["publish", "app", "--no-build", "-t:PublishContainer", "-p:NebiusPreflight=false"], scene.WithAuthorizedKey)).Pushed(scene.WestRegistry, "app");
    }

    private static void Decide(Scene scene, string properties, string before = "ComputeContainerConfig") => scene.Write("Directory.Build.targets", $"""
        <Project>
          <Target Name="Decide" BeforeTargets="{before}"><PropertyGroup>{properties}</PropertyGroup></Target>
        </Project>
        """);
}
