using Nebius.Registry.Testing;
using Nebius.Registry.Tool.Tests.Infrastructure;

namespace Nebius.Registry.Tool.Tests;

/// <summary>After <c>nebius-registry configure</c>, other programs get the credential.</summary>
public sealed class ConfiguringOtherPrograms(InstalledTool tool)
{
    [Fact]
    public async Task Helm_pushes_with_the_configured_credential_helper()
    {
        Testing.Tool.Require("helm");
        await using var scene = await Scene.StartAsync(tool.Packages);
        scene.WriteChart("app", "app", "1.2.3");
        await ConfigureAsync(scene);
        (await scene.RunAsync("helm", ["package", "app"])).Succeeds();

        var pushed = await scene.RunAsync("helm", ["push", "app-1.2.3.tgz", $"oci://{Scene.West}/e00abc/charts"], tool.With(scene.WithAuthorizedKey));

        pushed.Succeeds();
        Assert.NotNull(scene.WestRegistry.FindManifest("charts/app", "1.2.3"));
    }

    [Fact]
    public async Task Podman_uses_the_configured_credential_helper()
    {
        Testing.Tool.Require("podman");
        await using var scene = await Scene.StartAsync(tool.Packages);
        var image = await scene.SeedBaseImageAsync(scene.WestRegistry);
        await ConfigureAsync(scene, "--podman");

        var asked = await scene.RunAsync("podman", ["login", "--get-login", Scene.West], tool.With(scene.WithStaticKey));
        var found = await scene.RunAsync("podman", ["manifest", "inspect", image], tool.With(scene.WithStaticKey));

        asked.Succeeds().Says("iam");
        found.Succeeds();
    }

    // What is in XDG_RUNTIME_DIR is gone when the user logs out of the machine.
    [Fact]
    public async Task Podman_and_skopeo_use_the_configured_helper_in_the_next_session()
    {
        Testing.Tool.Require("podman");
        Testing.Tool.Require("skopeo");
        await using var scene = await Scene.StartAsync(tool.Packages);
        var image = await scene.SeedBaseImageAsync(scene.WestRegistry);
        var session = Directory.CreateDirectory(Path.Join(scene.Secrets, "run")).FullName;
        var environment = new Dictionary<string, string?>(scene.WithStaticKey) { ["XDG_RUNTIME_DIR"] = session };

        var configured = await scene.RunAsync(tool.File, ["configure", "eu-west1", "--podman"], tool.With(environment));

        configured.Succeeds().Says($"{scene.Home}/.config/containers/auth.json").Says("in every session");
        Assert.Empty(Directory.GetFileSystemEntries(session));
        (await scene.RunAsync("podman", ["login", "--get-login", Scene.West], tool.With(environment))).Succeeds().Says("iam");
        (await scene.RunAsync("skopeo", ["inspect", "--raw", $"docker://{image}"], tool.With(environment))).Succeeds();
        (await scene.RunAsync(tool.File, ["configure", "--podman", "--remove"], tool.With(environment))).Succeeds().Says($"- \"{Scene.West}\"");
    }

    [Fact]
    public async Task Skopeo_uses_the_configured_credential_helper()
    {
        Testing.Tool.Require("skopeo");
        await using var scene = await Scene.StartAsync(tool.Packages);
        var image = await scene.SeedBaseImageAsync(scene.WestRegistry);
        await ConfigureAsync(scene, "--podman");

        (await scene.RunAsync("skopeo", ["inspect", "--raw", $"docker://{image}"], tool.With(scene.WithStaticKey))).Succeeds().Says("schemaVersion");
    }

    // For this, the docker command asks the registry itself; no engine is needed.
    [Fact]
    public async Task Docker_uses_the_configured_credential_helper()
    {
        Testing.Tool.Require("docker");
        await using var scene = await Scene.StartAsync(tool.Packages);
        var image = await scene.SeedBaseImageAsync(scene.WestRegistry);
        await ConfigureAsync(scene);

        (await scene.RunAsync("docker", ["manifest", "inspect", image], tool.With(scene.WithStaticKey))).Succeeds().Says("schemaVersion");
    }

    [Fact]
    public async Task The_SDK_without_the_package_pushes_with_the_configured_credential_helper()
    {
        await using var scene = await Scene.StartAsync(tool.Packages);
        scene.AddConsole("app", package: string.Empty);
        await ConfigureAsync(scene);

        var published = await scene.DotNetAsync(
            ["publish", "app", "-t:PublishContainer", $"-p:ContainerRegistry={Scene.West}", "-p:ContainerRepository=e00abc/app"], tool.With(scene.WithAuthorizedKey));

        published.Succeeds();
        Assert.NotNull(scene.WestRegistry.FindManifest("app", "latest"));
    }

    private async Task ConfigureAsync(Scene scene, params string[] options) =>
        (await scene.RunAsync(tool.File, ["configure", .. options], tool.With(new Dictionary<string, string?>()))).Succeeds();
}
