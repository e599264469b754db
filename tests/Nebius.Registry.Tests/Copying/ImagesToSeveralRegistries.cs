using Nebius.Registry.Emulator;

namespace Nebius.Registry.Tests.Copying;

/// <summary>An image in one registry gets to others, whole and with the same digest.</summary>
public sealed class ImagesToSeveralRegistries
{
    private const int Long = 3 * 1024 * 1024;

    [Fact]
    public async Task An_image_is_copied_to_two_registries_with_the_same_digest()
    {
        await using var scene = await CopyScene.StartAsync();
        var digest = await scene.PushImageAsync(scene.North, "1.2.3", Long, 1000, 0);

        var report = await scene.CopyAsync(
            "1.2.3", [scene.West, scene.Central], ["1.2.3", "latest"]);

        Assert.Equal(digest, report.Digest);
        Assert.All(report.Targets, target => Assert.Null(target.Failure));
        CopyScene.IsWhole(scene.West, "1.2.3", digest);
        CopyScene.IsWhole(scene.Central, "latest", digest);
    }

    [Fact]
    public async Task An_index_is_copied_with_all_its_images()
    {
        await using var scene = await CopyScene.StartAsync();
        var digest = await scene.PushIndexAsync(
            scene.North, "1.2.3", await scene.PushImageAsync(scene.North, "amd64", Long), await scene.PushImageAsync(scene.North, "arm64", Long));

        var report = await scene.CopyAsync(digest, [scene.West]);

        Assert.Null(Assert.Single(report.Targets).Failure);
        CopyScene.IsWhole(scene.West, "1.2.3", digest);
    }

    [Fact]
    public async Task Each_blob_is_read_once_and_a_second_copy_sends_nothing()
    {
        await using var scene = await CopyScene.StartAsync();
        await scene.PushImageAsync(scene.North, "1.2.3", Long, 1000);
        scene.World.Requests.Clear();

        await scene.CopyAsync("1.2.3", [scene.West, scene.Central]);

        Assert.Equal(3, scene.World.Requests.To(EmulatorEndpoint.BlobRead).Count(request => request.Method == "GET"));
        scene.World.Requests.Clear();
        var again = await scene.CopyAsync("1.2.3", [scene.West, scene.Central]);
        Assert.All(again.Targets, target => Assert.Equal((0L, 0, 3, 0), (target.BytesSent, target.BlobsSent, target.BlobsSkipped, target.ManifestsSent)));
    }

    [Fact]
    public async Task A_target_that_refuses_does_not_stop_the_others()
    {
        await using var scene = await CopyScene.StartAsync();
        var digest = await scene.PushImageAsync(scene.North, "1.2.3", Long);
        scene.West.Revoke(scene.Account);

        var report = await scene.CopyAsync("1.2.3", [scene.West, scene.Central]);

        Assert.Contains(scene.West.Host, report.Targets[0].Failure!.Message, StringComparison.Ordinal);
        Assert.Null(report.Targets[1].Failure);
        Assert.Null(scene.West.FindManifest("app", "1.2.3"));
        CopyScene.IsWhole(scene.Central, "1.2.3", digest);
    }
}
