using System.Text;
using Nebius.Registry.Emulator;
using Nebius.Registry.Helm;
using Nebius.Registry.Testing;
using Nebius.Registry.Tests.Support;

namespace Nebius.Registry.Tests.Helm;

/// <summary>A chart never replaces anything but a chart, whatever is set.</summary>
public sealed class TagsThatHoldSomethingElse
{
    private const string Chart = "application/vnd.cncf.helm.config.v1+json";
    private const string Image = "application/vnd.oci.image.config.v1+json";
    private const string OciManifest = "application/vnd.oci.image.manifest.v1+json";
    private const string OciIndex = "application/vnd.oci.image.index.v1+json";
    private const string DockerManifest = "application/vnd.docker.distribution.manifest.v2+json";
    private const string DockerList = "application/vnd.docker.distribution.manifest.list.v2+json";
    private const string Repository = "e00abc/charts/app";

    /// <summary>A manifest, the type that the registry gives it, and what the message calls it.</summary>
    public static TheoryData<string, string, string> Manifests => new()
    {
        { Manifest(Image), OciManifest, "a container image" },
        { Manifest("application/vnd.docker.container.image.v1+json"), DockerManifest, "a container image" },
        { $$"""{"schemaVersion":2,"mediaType":"{{OciIndex}}","manifests":[]}""", OciIndex, "an image for several platforms" },
        { """{"schemaVersion":2,"manifests":[{"digest":"sha256:00"}]}""", DockerList, "an image for several platforms" },
        { """{"schemaVersion":2,"manifests":null}""", "application/json", "an image for several platforms" },
        { Manifest(Chart), OciIndex, "an image for several platforms" },
        { Manifest(Chart), DockerManifest, "a manifest of type" },
        { Manifest(Chart, $""" "mediaType":"{DockerManifest}","""), "application/json", $"a manifest of type '{DockerManifest}'" },
        { Manifest("application/vnd.wasm.config.v0+json"), OciManifest, "an artifact of type 'application/vnd.wasm.config.v0+json'" },
        { Manifest("application/vnd.oci.empty.v1+json", """ "artifactType":"application/vnd.example.sbom","""), OciManifest, "an artifact of type 'application/vnd.example.sbom'" },
        { Manifest(Chart, """ "artifactType":"application/vnd.example.sbom","""), OciManifest, "an artifact of type 'application/vnd.example.sbom'" },
        { """{"mediaType":"application/vnd.oci.artifact.manifest.v1+json","artifactType":"a/b","blobs":[]}""", "application/vnd.oci.artifact.manifest.v1+json", "an artifact of type 'a/b'" },
        { """{"schemaVersion":1,"name":"app","fsLayers":[]}""", "application/vnd.docker.distribution.manifest.v1+prettyjws", "a container image" },
        { """{"schemaVersion":2,"config":{"digest":"sha256:00"},"layers":[]}""", OciManifest, "a manifest of type" },
        { """{"schemaVersion":2,"config":"text","layers":[]}""", OciManifest, "a manifest of type" },
        { "{}", OciManifest, "a manifest of type" },
        { "", OciManifest, "something whose manifest can't be read" },
        { "[]", OciManifest, "something whose manifest can't be read" },
        { "<html>", "text/html", "something whose manifest can't be read" },
        { """{"schemaVersion":2,""", OciManifest, "something whose manifest can't be read" },
        { Manifest(Chart, $""" "annotations":{Nested(70)},"""), OciManifest, "something whose manifest can't be read" },
        { Manifest("a\\u001b[31m##vso[x]\\nb"), OciManifest, "an artifact of type 'a[31m# #vso[x] b'" },
        { Manifest("a\\ud800"), OciManifest, "a manifest of type" },
    };

