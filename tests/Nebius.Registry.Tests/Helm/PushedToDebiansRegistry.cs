using Nebius.Registry.Helm;
using Nebius.Registry.Testing;
using Nebius.Registry.Tests.Support;

namespace Nebius.Registry.Tests.Helm;

/// <summary>An independent registry accepts the charts, and helm pulls them from there.</summary>
public sealed class PushedToDebiansRegistry
{
    [Fact]
    public async Task A_chart_pushed_to_Debians_docker_registry_is_pulled_by_helm()
    {
        Tool.Require("docker-registry", "helm");
        await using var registry = await DebianRegistry.StartOpenAsync();
        await using var scene = await ChartScene.StartAsync();
        var package = await scene.PackAsync(scene.Chart("1.2.3+b.4"));
        var credential = Hosts.Credential("v1.a-static-key", Hosts.Trusted(registry.Host));

        using (var pusher = scene.Pusher(new ChartPushOptions(), credential: credential, direct: true))
        {
            var pushed = await pusher.PushAsync(package, "e00abc/charts/app", ChartScene.Cancel);
            Assert.False(pushed.WasThere);
            Assert.True((await pusher.PushAsync(package, "e00abc/charts/app", ChartScene.Cancel)).WasThere);
        }

        (await scene.HelmAsync("show", "chart", $"oci://{registry.Host}/e00abc/charts/app", "--version", "1.2.3+b.4")).Succeeds().Says("version: 1.2.3+b.4");
        (await scene.HelmAsync("push", package.Path, $"oci://{registry.Host}/e00abc/theirs")).Succeeds().Says(ChartDigest(package));
    }

    private static string ChartDigest(ChartPackage package) => ChartManifest.Of(package).Text.Digest;
}
