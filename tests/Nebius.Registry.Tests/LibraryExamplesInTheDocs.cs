using Nebius.Registry.Emulator;
using Nebius.Registry.Testing;
using Nebius.Registry.Tests.Copying;
using Nebius.Registry.Tests.Helm;
using Nebius.Registry.Tests.Support;

namespace Nebius.Registry.Tests;

/// <summary>The code of docs/library.md.</summary>
public sealed class LibraryExamplesInTheDocs
{
    [Fact]
    public async Task The_example_that_finds_a_credential_runs()
    {
        await using var scene = await ChainScene.StartAsync();
        var key = scene.World.Iam.IssueStaticKey(scene.Account);

        var result = await DocsExample.RunAsync(scene.World, scene.Home, ("NEBIUS_REGISTRY_STATIC_KEY", key.Token), "find-credential");

        Assert.Contains("iam from StaticKey (NEBIUS_REGISTRY_STATIC_KEY), until ", result.Succeeds().Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_example_that_handles_a_failure_prints_the_code()
    {
        await using var scene = await ChainScene.StartAsync();

        var result = await DocsExample.RunAsync(scene.World, scene.Home, ("NEBIUS_CREDENTIAL_SOURCES", "StaticKey"), "find-credential");

        Assert.Contains("NEBIUS1201: ", result.Fails().Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_example_that_pushes_a_chart_runs()
    {
        await using var scene = await ChartScene.StartAsync("eu-north1");
        var chart = scene.Chart("0.1.0");

        var result = await DocsExample.RunAsync(
            scene.World, Path.GetDirectoryName(chart)!, ("NEBIUS_REGISTRY_STATIC_KEY", scene.Key.Token), "push-chart", chart, scene.Out);

        Assert.Contains("oci://cr.eu-north1.nebius.cloud/e00abc/charts/app 1.2.3 is ", result.Succeeds().Output, StringComparison.Ordinal);
        Assert.NotNull(scene.Registry.FindManifest("charts/app", "1.2.3"));
    }

    [Fact]
    public async Task The_example_that_copies_an_image_runs()
    {
        await using var scene = await CopyScene.StartAsync();
        using var home = new TemporaryDirectory();
        var digest = await scene.PushImageAsync(scene.North, "1.2.3", 100);

        var result = await DocsExample.RunAsync(scene.World, home.FullPath, ("NEBIUS_REGISTRY_STATIC_KEY", scene.Key.Token), "copy-image");

        Assert.Contains($"cr.us-central1.nebius.cloud/u00abc/app@{digest}: 2 blobs sent", result.Succeeds().Output, StringComparison.Ordinal);
        CopyScene.IsWhole(scene.West, "latest", digest);
    }

    [Fact]
    public async Task The_example_that_runs_the_doctor_prints_the_report()
    {
        await using var scene = await ChainScene.StartAsync();
        var registry = scene.World.Registries.Add("e00abc", "eu-north1");
        registry.Grant(scene.Account, RegistryRights.Push);
        var key = scene.World.Iam.IssueStaticKey(scene.Account);

        var result = await DocsExample.RunAsync(scene.World, scene.Home, ("NEBIUS_REGISTRY_STATIC_KEY", key.Token), "run-doctor");

        Assert.StartsWith("cr.eu-north1.nebius.cloud/e00abc/app\n", result.Output, StringComparison.Ordinal);
        Assert.Matches("✓ push +allowed: ", result.Output);
    }

    [Fact]
    public async Task The_page_has_every_example_word_for_word()
    {
        var examples = await DocsExample.OfPageAsync("library.md");
        var page = await DocsExample.ReadPageAsync("library.md");

        Assert.Equal(5, examples.Count);
        Assert.All(examples, example => Assert.Contains($"```csharp\n{example}\n```", page, StringComparison.Ordinal));
        Assert.Equal(examples.Count, page.Split("```csharp").Length - 1);
    }
}