    [Theory]
    [MemberData(nameof(Manifests))]
    public async Task A_chart_does_not_replace_a_manifest_that_is_not_a_chart(string manifest, string type, string what)
    {
        await using var scene = await ChartScene.StartAsync();
        scene.World.Faults.Add(EmulatorEndpoint.ManifestRead, Fault.Body(manifest, type), times: int.MaxValue);
        var package = await scene.PackAsync(scene.Chart());

        foreach (var overwrites in new[] { false, true })
        {
            using var pusher = scene.Pusher(new ChartPushOptions { Overwrites = overwrites });
            var refused = await Assert.ThrowsAsync<NebiusRegistryException>(() => pusher.PushAsync(package, Repository, ChartScene.Cancel));

            Assert.Equal("NEBIUS1613", refused.Code);
            Assert.StartsWith($"cr.eu-west1.nebius.cloud/{Repository}:1.2.3 holds {what}", refused.Message, StringComparison.Ordinal);
            Assert.DoesNotContain("NebiusHelmOverwrite=true", refused.Message, StringComparison.Ordinal);
        }

        Assert.All(scene.World.Requests.All, request => Assert.Equal("GET", request.Method));
    }

    [Fact]
    public async Task A_chart_that_another_tool_has_pushed_can_be_overwritten()
    {
        await using var scene = await ChartScene.StartAsync();
        var other = Manifest(Chart, $""" "mediaType":"{OciManifest}","artifactType":"{Chart}","annotations":[],""");
        scene.World.Faults.Add(EmulatorEndpoint.ManifestRead, Fault.Body(other, OciManifest), times: 2);

        var pushed = await scene.PushAsync(scene.Chart(), options: new ChartPushOptions { Overwrites = true });

        Assert.Equal(pushed.Digest, scene.Registry.FindManifest("charts/app", "1.2.3")!.Digest);
    }

    [Fact]
    public async Task An_image_that_appears_during_the_chart_upload_is_not_replaced()
    {
        await using var scene = await ChartScene.StartAsync();
        var package = await scene.PackAsync(scene.Chart());
        using var pusher = scene.Pusher(new ChartPushOptions { Overwrites = true }, between: inner => new Interloper(inner)
        {
            After = (_, request) =>
            {
                if (request.Method == HttpMethod.Put)
                {
                    scene.World.Faults.Add(EmulatorEndpoint.ManifestRead, Fault.Body(Manifest(Image), OciManifest), times: int.MaxValue);
                }
            },
        });

        var refused = await Assert.ThrowsAsync<NebiusRegistryException>(() => pusher.PushAsync(package, Repository, ChartScene.Cancel));

        Assert.Equal("NEBIUS1613", refused.Code);
        Assert.Empty(scene.World.Requests.To(EmulatorEndpoint.ManifestWrite));
    }

    [Fact]
    public async Task An_image_that_appears_between_two_attempts_is_not_replaced_by_the_chart()
    {
        await using var scene = await ChartScene.StartAsync();
        var package = await scene.PackAsync(scene.Chart());
        scene.World.Faults.Add(EmulatorEndpoint.ManifestWrite, Fault.Status(503));
        using var pusher = scene.Pusher(new ChartPushOptions { Overwrites = true }, between: inner => new Interloper(inner)
        {
            After = (_, request) =>
            {
                if (request.Method == HttpMethod.Put && request.RequestUri!.AbsolutePath.Contains("/manifests/", StringComparison.Ordinal))
                {
                    scene.World.Faults.Add(EmulatorEndpoint.ManifestRead, Fault.Body(Manifest(Image), OciManifest), times: int.MaxValue);
                }
            },
        });

        var refused = await Assert.ThrowsAsync<NebiusRegistryException>(() => pusher.PushAsync(package, Repository, ChartScene.Cancel));

        Assert.Equal("NEBIUS1613", refused.Code);
        Assert.Single(scene.World.Requests.To(EmulatorEndpoint.ManifestWrite));
    }

