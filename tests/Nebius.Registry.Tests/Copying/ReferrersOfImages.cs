using System.Text.Json.Nodes;
using Nebius.Registry.Copying;
using Nebius.Registry.Emulator;

namespace Nebius.Registry.Tests.Copying;

/// <summary>Signatures and SBOMs get to the other registries before the tag.</summary>
public sealed class ReferrersOfImages
{
    [Fact]
    public async Task What_refers_to_an_index_to_its_images_and_to_other_referrers_is_copied()
    {
        await using var scene = await CopyScene.StartAsync();
        var image = await scene.PushImageAsync(scene.North, "amd64", 1000);
        var index = await scene.PushIndexAsync(scene.North, "1.2.3", image);
        var ofIndex = await scene.PushReferrerAsync(scene.North, index, "index");
        var ofImage = await scene.PushReferrerAsync(scene.North, image, "image");
        var ofReferrer = await scene.PushReferrerAsync(scene.North, ofImage, "signature of the SBOM");

        var report = await scene.CopyAsync("1.2.3", [scene.West]);

        Assert.Equal([.. new[] { ofIndex, ofImage, ofReferrer }.Order()], report.ReferrerDigests.Order());
        Assert.Equal(3, report.Referrers);
        Assert.All(report.ReferrerDigests, digest => CopyScene.IsWhole(scene.West, digest, digest));
        var written = scene.World.Requests.To(EmulatorEndpoint.ManifestWrite).Where(request => request.Host == scene.West.Host).Select(request => request.Path);
        Assert.EndsWith("/manifests/1.2.3", written.Last(), StringComparison.Ordinal);
        var again = await scene.CopyAsync("1.2.3", [scene.West]);
        Assert.Equal((0, 0), (again.Targets[0].BlobsSent, again.Targets[0].ManifestsSent));
    }

    [Fact]
    public async Task A_target_that_can_not_list_referrers_gets_the_list_as_a_tag()
    {
        await using var scene = await CopyScene.StartAsync();
        var digest = await scene.PushImageAsync(scene.North, "1.2.3", 1000);
        var referrers = new[] { await scene.PushReferrerAsync(scene.North, digest, "a"), await scene.PushReferrerAsync(scene.North, digest, "b") };
        scene.World.Faults.Add(EmulatorEndpoint.ManifestWrite, Fault.Header("OCI-Subject", null), times: int.MaxValue, host: scene.West.Host);
        scene.World.Faults.Add(EmulatorEndpoint.Referrers, Fault.Status(404), times: int.MaxValue, host: scene.West.Host);

        await scene.CopyAsync("1.2.3", [scene.West]);
        var again = await scene.CopyAsync("1.2.3", [scene.West]);

        var list = scene.West.FindManifest("app", digest.Replace(':', '-'))!;
        Assert.Equal(referrers.Order(), list.Manifests.Order());
        var first = JsonNode.Parse(list.Content.AsSpan())!["manifests"]![0]!;
        Assert.Equal("application/vnd.example.signature", (string?)first["artifactType"]);
        Assert.NotNull(first["annotations"]!["example"]);
        Assert.Equal(0, again.Targets[0].ManifestsSent);
    }

    [Theory]
    [InlineData("404", false)]
    [InlineData("405", false)]
    [InlineData("500", true)]
    [InlineData("html", false)]
    public async Task A_source_without_the_referrers_API_is_asked_for_its_tag(string answer, bool isWarned)
    {
        await using var scene = await CopyScene.StartAsync();
        var digest = await scene.PushImageAsync(scene.North, "1.2.3", 1000);
        var signature = await scene.PushReferrerAsync(scene.North, digest);
        await scene.PushIndexAsync(scene.North, digest.Replace(':', '-'), signature);
        var fault = answer == "html" ? Fault.Body("<html>Not here</html>", "text/html") : Fault.Status(int.Parse(answer, System.Globalization.CultureInfo.InvariantCulture));
        scene.World.Faults.Add(EmulatorEndpoint.Referrers, fault, times: int.MaxValue, host: scene.North.Host);

        var report = await scene.CopyAsync("1.2.3", [scene.West]);

        Assert.Equal([signature], report.ReferrerDigests);
        CopyScene.IsWhole(scene.West, signature, signature);
        Assert.Equal(isWarned, report.Warnings.Any(text => text.StartsWith("cr.eu-north1.nebius.cloud can't list what refers to ", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task All_pages_of_the_list_are_read_but_not_for_ever()
    {
        await using var scene = await CopyScene.StartAsync();
        var digest = await scene.PushImageAsync(scene.North, "1.2.3", 1000);
        var signature = await scene.PushReferrerAsync(scene.North, digest);
        var next = $"</v2/e00abc/app/referrers/{digest}?page=2>; rel=\"next\"";
        scene.World.Faults.Add(EmulatorEndpoint.Referrers, Fault.Header("Link", next), times: int.MaxValue, host: scene.North.Host);

        var report = await scene.CopyAsync("1.2.3", [scene.West]);

        Assert.Equal([signature], report.ReferrerDigests);
        Assert.InRange(scene.World.Requests.To(EmulatorEndpoint.Referrers).Count(request => request.Query.Contains("page=2", StringComparison.Ordinal)), 2, 300);
    }

    [Fact]
    public async Task A_referrer_that_can_not_be_read_is_an_error_and_no_tag_is_set()
    {
        await using var scene = await CopyScene.StartAsync();
        var digest = await scene.PushImageAsync(scene.North, "1.2.3", 1000);
        var signature = await scene.PushReferrerAsync(scene.North, digest);
        var content = scene.North.FindManifest("app", signature)!.Layers[0];
        await scene.DeleteAsync(scene.North, $"blobs/{content}");

        var error = await Assert.ThrowsAsync<NebiusRegistryException>(() => scene.CopyAsync("1.2.3", [scene.West]));
        var without = await scene.CopyAsync("1.2.3", [scene.Central], options: new ImageCopyOptions { CopiesReferrers = false });

        Assert.StartsWith("cr.eu-north1.nebius.cloud/e00abc/app:1.2.3 can't be copied: ", error.Message, StringComparison.Ordinal);
        Assert.Null(scene.West.FindManifest("app", "1.2.3"));
        Assert.Null(without.Targets[0].Failure);
    }

    [Theory]
    [InlineData("sha256:0123", "sha256-0123")]
    [InlineData("sha512:0123456789012345678901234567890123456789012345678901234567890123456789", "sha512-0123456789012345678901234567890123456789012345678901234567890123")]
    public void The_tag_of_a_list_is_the_one_of_the_specification(string digest, string tag) => Assert.Equal(tag, ReferrersTag.Of(digest));
}
