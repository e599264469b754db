using Nebius.Registry.Emulator;

namespace Nebius.Registry.Tests.Copying;

/// <summary>Registries may answer in other ways than the emulator does, lie, or redirect to another host.</summary>
public sealed class RegistriesThatDiffer
{
    private const int Long = 3 * 1024 * 1024;

    public static TheoryData<EmulatorEndpoint, string, string?> Answers { get; } = new()
    {
        { EmulatorEndpoint.UploadChunk, "Range", null },
        { EmulatorEndpoint.UploadChunk, "Range", $"bytes=0-{Long - 1}" },
        { EmulatorEndpoint.UploadChunk, "Range", "0-99" },
        { EmulatorEndpoint.UploadChunk, "Location", null },
        { EmulatorEndpoint.UploadStart, "OCI-Chunk-Min-Length", "10000000" },
        { EmulatorEndpoint.UploadFinish, "Docker-Content-Digest", null },
        { EmulatorEndpoint.ManifestWrite, "Docker-Content-Digest", null },
        { EmulatorEndpoint.ManifestRead, "Docker-Content-Digest", null },
        { EmulatorEndpoint.ManifestRead, "Content-Type", null },
        { EmulatorEndpoint.Storage, "Content-Type", "text/html" },
    };

    [Theory]
    [MemberData(nameof(Answers))]
    public async Task An_image_is_copied_to_a_registry_with_other_headers(EmulatorEndpoint endpoint, string header, string? value)
    {
        await using var scene = await CopyScene.StartAsync();
        var digest = await scene.PushImageAsync(scene.North, "1.2.3", Long);
        scene.World.Faults.Add(endpoint, Fault.Header(header, value), times: value == "0-99" ? 1 : int.MaxValue);

        var report = await scene.CopyAsync("1.2.3", [scene.West]);

        Assert.True(report.Targets[0].Failure is null, report.Targets[0].Failure?.Message);
        CopyScene.IsWhole(scene.West, "1.2.3", digest);
    }

    [Theory]
    [InlineData(EmulatorEndpoint.UploadStart, "https://elsewhere.example.test/x", "the upload is to go on at https://elsewhere.example.test")]
    [InlineData(EmulatorEndpoint.UploadStart, "http://cr.eu-west1.nebius.cloud/x", "the upload is to go on at http://cr.eu-west1.nebius.cloud")]
    [InlineData(EmulatorEndpoint.UploadChunk, "//elsewhere.example.test/x", "the upload is to go on at")]
    public async Task An_upload_that_is_to_go_on_at_another_host_is_refused(EmulatorEndpoint endpoint, string location, string words)
    {
        await using var scene = await CopyScene.StartAsync();
        await scene.PushImageAsync(scene.North, "1.2.3", Long);
        scene.World.AddHostileHost("elsewhere.example.test");
        scene.World.Faults.Add(endpoint, Fault.Header("Location", location), times: int.MaxValue, host: scene.West.Host);

        var report = await scene.CopyAsync("1.2.3", [scene.West]);

        Assert.Contains(words, report.Targets[0].Failure!.Message, StringComparison.Ordinal);
        Assert.Empty(scene.World.Requests.To("elsewhere.example.test"));
    }

    [Theory]
    [InlineData(EmulatorEndpoint.UploadStart)]
    [InlineData(EmulatorEndpoint.UploadChunk)]
    [InlineData(EmulatorEndpoint.UploadFinish)]
    [InlineData(EmulatorEndpoint.ManifestWrite)]
    public async Task An_upload_that_is_redirected_is_refused(EmulatorEndpoint endpoint)
    {
        await using var scene = await CopyScene.StartAsync();
        await scene.PushImageAsync(scene.North, "1.2.3", Long);
        scene.World.AddHostileHost("elsewhere.example.test");
        scene.World.Faults.Add(endpoint, Fault.Redirect("https://elsewhere.example.test/x"), times: int.MaxValue, host: scene.West.Host);

        var report = await scene.CopyAsync("1.2.3", [scene.West]);

        Assert.Contains("HTTP 302", report.Targets[0].Failure!.Message, StringComparison.Ordinal);
        Assert.Empty(scene.World.Requests.To("elsewhere.example.test"));
        Assert.Null(scene.West.FindManifest("app", "1.2.3"));
    }

    [Theory]
    [InlineData(EmulatorEndpoint.UploadFinish)]
    [InlineData(EmulatorEndpoint.ManifestWrite)]
    public async Task A_registry_that_stores_another_digest_is_an_error(EmulatorEndpoint endpoint)
    {
        await using var scene = await CopyScene.StartAsync();
        await scene.PushImageAsync(scene.North, "1.2.3", Long);
        var other = $"sha256:{new string('a', 64)}";
        scene.World.Faults.Add(endpoint, Fault.Header("Docker-Content-Digest", other), times: int.MaxValue, host: scene.West.Host);

        var report = await scene.CopyAsync("1.2.3", [scene.West]);

        Assert.Contains($"stored {other} in place of sha256:", report.Targets[0].Failure!.Message, StringComparison.Ordinal);
        Assert.Null(scene.West.FindManifest("app", "1.2.3"));
    }

