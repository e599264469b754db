using Nebius.Registry.Copying;
using Nebius.Registry.Emulator;

namespace Nebius.Registry.Tests.Copying;

/// <summary>A request of a copy that fails is made again, or goes on where it was; a registry that refuses is an error with its advice.</summary>
public sealed class CopiesThatBreak
{
    private const int Long = 3 * 1024 * 1024;

    public static TheoryData<EmulatorEndpoint, string> Requests() => new(
        from endpoint in new[]
        {
            EmulatorEndpoint.RegistryPing, EmulatorEndpoint.RegistryToken, EmulatorEndpoint.ManifestRead, EmulatorEndpoint.ManifestWrite,
            EmulatorEndpoint.BlobRead, EmulatorEndpoint.UploadStart, EmulatorEndpoint.UploadChunk, EmulatorEndpoint.UploadFinish,
            EmulatorEndpoint.Storage,
        }
        from fault in new[] { "cut", "cut after the effect", "503" }
        select (endpoint, fault));

    [Theory]
    [MemberData(nameof(Requests))]
    public async Task A_request_that_fails_twice_is_made_again(EmulatorEndpoint endpoint, string fault)
    {
        await using var scene = await CopyScene.StartAsync();
        var digest = await scene.PushImageAsync(scene.North, "1.2.3", Long, 1000);
        var planned = scene.World.Faults.Add(endpoint, fault switch { "cut" => Fault.Cut(), "503" => Fault.Status(503, TimeSpan.Zero), _ => Fault.CutAfterEffect() }, times: 2);

        var report = await scene.CopyAsync("1.2.3", [scene.West, scene.Central]);

        Assert.Equal(2, planned.Applied);
        Assert.All(report.Targets, target => Assert.Null(target.Failure));
        CopyScene.IsWhole(scene.West, "1.2.3", digest);
        CopyScene.IsWhole(scene.Central, "1.2.3", digest);
    }

    [Fact]
    public async Task A_download_that_is_cut_goes_on_where_it_was()
    {
        await using var scene = await CopyScene.StartAsync();
        var digest = await scene.PushImageAsync(scene.North, "1.2.3", Long);
        scene.World.Faults.Add(EmulatorEndpoint.Storage, Fault.CutAfter(Long / 2), times: 1);

        var report = await scene.CopyAsync("1.2.3", [scene.West, scene.Central]);

        Assert.All(report.Targets, target => Assert.Null(target.Failure));
        CopyScene.IsWhole(scene.West, "1.2.3", digest);
        Assert.Contains(scene.World.Requests.To(EmulatorEndpoint.Storage), request => request.StatusCode == 206);
    }

    [Fact]
    public async Task A_registry_token_that_expires_on_the_way_is_renewed()
    {
        await using var scene = await CopyScene.StartAsync();
        var digest = await scene.PushImageAsync(scene.North, "1.2.3", Long, 1000);
        scene.World.Faults.Add(EmulatorEndpoint.UploadFinish, Fault.Unauthorized(), times: 1, host: scene.West.Host);
        scene.World.Faults.Add(EmulatorEndpoint.UploadChunk, Fault.Unauthorized(), times: 1, host: scene.West.Host);

        var report = await scene.CopyAsync("1.2.3", [scene.West]);

        Assert.Null(Assert.Single(report.Targets).Failure);
        CopyScene.IsWhole(scene.West, "1.2.3", digest);
    }

    [Fact]
    public async Task The_credential_of_a_registry_and_its_token_go_to_no_other_host()
    {
        await using var scene = await CopyScene.StartAsync();
        await scene.PushImageAsync(scene.North, "1.2.3", Long);

        await scene.CopyAsync("1.2.3", [scene.West, scene.Central]);

        Assert.All(scene.World.Requests.To(EmulatorEndpoint.Storage), request => Assert.False(request.HasAuthorization, request.ToString()));
        Assert.NotEmpty(scene.World.Requests.To(EmulatorEndpoint.Storage));
        Assert.DoesNotContain(scene.World.Requests.All, request => request.StatusCode is 401 && request.HasAuthorization);
    }

    [Fact]
    public async Task An_image_that_the_source_does_not_have_is_an_error_that_names_it()
    {
        await using var scene = await CopyScene.StartAsync();
        await scene.PushImageAsync(scene.North, "1.2.3");

        var error = await Assert.ThrowsAsync<NebiusRegistryException>(
            () => scene.CopyAsync("9.9.9", [scene.West]));

        Assert.Contains("has no tag '9.9.9'", error.Message, StringComparison.Ordinal);
        Assert.Empty(scene.West.Content.Repositories);
    }

    [Theory]
    [InlineData("https://elsewhere.example.test/x")]
    [InlineData("http://storage.eu-north1.nebius.cloud/x")]
    public async Task A_blob_that_is_redirected_to_an_unsafe_address_is_not_read(string location)
    {
        await using var scene = await CopyScene.StartAsync();
        await scene.PushImageAsync(scene.North, "1.2.3", Long);
        scene.World.Faults.Add(EmulatorEndpoint.BlobRead, Fault.Redirect(location), times: 100, host: scene.North.Host);

        await Assert.ThrowsAsync<NebiusRegistryException>(() => scene.CopyAsync("1.2.3", [scene.West]));

        Assert.Null(scene.West.FindManifest("app", "1.2.3"));
        Assert.All(scene.World.Requests.To("elsewhere.example.test"), request => Assert.False(request.HasAuthorization));
    }
}
