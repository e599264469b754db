using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Nebius.Registry.Emulator;
using Nebius.Registry.Testing;
using Nebius.Registry.Tool.Tests.Infrastructure;

namespace Nebius.Registry.Tool.Tests;

/// <summary>A copy that is killed, or that a registry refuses, leaves no tag without its blobs, and no secret anywhere.</summary>
public sealed class CopiesThatEndEarly(InstalledTool tool)
{
    private const string Hostile = "::error::boom\n##vso[task.setvariable variable=A]b\n##teamcity[a b='c']\n";

    [Fact]
    public async Task After_kill_9_no_registry_has_the_tag_and_the_next_copy_sends_what_is_missing()
    {
        Testing.Tool.Require("docker-registry");
        await using var scene = await Scene.StartAsync(tool.Packages);
        await using var debian = await DebianRegistry.StartWithPasswordAsync("iam", scene.StaticKey.Token);
        var digest = await PushAsync(scene);

        await KillAsync(scene, debian, EmulatorEndpoint.UploadChunk);
        Assert.Equal(HttpStatusCode.NotFound, await FindTagAsync(scene, debian));
        await KillAsync(scene, debian, EmulatorEndpoint.ManifestWrite);
        scene.World.Requests.Clear();
        var (result, _) = await scene.RunApartAsync(tool, With(scene, debian), [.. Arguments(scene, debian), "--json"]);

        Assert.Equal(digest, scene.WestRegistry.FindManifest("app", "1.2.3")?.Digest);
        using var report = JsonDocument.Parse(result.Succeeds().Output);

        // The registry that hung had all blobs. The other one may still have been getting its last ones when the copy was killed.
        int[] sent = [.. report.RootElement.EnumerateArray().Select(target => target.GetProperty("blobsSent").GetInt32())];
        Assert.Equal(0, sent[0]);
        Assert.Empty(scene.World.Requests.To(EmulatorEndpoint.UploadStart));
        Assert.Equal(sent[1], scene.World.Requests.To(EmulatorEndpoint.BlobRead).Count(request => request.Method == "GET"));
    }

    [Fact]
    public async Task A_registry_that_repeats_the_credential_in_its_refusal_is_an_error_without_it()
    {
        await using var scene = await Scene.StartAsync(tool.Packages);
        await PushAsync(scene);
        await using var hostile = await HostileRegistry.StartAsync(Hostile);

        var ran = await scene.RunAsync(
            tool.File,
            ["copy", Source(scene), $"{hostile.Host}/e01abc", $"{Scene.West}/e00abc"],
            tool.With(new Dictionary<string, string?>(scene.WithStaticKey) { ["NEBIUS_TRUSTED_REGISTRY_HOSTS"] = hostile.Host }));

        ran.Fails().Says($"copied {Scene.West}/e00abc/app@").Says(hostile.Host);
        Assert.NotEmpty(hostile.Authorizations);
        Assert.DoesNotContain(ran.Output.Split('\n'), line => line.TrimStart().StartsWith("::", StringComparison.Ordinal) || line.Contains("##", StringComparison.Ordinal));
    }

    private static string Source(Scene scene) => $"{Scene.North}/{scene.NorthRegistry.Id}/app:1.2.3";

    private static string[] Arguments(Scene scene, DebianRegistry debian) => ["copy", Source(scene), $"{Scene.West}/e00abc", $"{debian.Host}/e01abc"];

    private Dictionary<string, string?> With(Scene scene, DebianRegistry debian) =>
        tool.With(new Dictionary<string, string?>(scene.WithStaticKey) { ["NEBIUS_TRUSTED_REGISTRY_HOSTS"] = debian.Host });

    private async Task KillAsync(Scene scene, DebianRegistry debian, EmulatorEndpoint reached)
    {
        Process? copying = null;
        var hanging = scene.World.Faults.Add(reached, Fault.Hang(), host: Scene.West);
        var killing = hanging.Met.ContinueWith(_ => copying!.Kill(), TestContext.Current.CancellationToken, TaskContinuationOptions.None, TaskScheduler.Default);
        var ran = await scene.RunAloneAsync(tool.File, Arguments(scene, debian), With(scene, debian), process => copying = process);
        await killing;

        ran.Fails();
        Assert.Equal(1, hanging.Applied);
        Assert.Null(scene.WestRegistry.FindManifest("app", "1.2.3"));
        Assert.Empty(scene.Canary.FilesWithSecrets(scene.Workspace, scene.Home, scene.Temp, scene.Logs));
    }

    private static async Task<HttpStatusCode> FindTagAsync(Scene scene, DebianRegistry debian)
    {
        using var client = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri($"http://{debian.Host}/v2/e01abc/app/manifests/1.2.3"));
        var login = Convert.ToBase64String(Encoding.UTF8.GetBytes($"iam:{scene.StaticKey.Token}"));
        request.Headers.Authorization = new AuthenticationHeaderValue("Basic", login);
        using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);
        return response.StatusCode;
    }

    private static async Task<string> PushAsync(Scene scene)
    {
        using var push = await RawPush.ToAsync(scene, scene.NorthRegistry, "app");
        var manifest = await push.ManifestAsync("1.2.3", new JsonObject
        {
            ["schemaVersion"] = 2,
            ["mediaType"] = OciLayout.Manifest,
            ["config"] = await push.BlobAsync(OciLayout.Config, "{}"u8.ToArray()),
            ["layers"] = new JsonArray(
                await push.BlobAsync(OciLayout.Layer, RandomNumberGenerator.GetBytes(3_000_000)),
                await push.BlobAsync(OciLayout.Layer, RandomNumberGenerator.GetBytes(1000))),
        });
        return manifest["digest"]!.GetValue<string>();
    }
}