    [Fact]
    public async Task A_registry_that_always_loses_the_end_of_an_upload_is_an_error()
    {
        await using var scene = await CopyScene.StartAsync();
        await scene.PushImageAsync(scene.North, "1.2.3", Long);
        scene.World.Faults.Add(EmulatorEndpoint.UploadChunk, Fault.Header("Range", "0-99"), times: int.MaxValue, host: scene.West.Host);

        var report = await scene.CopyAsync("1.2.3", [scene.West]);

        Assert.StartsWith("The copy to cr.eu-west1.nebius.cloud/e01abc/app failed: ", report.Targets[0].Failure!.Message, StringComparison.Ordinal);
        Assert.InRange(scene.World.Requests.To(EmulatorEndpoint.UploadChunk).Count, 1, 50);
    }

    [Fact]
    public async Task Blobs_that_a_registry_says_it_has_are_sent_when_it_refuses_the_manifest()
    {
        await using var scene = await CopyScene.StartAsync();
        var digest = await scene.PushImageAsync(scene.North, "1.2.3", Long, 1000);
        scene.World.Faults.Add(EmulatorEndpoint.BlobRead, Fault.Status(302), times: 3, host: scene.West.Host);

        var report = await scene.CopyAsync("1.2.3", [scene.West]);

        Assert.True(report.Targets[0].Failure is null, report.Targets[0].Failure?.Message);
        CopyScene.IsWhole(scene.West, "1.2.3", digest);
    }

    [Fact]
    public async Task A_registry_that_keeps_losing_blobs_is_an_error()
    {
        await using var scene = await CopyScene.StartAsync();
        await scene.PushImageAsync(scene.North, "1.2.3", 1000);
        scene.World.Faults.Add(EmulatorEndpoint.ManifestWrite, Fault.RegistryError(404, "MANIFEST_BLOB_UNKNOWN", "blob unknown"), times: int.MaxValue, host: scene.West.Host);

        var report = await scene.CopyAsync("1.2.3", [scene.West]);

        Assert.Equal("NEBIUS1909", report.Targets[0].Failure!.Code);
        Assert.Contains("the registry accepted all blobs, and then says that it doesn't have one (HTTP 404: \"MANIFEST_BLOB_UNKNOWN: blob unknown\")", report.Targets[0].Failure!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_index_without_one_of_its_images_is_copied_as_far_as_the_target_accepts_it()
    {
        await using var scene = await CopyScene.StartAsync();
        var (amd64, arm64) = (await scene.PushImageAsync(scene.North, "amd64", 1000), await scene.PushImageAsync(scene.North, "arm64", 1000));
        await scene.PushIndexAsync(scene.North, "1.2.3", amd64, arm64);
        await scene.DeleteAsync(scene.North, $"manifests/{arm64}");

        var report = await scene.CopyAsync("1.2.3", [scene.West]);

        Assert.Equal([arm64], report.MissingManifests);
        var failure = report.Targets[0].Failure!;
        Assert.Equal("NEBIUS1908", failure.Code);
        Assert.Contains($"1 of them aren't in the source, such as {arm64}", failure.Message, StringComparison.Ordinal);
        CopyScene.IsWhole(scene.West, amd64, amd64);
        Assert.Null(scene.West.FindManifest("app", "1.2.3"));
    }

    [Theory]
    [InlineData("its content")]
    [InlineData("its length")]
    public async Task A_source_with_other_bytes_than_its_manifest_says_is_an_error_and_nothing_is_stored(string what)
    {
        await using var scene = await CopyScene.StartAsync();
        await scene.PushImageAsync(scene.North, "1.2.3", Long);
        var body = new string('a', what == "its content" ? Long : 1000);
        scene.World.Faults.Add(EmulatorEndpoint.Storage, Fault.Body(body, "application/octet-stream"), times: int.MaxValue);

        var error = await Assert.ThrowsAsync<NebiusRegistryException>(() => scene.CopyAsync("1.2.3", [scene.West, scene.Central]));

        Assert.StartsWith("cr.eu-north1.nebius.cloud/e00abc/app:1.2.3 can't be copied: ", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(scene.World.Requests.To(EmulatorEndpoint.ManifestWrite), request => request.Host != scene.North.Host);
        Assert.Empty(scene.West.Content.Manifests("app"));
    }

    [Fact]
    public async Task The_tag_is_read_once_so_that_a_tag_that_moves_does_not_mix_two_images()
    {
        await using var scene = await CopyScene.StartAsync();
        await scene.PushImageAsync(scene.North, "1.2.3", 1000);
        scene.World.Requests.Clear();

        await scene.CopyAsync("1.2.3", [scene.West]);

        Assert.Single(scene.World.Requests.To(EmulatorEndpoint.ManifestRead), request => request.Host == scene.North.Host && request.Path.EndsWith("/manifests/1.2.3", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_index_that_lists_an_image_before_another_index_with_the_same_image_is_put_in_order()
    {
        await using var scene = await CopyScene.StartAsync();
        var image = await scene.PushImageAsync(scene.North, "amd64", 1000);
        var inner = await scene.PushIndexAsync(scene.North, "inner", image);
        var digest = await scene.PushIndexAsync(scene.North, "1.2.3", inner, image);

        var report = await scene.CopyAsync("1.2.3", [scene.West]);

        Assert.True(report.Targets[0].Failure is null, report.Targets[0].Failure?.Message);
        CopyScene.IsWhole(scene.West, "1.2.3", digest);
    }
}
