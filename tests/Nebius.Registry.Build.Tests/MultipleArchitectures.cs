using System.Text;
using System.Text.Json;
using Nebius.Registry.Testing;

namespace Nebius.Registry.Build.Tests;

/// <summary>The project is built again for each architecture, and each of these builds has its own environment.</summary>
public sealed class MultipleArchitectures(PackedPackages packages)
{
    [Theory]
    [InlineData("-m:2")]
    [InlineData("-mt")]
    [InlineData("-graph")]
    public async Task The_image_index_and_each_image_of_two_architectures_are_pushed(string how)
    {
        await using var scene = await Scene.StartAsync(packages, hasServer: true);
        var baseImage = await scene.SeedBaseImageAsync(scene.NorthRegistry);
        scene.AddBuiltConsole("app", twoArchitectures: true);

        var published = await scene.PublishAsync("app", scene.WithStaticKey, "--no-build", how, $"-p:ContainerBaseImage={baseImage}");

        var index = published.Pushed(scene.WestRegistry, "app");
        Assert.Equal(["amd64", "arm64"], ArchitecturesOf(index.Content.AsSpan()));
        Assert.All(index.Manifests, digest => Assert.NotNull(scene.WestRegistry.FindManifest("app", digest)));
        Assert.Equal(
            ["latest", "latest-linux-arm64", "latest-linux-x64"], scene.WestRegistry.Content.Tags("app").Order(StringComparer.Ordinal));
        Assert.Single(published.Output.Split('\n'), line => line.Contains("Nebius: push to", StringComparison.Ordinal));
        Assert.Single(published.Output.Split('\n'), line => line.Contains("Nebius: base image from", StringComparison.Ordinal));
        Assert.Empty(scene.World.Requests.To("mcr.microsoft.com"));
    }

    // MSBuild takes two environments for the same if as many names differ only in case as the package sets variables.
    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public async Task The_credential_is_still_there_for_the_image_index_after_the_images_were_built(int namesThatDifferInCaseAlone)
    {
        await using var scene = await Scene.StartAsync(packages);
        scene.AddBuiltConsole("app", twoArchitectures: true);
        scene.Write("Directory.Build.targets", """
            <Project>
              <Target Name="Look" AfterTargets="_PublishMultiArchContainers">
                <Message Importance="high" Text="after the parts: [$([System.IO.Path]::GetFileName($([System.Environment]::GetEnvironmentVariable('REGISTRY_AUTH_FILE'))))]" />
              </Target>
            </Project>
            """);

        var environment = new Dictionary<string, string?>(scene.WithStaticKey);
        var pairs = scene.World.ChildEnvironment.Where(variable => variable.Value is not null)
            .GroupBy(variable => variable.Key, StringComparer.OrdinalIgnoreCase).Count(names => names.Count() > 1);
        for (var i = pairs; i < namesThatDifferInCaseAlone; i++)
        {
            environment[$"TWICE_{i}"] = environment[$"twice_{i}"] = "the same";
        }

        var published = await scene.PublishAsync("app", environment, "--no-build");

        published.Pushed(scene.WestRegistry, "app");
        published.Says("after the parts: [auth.json]");
    }

    private static IEnumerable<string?> ArchitecturesOf(ReadOnlySpan<byte> index)
    {
        using var document = JsonDocument.Parse(Encoding.UTF8.GetString(index));
        return [.. document.RootElement.GetProperty("manifests").EnumerateArray()
            .Select(manifest => manifest.GetProperty("platform").GetProperty("architecture").GetString()).Order()];
    }
}
