using System.Diagnostics;
using System.Text.Json.Nodes;
using Nebius.Registry.Emulator;
using Nebius.Registry.Testing;
using Nebius.Registry.Tool.Tests.Infrastructure;

namespace Nebius.Registry.Tool.Tests;

/// <summary><c>copy</c> copies an image to other registries, and says what it did, would do or couldn't.</summary>
public sealed class CopiesFromTheCommandLine(InstalledTool tool)
{
    private const string Source = "eu-west1/e00abc/team/app:1.2.3";
    private const string Target = "eu-north1/e00def";

    [Fact]
    public async Task A_copy_is_described_in_JSON_first_as_pending_then_as_copied_then_as_unchanged()
    {
        await using var scene = await SceneAsync();
        var digest = scene.WestRegistry.FindManifest("team/app", "1.2.3")!.Digest;

        var pending = await CopiedAsync(scene, Source, Target, "--dry-run");
        Assert.Null(scene.NorthRegistry.FindManifest("team/app", "1.2.3"));
        Assert.DoesNotContain(scene.World.Requests.All, request => request.Method is "PUT" or "POST" or "PATCH" && request.Host == Scene.North);
        var copied = await CopiedAsync(scene, Source, Target);
        var unchanged = await CopiedAsync(scene, Source, Target);

        Assert.Equal(
            new JsonObject
            {
                ["reference"] = $"{Scene.North}/e00def/team/app@{digest}",
                ["host"] = Scene.North,
                ["region"] = "eu-north1",
                ["repository"] = "e00def/team/app",
                ["tags"] = new JsonArray("1.2.3"),
                ["digest"] = digest,
                ["mediaType"] = "application/vnd.oci.image.index.v1+json",
                ["status"] = "copied",
                ["bytesSent"] = (long)copied["bytesSent"]!,
                ["blobsSent"] = 3,
                ["blobsUnchanged"] = 0,
                ["manifestsSent"] = 4,
                ["referrers"] = 0,
                ["credentialSource"] = "StaticKey",
                ["missing"] = new JsonArray(),
                ["error"] = null,
            }.ToJsonString(),
            copied.ToJsonString());
        Assert.Equal(("pending", 3, (long)copied["bytesSent"]!), ((string)pending["status"]!, (int)pending["blobsSent"]!, (long)pending["bytesSent"]!));
        Assert.Equal(("unchanged", 0, 3), ((string)unchanged["status"]!, (int)unchanged["bytesSent"]!, (int)unchanged["blobsUnchanged"]!));
        Assert.Equal(digest, scene.NorthRegistry.FindManifest("team/app", "1.2.3")?.Digest);
    }

    [Fact]
    public async Task A_copy_is_said_in_a_line_with_its_tags_and_its_size()
    {
        await using var scene = await SceneAsync();

        (await CopyAsync(scene, Source, Target, "--dry-run")).Succeeds()
            .Matches($"would copy {Scene.North}/e00def/team/app@sha256:[0-9a-f]{{64}} \\(tag 1\\.2\\.3; 3 of 3 blobs; [0-9.]+ KiB\\)");
        (await CopyAsync(scene, Source, Target, "--tag", "1.2.3", "--tag", "latest")).Succeeds()
            .Says($"Nebius: image from {Scene.West} as iam with StaticKey (NEBIUS_REGISTRY_STATIC_KEY)")
            .Says($"Nebius: image to {Scene.North} as iam with StaticKey (NEBIUS_REGISTRY_STATIC_KEY)")
            .Matches($"copied {Scene.North}/e00def/team/app@sha256:[0-9a-f]{{64}} \\(tags 1\\.2\\.3, latest; 3 of 3 blobs; [0-9.]+ KiB\\)");
        var (again, notes) = await scene.RunApartAsync(tool, scene.WithStaticKey, "copy", Source, Target, "--quiet");

        Assert.Matches($@"\Aunchanged {Scene.North}/e00def/team/app@sha256:[0-9a-f]{{64}} \(tag 1\.2\.3\)\z", again.Succeeds().Output.Trim());
        Assert.Empty(notes);
        Assert.Equal(scene.NorthRegistry.FindManifest("team/app", "1.2.3")?.Digest, scene.NorthRegistry.FindManifest("team/app", "latest")?.Digest);
    }

    [Fact]
    public async Task A_target_that_fails_is_an_error_after_the_others_have_the_image()
    {
        await using var scene = await SceneAsync();

        var (ran, error) = await scene.RunApartAsync(tool, scene.WithStaticKey, "copy", Source, "eu-north1/e00zzz", Target, "--json");

        Assert.Equal(1, ran.ExitCode);
        Assert.StartsWith("NEBIUS1403: ", error.Split('\n').Single(line => line.StartsWith("NEBIUS1", StringComparison.Ordinal)), StringComparison.Ordinal);
        Assert.Contains("\n  nebius registry list", error, StringComparison.Ordinal);
        var copies = JsonNode.Parse(ran.Output)!.AsArray();
        Assert.Equal(["failed", "copied"], copies.Select(copy => (string)copy!["status"]!));
        Assert.StartsWith("NEBIUS1403: ", (string)copies[0]!["error"]!, StringComparison.Ordinal);
        Assert.NotNull(scene.NorthRegistry.FindManifest("team/app", "1.2.3"));
    }

    [Fact]
    public async Task The_region_of_a_registry_ID_alone_is_asked_for_with_one_exchange()
    {
        await using var scene = await SceneAsync();

        (await CopyAsync(scene, scene.WithAuthorizedKey, "registry-e00abc/team/app:1.2.3", "e00def/mirror/")).Succeeds();

        Assert.NotNull(scene.NorthRegistry.FindManifest("mirror/team/app", "1.2.3"));
        Assert.Equal(1, scene.World.Iam.ExchangeCount);
    }