    [Fact]
    public async Task Another_chart_that_appears_during_the_upload_is_not_replaced_unless_overwriting_is_on()
    {
        await using var scene = await ChartScene.StartAsync();
        var package = await scene.PackAsync(scene.Chart());
        scene.World.Faults.Add(EmulatorEndpoint.ManifestRead, Fault.Status(404));
        scene.World.Faults.Add(EmulatorEndpoint.ManifestRead, Fault.Body(Manifest(Chart), OciManifest), times: int.MaxValue);
        using var pusher = scene.Pusher();

        var refused = await Assert.ThrowsAsync<NebiusRegistryException>(() => pusher.PushAsync(package, Repository, ChartScene.Cancel));

        Assert.Equal("NEBIUS1604", refused.Code);
        Assert.Empty(scene.World.Requests.To(EmulatorEndpoint.ManifestWrite));
    }

    [Fact]
    public async Task An_image_stops_only_the_chart_with_the_same_tag()
    {
        await using var scene = await ChartScene.StartAsync();
        var image = await scene.World.SeedBaseImageAsync(scene.Registry, "charts/app", "1.2.3", cancellationToken: ChartScene.Cancel);
        var (first, other) = (await scene.PackAsync(scene.Chart()), await scene.PackAsync(scene.Chart(name: "other")));
        using var pusher = scene.Pusher(new ChartPushOptions { Overwrites = true });

        var outcomes = await pusher.PushAllAsync([new(first, Repository), new(other, "e00abc/charts/other")], ChartScene.Cancel);

        Assert.Equal(("NEBIUS1613", null), (outcomes[0].Failure?.Code, outcomes[1].Failure?.Code));
        Assert.Contains($"({image.Digest})", outcomes[0].Failure!.Message, StringComparison.Ordinal);
        Assert.Equal(image.Digest, scene.Registry.FindManifest("charts/app", "1.2.3")!.Digest);
        Assert.NotNull(scene.Registry.FindManifest("charts/other", "1.2.3"));
    }

    [Fact]
    public async Task A_chart_pushed_by_helm_does_not_replace_an_image()
    {
        Assert.SkipUnless(OS.FakeMachine.HasShell, OS.FakeMachine.NeedsShell);
        using var machine = new OS.FakeMachine();
        await using var scene = await ChartScene.StartAsync();
        var image = await scene.World.SeedBaseImageAsync(scene.Registry, "charts/app", "1.2.3", cancellationToken: ChartScene.Cancel);
        var helm = machine.WriteProgram("bin/helm", $"touch '{machine.File("called")}'");

        var refused = await Assert.ThrowsAsync<NebiusRegistryException>(
            () => scene.PushAsync(scene.Chart(), options: new ChartPushOptions { Overwrites = true, HelmExecutable = helm }));

        Assert.Equal("NEBIUS1613", refused.Code);
        Assert.False(File.Exists(machine.File("called")));
        Assert.Equal(image.Digest, scene.Registry.FindManifest("charts/app", "1.2.3")!.Digest);
    }

    [Fact]
    public async Task The_registry_is_asked_for_every_kind_of_manifest_before_a_chart_push()
    {
        await using var scene = await ChartScene.StartAsync();
        var package = await scene.PackAsync(scene.Chart());
        var accepted = new List<string>();
        using var pusher = scene.Pusher(between: inner => new Interloper(inner)
        {
            Before = (_, request) =>
            {
                if (request.Method == HttpMethod.Get && request.RequestUri!.AbsolutePath.Contains("/manifests/", StringComparison.Ordinal))
                {
                    accepted.AddRange(request.Headers.Accept.Select(type => type.MediaType!));
                }
            },
        });

        await pusher.PushAsync(package, Repository, ChartScene.Cancel);

        string[] types = [OciManifest, OciIndex, DockerManifest, DockerList, "application/vnd.oci.artifact.manifest.v1+json", "application/vnd.docker.distribution.manifest.v1+prettyjws", "*/*"];
        Assert.All(types, type => Assert.Contains(type, accepted));
    }

    private static string Manifest(string config, string more = "") =>
        $$"""{"schemaVersion":2,{{more}}"config":{"mediaType":"{{config}}","digest":"sha256:00","size":2},"layers":[]}""";

    private static string Nested(int depth) => new StringBuilder().Insert(0, "[", depth).Append(new string(']', depth)).ToString();
}
