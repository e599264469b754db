using Nebius.Registry.Helm;
using Nebius.Registry.Testing;

namespace Nebius.Registry.Tests.Helm;

/// <summary>The same archive, pushed by the real helm and by the library, has the same manifest, config and layers.</summary>
public sealed class SameDigestsAsHelm
{
    private const string Head = "apiVersion: v2\nname: app\nversion: 1.2.3\n";

    public static TheoryData<string> ChartFiles =>
    [
        Head,
        "name: app\nversion: 1.2.3+build.7\n",
        Head + "appVersion: 1.10\n",
        Head + "appVersion: 16\n",
        Head + "appVersion: 010\n",
        Head + "appVersion: 08\n",
        Head + "appVersion: 0x1F\n",
        Head + "appVersion: 1_000\n",
        Head + "appVersion: 1e6\n",
        Head + "appVersion: 1234567.5\n",
        Head + "appVersion: .5\n",
        Head + "appVersion: 0.00001\n",
        Head + "appVersion: -1.5\n",
        Head + "appVersion: 100000000000\n",
        Head + "appVersion: yes\n",
        Head + "appVersion: 1e39\n",
        Head + "appVersion: 12e4567\n",
        Head + "appVersion: 18446744073709551615\n",
        Head + "description: .nan\nannotations: {1e38: 1e39, .inf: -.inf, 5: 16777217.0}\n",
        Head + "appVersion: ~\n",
        Head + "appVersion: 2024-01-01\n",
        Head + "appVersion: !!str 1.10\n",
        Head + "appVersion: '1.10'\n",
        Head + "description: |\n  Two lines\n  and \t a tab\n",
        Head + "description: \"<b>Tom & \\\"Jerry\\\"</b> \\\\ grüße 日本 😀 \\u2028 \\u200b \\x07.\"\n",
        Head + "home: https://example.test/?a=1&b=2\nicon: x\ncondition: a.b\ntags: c\nkubeVersion: \">=1.20.0-0\"\ndeprecated: true\ntype: application\n",
        Head + "sources: [a, b]\nkeywords:\n- one\n- 2\nmaintainers:\n- name: A\n  email: a@example.test\n- url: https://example.test\n",
        Head + "annotations:\n  z: last\n  a: \"first\"\n  n: 1\n  b: true\n  multi: |\n    - one\n    - two\n",
        Head + "dependencies:\n- name: sub\n  version: 1.x\n  repository: \"\"\n  alias: other\n  condition: sub.enabled\n  tags: [x, y]\n  enabled: true\n"
            + "  import-values:\n  - data\n  - child: default.data\n    parent: myimports\n  - 5\n  - true\n  - {1.5: 1e21, x: 0.0000001, y: 12345678901234567890, z: -0.0}\n",
        "apiVersion: v2\nname: app\nversion: v1.2\n",
        "{\"apiVersion\": \"v2\", \"name\": \"app\", \"version\": \"1.2.3\"}",
        Head + "x-unknown: 1\n",
        Head + "appversion: '7'\nKubeVersion: '>=1.20.0-0'\n",
        "x: &base {description: merged}\n<<: *base\n" + Head,
        "x: &who app\napiVersion: v2\nname: *who\nversion: 1.2.3\n",
    ];

    [Theory]
    [MemberData(nameof(ChartFiles))]
    public async Task A_pushed_chart_has_the_same_config_and_manifest_as_one_pushed_by_helm(string chartFile)
    {
        ArgumentNullException.ThrowIfNull(chartFile);
        Tool.Require("helm");
        await using var scene = await ChartScene.StartAsync();
        var directory = scene.Chart(Charts.With(("Chart.yaml", chartFile), ("charts/sub/Chart.yaml", "apiVersion: v2\nname: sub\nversion: 1.0.0\n")));
        var package = await scene.PackAsync(directory);
        (await scene.HelmAsync("push", package.Path, $"oci://{scene.Registry.Host}/e00abc/theirs")).Succeeds();

        using var pusher = scene.Pusher();
        var pushed = await pusher.PushAsync(package, "e00abc/ours/app", ChartScene.Cancel);

        Assert.Equal(scene.ConfigOf("theirs/app", pushed.Tag), scene.ConfigOf("ours/app", pushed.Tag));
        Assert.Equal(scene.ManifestOf("theirs/app", pushed.Tag), scene.ManifestOf("ours/app", pushed.Tag));
    }

    [Fact]
    public async Task A_package_made_and_signed_by_helm_is_pushed_with_the_same_config_and_layers()
    {
        Tool.Require("helm");
        await using var scene = await ChartScene.StartAsync();
        (await scene.HelmAsync("package", scene.Chart(), "-d", scene.Out)).Succeeds();
        var file = Path.Join(scene.Out, "app-1.2.3.tgz");
        await File.WriteAllTextAsync($"{file}.prov", "-----BEGIN PGP SIGNED MESSAGE-----\n", ChartScene.Cancel);
        (await scene.HelmAsync("push", file, $"oci://{scene.Registry.Host}/e00abc/theirs")).Succeeds();

        using var pusher = scene.Pusher();
        await pusher.PushAsync(await ChartPackage.OpenAsync(file, ChartScene.Cancel), "e00abc/ours/app", ChartScene.Cancel);

        // helm's order varies: it was also seen to write the signature first.
        var (byHelm, pushed) = (scene.Registry.FindManifest("theirs/app", "1.2.3")!, scene.Registry.FindManifest("ours/app", "1.2.3")!);
        Assert.Equal(byHelm.Config, pushed.Config);
        Assert.Equal(byHelm.Layers.Order(StringComparer.Ordinal), pushed.Layers.Order(StringComparer.Ordinal));
        Assert.Equal(2, pushed.Layers.Count);
    }

    [Fact]
    public async Task A_chart_that_helm_has_pushed_is_not_uploaded_again()
    {
        Tool.Require("helm");
        await using var scene = await ChartScene.StartAsync();
        var package = await scene.PackAsync(scene.Chart());
        (await scene.HelmAsync("push", package.Path, $"oci://{scene.Registry.Host}/e00abc/charts")).Succeeds();

        var before = scene.World.Requests.All.Count;

        using var pusher = scene.Pusher();
        var pushed = await pusher.PushAsync(package, "e00abc/charts/app", ChartScene.Cancel);

        Assert.True(pushed.WasThere);
        Assert.All(scene.World.Requests.All.Skip(before), request => Assert.Equal("GET", request.Method));
    }
}