    // It begins as a static key does.
    [Fact]
    public async Task A_tag_that_begins_like_a_token_is_printed_as_it_is()
    {
        await using var scene = await SceneAsync();

        var copied = await CopiedAsync(scene, Source, "eu-north1/e00def/team/app:v1.20261128");

        Assert.Equal("v1.20261128", (string)copied["tags"]![0]!);
    }

    [Theory]
    [InlineData(2, "NEBIUS1907: 'docker://cr.eu-west1.nebius.cloud/e00abc/app' has a scheme", "docker://cr.eu-west1.nebius.cloud/e00abc/app", Target)]
    [InlineData(2, "'EU-West1' isn't a region, a registry's host or a registry ID", "EU-West1/e00abc/app", Target)]
    [InlineData(2, "NEBIUS1903: ", Source, Target, "eu-north1/registry-e00def")]
    [InlineData(2, "'eu-west1/e00abc' is the source", Source, "eu-west1/e00abc")]
    [InlineData(2, "nebius-registry copy --help", Source, Target, "--dyr-run")]
    [InlineData(2, "Required argument missing", Source)]
    [InlineData(1, "NEBIUS1404: ", "eu-west1/e00abc/team/app:9.9", Target)]
    [InlineData(1, "Set the region:\n  <region>/e00def in place of registry-e00def", Source, "registry-e00def")]
    public async Task A_mistake_in_the_arguments_is_wrong_usage_and_an_image_that_is_not_there_a_failure(int exitCode, string said, params string[] arguments)
    {
        await using var scene = await SceneAsync();

        Assert.Equal(exitCode, (await CopyAsync(scene, arguments)).Says(said).ExitCode);
        Assert.Empty(scene.NorthRegistry.Content.Repositories);
    }

    [Fact]
    public async Task Without_a_credential_the_exit_code_is_4()
    {
        await using var scene = await SceneAsync();

        Assert.Equal(4, (await CopyAsync(scene, new Dictionary<string, string?>(), Source, Target)).Says("NEBIUS1201").ExitCode);
    }

    [Fact]
    public async Task An_interrupted_copy_says_that_the_same_command_goes_on()
    {
        await using var scene = await SceneAsync();
        var hang = scene.World.Faults.Add(EmulatorEndpoint.ManifestWrite, Fault.Hang(), int.MaxValue, Scene.North);
        var started = new TaskCompletionSource<Process>(TaskCreationOptions.RunContinuationsAsynchronously);
        string[] copy = ["--default-signal", tool.File, "copy", Source, Target];

        var running = scene.RunAloneAsync("env", copy, scene.WithStaticKey, started.SetResult);
        Assert.Same(hang.Met, await Task.WhenAny(hang.Met, running));
        (await Command.RunAsync("sh", ["-c", $"kill -s INT {(await started.Task).Id}"], scene.Workspace, new Dictionary<string, string?>())).Succeeds();
        var ran = await running;

        Assert.Equal(1, ran.Says("Cancelled. What was copied stays").Says("The same command copies the rest.").ExitCode);
        Assert.Null(scene.NorthRegistry.FindManifest("team/app", "1.2.3"));
        hang.Stop();
        (await CopyAsync(scene, Source, Target)).Succeeds().Says("0 of 3 blobs");
    }

    [Fact]
    public async Task Progress_is_one_line_on_a_terminal_and_a_line_each_ten_seconds_in_a_pipe()
    {
        Testing.Tool.Require("script");
        await using var scene = await SceneAsync();
        scene.World.Faults.Add(EmulatorEndpoint.UploadStart, Fault.Delay(TimeSpan.FromSeconds(1.2)), int.MaxValue, Scene.North);
        var terminal = new Dictionary<string, string?>(tool.With(scene.WithStaticKey)) { ["TERM"] = "xterm", ["SHELL"] = "/bin/sh" };

        var shown = await scene.RunAloneAsync("script", ["-qec", $"nebius-registry copy {Source} {Target}", "/dev/null"], terminal);
        var time = Stopwatch.StartNew();
        var (piped, log) = await scene.RunApartAsync(tool, scene.WithStaticKey, "copy", Source, $"{Target}/other/");

        Assert.Equal(0, shown.Says("\e[K").ExitCode);
        var lines = log.Split('\n').Count(line => line.Contains(" MiB copied, ", StringComparison.Ordinal));
        Assert.InRange(lines, 1, 1 + (int)(time.Elapsed.TotalSeconds / 10));
        Assert.StartsWith("copied ", piped.Succeeds().Output, StringComparison.Ordinal);
    }

    private async Task<Scene> SceneAsync()
    {
        var scene = await Scene.StartAsync(tool.Packages);
        await scene.World.SeedBaseImageAsync(scene.WestRegistry, "team/app", "1.2.3", cancellationToken: TestContext.Current.CancellationToken);
        return scene;
    }

    private Task<CommandResult> CopyAsync(Scene scene, params string[] arguments) => CopyAsync(scene, scene.WithStaticKey, arguments);

    private Task<CommandResult> CopyAsync(Scene scene, IReadOnlyDictionary<string, string?> environment, params string[] arguments) =>
        scene.RunAsync(tool.File, ["copy", .. arguments], tool.With(environment));

    private async Task<JsonNode> CopiedAsync(Scene scene, params string[] arguments)
    {
        var (ran, _) = await scene.RunApartAsync(tool, scene.WithStaticKey, ["copy", .. arguments, "--json"]);
        return Assert.Single(JsonNode.Parse(ran.Succeeds().Output)!.AsArray())!;
    }
}
