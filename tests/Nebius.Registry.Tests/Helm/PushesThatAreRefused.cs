using Nebius.Registry.Emulator;
using Nebius.Registry.Credentials;
using Nebius.Registry.Helm;
using Nebius.Registry.Tests.Support;

namespace Nebius.Registry.Tests.Helm;

/// <summary>A chart that can't be pushed is an error with a code and the next command; a temporary failure is retried.</summary>
public sealed class PushesThatAreRefused
{
    private const string Repository = "e00abc/charts/app";

    [Fact]
    public async Task A_push_over_a_different_chart_with_the_same_tag_is_refused_unless_overwriting_is_on()
    {
        await using var scene = await ChartScene.StartAsync();
        var first = await scene.PushAsync(scene.Chart());
        var other = scene.Chart(Charts.With(("values.yaml", "color: red\n")));

        var refused = await FailsAsync(() => scene.PushAsync(other), "NEBIUS1604");

        Assert.Contains($"Its digest is {first.Digest}, and the digest of this chart is sha256:", refused.Message, StringComparison.Ordinal);
        Assert.Contains("NebiusHelmOverwrite=true", refused.Message, StringComparison.Ordinal);
        Assert.Equal(first.Digest, scene.Registry.FindManifest("charts/app", "1.2.3")!.Digest);

        var moved = await scene.PushAsync(other, options: new ChartPushOptions { Overwrites = true });
        Assert.Equal(moved.Digest, scene.Registry.FindManifest("charts/app", "1.2.3")!.Digest);
    }

    [Fact]
    public async Task A_push_of_the_same_chart_again_succeeds_and_writes_nothing()
    {
        await using var scene = await ChartScene.StartAsync();
        var first = await scene.PushAsync(scene.Chart());
        var before = scene.World.Requests.All.Count;

        var second = await scene.PushAsync(scene.File("app"));

        Assert.Equal((first.Digest, true), (second.Digest, second.WasThere));
        Assert.All(scene.World.Requests.All.Skip(before), request => Assert.Equal("GET", request.Method));
    }

    [Fact]
    public async Task Blobs_that_the_registry_has_are_not_sent_again()
    {
        await using var scene = await ChartScene.StartAsync();
        var package = await scene.PackAsync(scene.Chart());
        using var pusher = scene.Pusher();
        await pusher.PushAsync(package, Repository, ChartScene.Cancel);
        scene.World.Faults.Add(EmulatorEndpoint.ManifestRead, Fault.Status(404));
        var before = scene.World.Requests.All.Count;

        await pusher.PushAsync(package, Repository, ChartScene.Cancel);

        Assert.DoesNotContain(scene.World.Requests.All.Skip(before), request => request.Endpoint is EmulatorEndpoint.UploadStart or EmulatorEndpoint.UploadFinish);
    }

    [Fact]
    public async Task A_chart_push_with_an_invalid_key_is_refused_without_showing_the_key()
    {
        await using var scene = await ChartScene.StartAsync();
        var package = await scene.PackAsync(scene.Chart());
        using var pusher = scene.Pusher(token: "v1.CANARYcanaryCANARY");

        var refused = await FailsAsync(() => pusher.PushAsync(package, Repository, ChartScene.Cancel), "NEBIUS1401");

        Leaks.AssertNone(refused, "v1.CANARYcanaryCANARY");
        Assert.DoesNotContain("Asked again", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_chart_push_without_push_rights_is_refused()
    {
        await using var scene = await ChartScene.StartAsync();
        scene.Registry.Grant(scene.Account, RegistryRights.Pull);

        await FailsAsync(() => scene.PushAsync(scene.Chart()), "NEBIUS1402");
    }

    [Fact]
    public async Task A_chart_push_to_an_unknown_registry_is_refused()
    {
        await using var scene = await ChartScene.StartAsync();

        await FailsAsync(() => scene.PushAsync(scene.Chart(), "e00zzz/charts/app"), "NEBIUS1403");
    }

    [Fact]
    public async Task A_chart_push_to_a_registry_with_an_untrusted_realm_is_refused()
    {
        await using var scene = await ChartScene.StartAsync();
        scene.World.Faults.Add(EmulatorEndpoint.Challenge, Fault.Realm("https://evil.example.test/token"));

        await FailsAsync(() => scene.PushAsync(scene.Chart()), "NEBIUS1409");
    }

    [Fact]
    public async Task One_refused_chart_does_not_stop_the_push_of_another()
    {
        await using var scene = await ChartScene.StartAsync();
        await scene.PushAsync(scene.Chart(), "e00abc/charts/app");
        var (taken, free) = (await scene.PackAsync(scene.Chart(Charts.With(("values.yaml", "color: red\n")))), await scene.PackAsync(scene.Chart(name: "other")));
        using var pusher = scene.Pusher();

        var outcomes = await pusher.PushAllAsync([new(taken, "e00abc/charts/app"), new(free, "e00abc/charts/other")], ChartScene.Cancel);

        Assert.Equal(("NEBIUS1604", null), (outcomes[0].Failure?.Code, outcomes[0].Published));
        Assert.Equal((null, scene.Registry.FindManifest("charts/other", "1.2.3")!.Digest), (outcomes[1].Failure, outcomes[1].Published?.Digest));
    }

    [Fact]
    public async Task Two_charts_with_the_same_repository_and_tag_are_refused_before_any_request()
    {
        await using var scene = await ChartScene.StartAsync();
        var package = await scene.PackAsync(scene.Chart());
        using var pusher = scene.Pusher();

        await FailsAsync(() => pusher.PushAllAsync([new(package, Repository), new(package, Repository)], ChartScene.Cancel), "NEBIUS1608");

        Assert.Empty(scene.World.Requests.All);
    }

    [Theory]
    [InlineData("e00abc/../e00zzz/app")]
    [InlineData("e00abc/charts/app?x=y")]
    [InlineData("e00abc/Charts/app")]
    public async Task A_chart_push_to_an_invalid_repository_is_refused_before_any_request(string repository)
    {
        await using var scene = await ChartScene.StartAsync();

        await FailsAsync(() => scene.PushAsync(scene.Chart(), repository), "NEBIUS1605");

        Assert.Empty(scene.World.Requests.All);
    }

    [Fact]
    public async Task A_chart_push_fails_when_the_package_file_cannot_be_read_any_more()
    {
        await using var scene = await ChartScene.StartAsync();
        var package = await scene.PackAsync(scene.Chart());
        File.Delete(package.Path);
        using var pusher = scene.Pusher();

        var refused = await FailsAsync(() => pusher.PushAsync(package, Repository, ChartScene.Cancel), "NEBIUS1606");

        Assert.Contains(package.Path, refused.Message, StringComparison.Ordinal);
        Assert.Single(scene.World.Requests.To(EmulatorEndpoint.UploadStart));
    }

    [Fact]
    public async Task A_chart_push_fails_when_the_registry_stays_unavailable()
    {
        await using var scene = await ChartScene.StartAsync();
        scene.World.Faults.Add(EmulatorEndpoint.UploadFinish, Fault.Status(503), times: int.MaxValue);

        var refused = await FailsAsync(() => scene.PushAsync(scene.Chart()), "NEBIUS1410");

        Assert.Contains("HTTP 503", refused.Message, StringComparison.Ordinal);
    }

    private static async Task<NebiusRegistryException> FailsAsync(Func<Task> push, string code)
    {
        var refused = await Assert.ThrowsAsync<NebiusRegistryException>(push);
        Assert.Equal(code, refused.Code);
        return refused;
    }
}
