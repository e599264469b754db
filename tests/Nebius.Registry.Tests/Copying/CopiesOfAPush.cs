using System.Text.Json.Nodes;
using Nebius.Registry.Copying;
using Nebius.Registry.Credentials;
using Nebius.Registry.Emulator;
using Nebius.Registry.Helm;

namespace Nebius.Registry.Tests.Copying;

/// <summary>What a build has pushed to eu-north1 is copied to the registries of NebiusCopyTo, with a key for each region.</summary>
public sealed class CopiesOfAPush
{
    private const string Both = "eu-west1/e01abc+us-central1/u00abc";
    private const string ChartConfig = "application/vnd.cncf.helm.config.v1+json";

    private readonly Dictionary<string, string> _environment = new(StringComparer.Ordinal) { ["NEBIUS_CREDENTIAL_SOURCES"] = "StaticKey" };

    [Fact]
    public async Task Every_tag_is_in_every_registry_with_the_same_digest()
    {
        await using var scene = await StartAsync("EU_NORTH1", "EU_WEST1", "US_CENTRAL1");
        var digest = await scene.PushImageAsync(scene.North, "1.2.3", 1000, 2000);

        var copies = await CopyAsync(scene, digest, $"{Both}/mirror");

        Assert.All(copies, copy => Assert.Null(copy.Failure));
        Assert.Equal(
            [
                $"copied to cr.eu-west1.nebius.cloud/e01abc/app@{digest} (1.2.3;stable)",
                $"copied to cr.us-central1.nebius.cloud/u00abc/mirror/app@{digest} (1.2.3;stable)",
            ],
            copies.Select(copy => copy.Line));
        Assert.All(["1.2.3", "stable"], tag => CopyScene.IsWhole(scene.West, tag, digest));
        Assert.Equal(digest, scene.Central.FindManifest("mirror/app", "stable")?.Digest);
        Assert.StartsWith("unchanged cr.eu-west1", (await CopyAsync(scene, digest, Both))[0].Line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_registry_without_a_credential_fails_alone_and_the_error_says_how_to_copy_again()
    {
        await using var scene = await StartAsync("EU_NORTH1", "EU_WEST1");
        var digest = await scene.PushImageAsync(scene.North, "1.2.3", 1000);

        var copies = await CopyAsync(scene, digest, Both);

        CopyScene.IsWhole(scene.West, "1.2.3", digest);
        Assert.Null(copies[0].Failure);
        var failure = copies[1].Failure!;
        Assert.Equal(MessageCodes.NoCredential, failure.Code);
        Assert.StartsWith(
            "The push to cr.eu-north1.nebius.cloud/e00abc/app succeeded, but the copy to 'us-central1/u00abc' (NebiusCopyTo) failed: ", failure.Message, StringComparison.Ordinal);
        Assert.EndsWith(
            $"\nTo copy again:\n  nebius-registry copy cr.eu-north1.nebius.cloud/e00abc/app@{digest} cr.us-central1.nebius.cloud/u00abc/app --tag 1.2.3 --tag stable",
            failure.Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_registry_that_refuses_fails_alone()
    {
        await using var scene = await StartAsync("EU_NORTH1", "EU_WEST1", "US_CENTRAL1");
        scene.West.Grant(scene.Account, RegistryRights.Pull);
        var digest = await scene.PushImageAsync(scene.North, "1.2.3", 1000);

        var copies = await CopyAsync(scene, digest, Both);

        Assert.Equal(MessageCodes.RegistryDenied, copies[0].Failure?.Code);
        var message = copies[0].Failure!.Message;
        Assert.Contains("--resource-id registry-e01abc --role editor", message, StringComparison.Ordinal);
        Assert.Equal((1, 1), (message.Split("the copy to").Length - 1, message.Split("nebius-registry copy").Length - 1));
        CopyScene.IsWhole(scene.Central, "1.2.3", digest);
    }

    [Fact]
    public async Task A_source_that_can_not_be_read_fails_every_copy()
    {
        await using var scene = await StartAsync("EU_NORTH1", "EU_WEST1", "US_CENTRAL1");

        var copies = await CopyAsync(scene, $"sha256:{new string('0', 64)}", Both);

        Assert.All(copies, copy => Assert.Equal(MessageCodes.ImageUnknown, copy.Failure?.Code));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_chart_replaces_another_one_of_its_version_only_if_it_may(bool overwrites)
    {
        await using var scene = await StartAsync("EU_NORTH1", "EU_WEST1", "US_CENTRAL1");
        var before = await PushChartAsync(scene, scene.West, "before");
        var chart = Published(await PushChartAsync(scene, scene.North, "now"));
        var provider = Provider();
        var copier = new ChartCopier(
            provider,
            new ChartPushOptions { Overwrites = overwrites, CreateHandler = () => scene.World.CreateHandler() },
            new ImageCopyOptions { CreateHandler = () => scene.World.CreateHandler() });

        var copies = await copier.CopyAsync(chart, (await FindAsync(Both)).Found, CopyScene.Cancel);

        Assert.Equal(overwrites ? null : MessageCodes.ChartTagTaken, copies[0].Failure?.Code);
        Assert.DoesNotContain("nebius-registry copy", copies[0].Failure?.Message ?? string.Empty, StringComparison.Ordinal);
        Assert.Equal(overwrites ? chart.Digest : before, scene.West.FindManifest("app", "1.0.0")?.Digest);
        Assert.Null(copies[1].Failure);
        Assert.Equal(chart.Digest, scene.Central.FindManifest("app", "1.0.0")?.Digest);
    }

    private static async Task<string> PushChartAsync(CopyScene scene, EmulatedRegistry registry, string content)
    {
        var config = await scene.PushBlobAsync(registry, [.. "{}"u8], ChartConfig);
        var layer = await scene.PushBlobAsync(registry, System.Text.Encoding.UTF8.GetBytes(content), "application/vnd.cncf.helm.chart.content.v1.tar+gzip");
        JsonObject manifest = new() { ["schemaVersion"] = 2, ["mediaType"] = CopyScene.OciManifest, ["config"] = config, ["layers"] = new JsonArray(layer) };
        return await scene.PushManifestAsync(registry, "1.0.0", CopyScene.OciManifest, manifest);
    }

    private static PublishedChart Published(string digest) => new()
    {
        Host = RegistryHost.ForRegion("eu-north1"),
        Repository = "e00abc/app",
        Name = "app",
        Version = "1.0.0",
        Tag = "1.0.0",
        Digest = digest,
        IsLibrary = false,
        WasThere = false,
    };

    private async Task<CopyScene> StartAsync(params string[] regions)
    {
        var scene = await CopyScene.StartAsync();
        foreach (var region in regions)
        {
            _environment[$"NEBIUS_REGISTRY_STATIC_KEY_{region}"] = scene.World.Iam.IssueStaticKey(scene.Account).Token;
        }

        return scene;
    }

    private async Task<IReadOnlyList<PushCopy>> CopyAsync(CopyScene scene, string digest, string list) =>
        await new PushCopier(Provider(), new ImageCopyOptions { CreateHandler = () => scene.World.CreateHandler() }).CopyAsync(
            new ImageCopySource(RegistryHost.ForRegion("eu-north1"), "e00abc/app", digest), ["1.2.3", "stable"], (await FindAsync(list)).Found, CopyScene.Cancel);

    private CredentialChain Provider() => new(Options());

    private Task<CopyRegistries> FindAsync(string list) =>
        CopyRegistries.FindAsync(list, RegistryHost.ForRegion("eu-north1"), "e00abc/app", Options(), CopyScene.Cancel);

    private CredentialChainOptions Options() => new() { Settings = new NebiusSettings { Environment = _environment.GetValueOrDefault } };
}
