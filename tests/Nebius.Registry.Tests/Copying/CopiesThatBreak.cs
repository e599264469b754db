using Nebius.Registry.Copying;
using Nebius.Registry.Emulator;
using Nebius.Registry.Oci;

namespace Nebius.Registry.Tests.Copying;

/// <summary>A failed request of a copy is made again or resumed; a registry that refuses is an error with its advice.</summary>
public sealed class CopiesThatBreak
{
    private const int Long = 3 * 1024 * 1024;

    private static readonly EmulatorEndpoint[] Endpoints =
    [
        EmulatorEndpoint.RegistryPing, EmulatorEndpoint.RegistryToken, EmulatorEndpoint.ManifestRead, EmulatorEndpoint.ManifestWrite,
        EmulatorEndpoint.BlobRead, EmulatorEndpoint.UploadStart, EmulatorEndpoint.UploadChunk, EmulatorEndpoint.UploadFinish,
        EmulatorEndpoint.Storage, EmulatorEndpoint.Referrers,
    ];

    public static TheoryData<EmulatorEndpoint> AllEndpoints { get; } = new(Endpoints);

    [Theory]
    [InlineData("cut")]
    [InlineData("cut after the effect")]
    [InlineData("503")]
    [InlineData("429")]
    public async Task Each_request_that_fails_twice_is_made_again(string name)
    {
        await using var scene = await CopyScene.StartAsync();
        var digest = await scene.PushImageAsync(scene.North, "1.2.3", Long, 1000);
        foreach (var endpoint in Endpoints)
        {
            var repository = endpoint.ToString().ToLowerInvariant();
            var planned = scene.World.Faults.Add(endpoint, FaultNamed(name), times: 2);

            var report = await scene.CopyAsync("1.2.3", [scene.West, scene.Central], repository: repository);

            Assert.True(planned.Applied == 2, $"{endpoint}: {planned.Applied}");
            Assert.All(report.Targets, target => Assert.True(target.Failure is null, $"{endpoint}: {target.Failure?.Message}"));
            CopyScene.IsWhole(scene.West, "1.2.3", digest, repository);
            CopyScene.IsWhole(scene.Central, "1.2.3", digest, repository);
        }
    }

    [Theory]
    [MemberData(nameof(AllEndpoints))]
    public async Task A_request_to_the_source_that_always_fails_is_an_error_that_names_it(EmulatorEndpoint endpoint)
    {
        await using var scene = await CopyScene.StartAsync();
        await scene.PushImageAsync(scene.North, "1.2.3", Long);
        scene.World.Faults.Add(endpoint, Fault.Status(503), times: int.MaxValue, host: endpoint == EmulatorEndpoint.Storage ? null : scene.North.Host);

        var error = await Record.ExceptionAsync(() => scene.CopyAsync("1.2.3", [scene.West]));

        // A copy doesn't write to its source, and doesn't need its list of referrers.
        var isRead = endpoint is not (EmulatorEndpoint.ManifestWrite or EmulatorEndpoint.UploadStart or EmulatorEndpoint.UploadChunk
            or EmulatorEndpoint.UploadFinish or EmulatorEndpoint.Referrers);
        Assert.Equal(isRead, error is not null);
        Assert.Equal(isRead, scene.West.FindManifest("app", "1.2.3") is null);
        if (isRead)
        {
            IsClear(Assert.IsType<NebiusRegistryException>(error), $"{scene.North.Host}/e00abc/app:1.2.3 can't be copied: ");
        }
    }

    [Theory]
    [InlineData(EmulatorEndpoint.RegistryPing)]
    [InlineData(EmulatorEndpoint.RegistryToken)]
    [InlineData(EmulatorEndpoint.ManifestRead)]
    [InlineData(EmulatorEndpoint.ManifestWrite)]
    [InlineData(EmulatorEndpoint.BlobRead)]
    [InlineData(EmulatorEndpoint.UploadStart)]
    [InlineData(EmulatorEndpoint.UploadChunk)]
    [InlineData(EmulatorEndpoint.UploadFinish)]
    public async Task A_request_to_a_target_that_always_fails_is_an_error_that_names_it(EmulatorEndpoint endpoint)
    {
        await using var scene = await CopyScene.StartAsync();
        var digest = await scene.PushImageAsync(scene.North, "1.2.3", Long);
        scene.World.Faults.Add(endpoint, Fault.Cut(), times: int.MaxValue, host: scene.West.Host);

        var report = await scene.CopyAsync("1.2.3", [scene.West, scene.Central]);

        IsClear(report.Targets[0].Failure!, $"The copy to {scene.West.Host}/e01abc/app failed: ");
        Assert.Null(scene.West.FindManifest("app", "1.2.3"));
        Assert.Null(report.Targets[1].Failure);
        CopyScene.IsWhole(scene.Central, "1.2.3", digest);
    }

    [Theory]
    [InlineData(401, "rejected the static key in NEBIUS_REGISTRY_STATIC_KEY (HTTP 401")]
    [InlineData(403, "refused the push to e01abc/app with the static key in NEBIUS_REGISTRY_STATIC_KEY (HTTP 403")]
    [InlineData(413, "has no room for it")]
    [InlineData(507, "has no room for it")]
    [InlineData(429, "limits how much it accepts")]
    [InlineData(500, "HTTP 500")]
    public async Task A_target_that_refuses_is_an_error_with_its_advice_and_a_second_copy_sends_the_rest(int status, string words)
    {
        await using var scene = await CopyScene.StartAsync();
        var digest = await scene.PushImageAsync(scene.North, "1.2.3", Long, 1000);
        var refusal = scene.World.Faults.Add(EmulatorEndpoint.ManifestWrite, Fault.Status(status), times: int.MaxValue, host: scene.West.Host);

        var report = await scene.CopyAsync("1.2.3", [scene.West, scene.Central], ["1.2.3", "latest"]);

        var message = report.Targets[0].Failure!.Message;
        Assert.Contains(words, message, StringComparison.Ordinal);
        Assert.Contains("What was copied stays there (3 blobs, 0 manifests).\nTo copy again:", message, StringComparison.Ordinal);
        Assert.EndsWith(
            $"\n  nebius-registry copy cr.eu-north1.nebius.cloud/e00abc/app@{digest} cr.eu-west1.nebius.cloud/e01abc/app --tag 1.2.3 --tag latest",
            message,
            StringComparison.Ordinal);
        CopyScene.IsWhole(scene.Central, "latest", digest);
        refusal.Stop();
        scene.World.Requests.Clear();
        var again = await scene.CopyAsync("1.2.3", [scene.West, scene.Central], ["1.2.3", "latest"]);
        Assert.Equal((0, 3), (again.Targets[0].BlobsSent, again.Targets[0].ManifestsSent));
        Assert.Empty(scene.World.Requests.To(EmulatorEndpoint.UploadStart));
        CopyScene.IsWhole(scene.West, "1.2.3", digest);
    }

    [Fact]
    public async Task A_target_that_does_not_respond_does_not_keep_the_others_from_their_tags()
    {
        await using var scene = await CopyScene.StartAsync();
        var digest = await scene.PushImageAsync(scene.North, "1.2.3", Long);
        scene.World.Faults.Add(EmulatorEndpoint.UploadChunk, Fault.Hang(), times: int.MaxValue, host: scene.West.Host);
        var limits = new PushLimits { Stall = TimeSpan.FromSeconds(2), Waiting = TimeSpan.FromSeconds(3), Reserve = TimeSpan.Zero };

        var report = await scene.CopyAsync("1.2.3", [scene.West, scene.Central], options: new ImageCopyOptions { Limits = limits });

        IsClear(report.Targets[0].Failure!, $"The copy to {scene.West.Host}/e01abc/app failed: ");
        CopyScene.IsWhole(scene.Central, "1.2.3", digest);
    }

    [Fact]
    public async Task A_target_without_a_credential_fails_and_the_others_get_the_image()
    {
        await using var scene = await CopyScene.StartAsync();
        var digest = await scene.PushImageAsync(scene.North, "1.2.3", 1000);
        scene.PasswordFor = host => host.Name == scene.West.Host ? null : scene.Key.Token;

        var report = await scene.CopyAsync("1.2.3", [scene.West, scene.Central]);

        Assert.Contains("No credential for cr.eu-west1.nebius.cloud", report.Targets[0].Failure!.Message, StringComparison.Ordinal);
        CopyScene.IsWhole(scene.Central, "1.2.3", digest);
    }

    [Fact]
    public async Task A_copy_that_is_cancelled_ends_at_once_and_leaves_no_tag()
    {
        await using var scene = await CopyScene.StartAsync();
        await scene.PushImageAsync(scene.North, "1.2.3", Long, Long);
        var planned = scene.World.Faults.Add(EmulatorEndpoint.UploadChunk, Fault.Hang(), times: int.MaxValue, host: scene.West.Host);
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(CopyScene.Cancel);

        var copy = scene.CopyAsync("1.2.3", [scene.West, scene.Central], cancellationToken: cancellation.Token);
        await planned.Met.WaitAsync(CopyScene.Cancel);
        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => copy.WaitAsync(TimeSpan.FromMinutes(2), CopyScene.Cancel));
        Assert.Null(scene.West.FindManifest("app", "1.2.3"));
        Assert.Null(scene.Central.FindManifest("app", "1.2.3"));
    }

    [Fact]
    public async Task A_download_that_is_cut_goes_on_where_it_was()
    {
        await using var scene = await CopyScene.StartAsync();
        var digest = await scene.PushImageAsync(scene.North, "1.2.3", Long);

        // The config, which is shorter, may be read before the layer.
        scene.World.Faults.Add(EmulatorEndpoint.Storage, Fault.CutAnswerAfter(Long / 2), times: 2);

        var report = await scene.CopyAsync("1.2.3", [scene.West, scene.Central]);

        Assert.All(report.Targets, target => Assert.Null(target.Failure));
        Assert.All(report.Targets, target => Assert.InRange(target.BytesSent, Long, Long + 1000));
        CopyScene.IsWhole(scene.West, "1.2.3", digest);
        Assert.Contains(scene.World.Requests.To(EmulatorEndpoint.Storage), request => request.StatusCode == 206);
    }

    [Fact]
    public async Task A_registry_token_that_expires_on_the_way_is_renewed()
    {
        await using var scene = await CopyScene.StartAsync();
        var digest = await scene.PushImageAsync(scene.North, "1.2.3", Long, 1000);
        foreach (var endpoint in new[] { EmulatorEndpoint.UploadFinish, EmulatorEndpoint.UploadChunk, EmulatorEndpoint.ManifestWrite })
        {
            scene.World.Faults.Add(endpoint, Fault.Unauthorized(), times: 1, host: scene.West.Host);
        }

        scene.World.Faults.Add(EmulatorEndpoint.BlobRead, Fault.Unauthorized(), times: 1, host: scene.North.Host);

        var report = await scene.CopyAsync("1.2.3", [scene.West]);

        Assert.Null(Assert.Single(report.Targets).Failure);
        CopyScene.IsWhole(scene.West, "1.2.3", digest);
    }

    [Fact]
    public async Task The_credential_of_a_registry_and_its_token_go_to_no_other_host()
    {
        await using var scene = await CopyScene.StartAsync();
        await scene.PushImageAsync(scene.North, "1.2.3", Long);
        var keys = new[] { scene.North, scene.West, scene.Central }.ToDictionary(registry => registry.Host, _ => scene.World.Iam.IssueStaticKey(scene.Account).Token);
        scene.PasswordFor = host => keys[host.Name];
        scene.World.Requests.Clear();

        await scene.CopyAsync("1.2.3", [scene.West, scene.Central]);

        var sent = scene.World.Requests.All.Where(request => request.HasAuthorization).Select(request => (request.CredentialHash, request.Host)).Distinct().ToList();
        Assert.True(sent.Count >= 6, $"{sent.Count}: a key and a token for each host");
        Assert.Equal(sent.Count, sent.DistinctBy(pair => pair.CredentialHash).Count());
        Assert.Equal(3, sent.DistinctBy(pair => pair.Host).Count());
        Assert.NotEmpty(scene.World.Requests.To(EmulatorEndpoint.Storage));
        Assert.All(scene.World.Requests.To(EmulatorEndpoint.Storage), request => Assert.False(request.HasAuthorization, request.ToString()));
    }

    [Fact]
    public async Task An_image_that_the_source_does_not_have_is_an_error_that_names_it()
    {
        await using var scene = await CopyScene.StartAsync();
        await scene.PushImageAsync(scene.North, "1.2.3");

        var error = await Assert.ThrowsAsync<NebiusRegistryException>(() => scene.CopyAsync("9.9.9", [scene.West]));

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
        scene.World.AddHostileHost("elsewhere.example.test");
        scene.World.Faults.Add(EmulatorEndpoint.BlobRead, Fault.Redirect(location), times: int.MaxValue, host: scene.North.Host);

        await Assert.ThrowsAsync<NebiusRegistryException>(() => scene.CopyAsync("1.2.3", [scene.West]));

        Assert.Null(scene.West.FindManifest("app", "1.2.3"));
        Assert.All(scene.World.Requests.To("elsewhere.example.test"), request => Assert.False(request.HasAuthorization));
    }

    private static Fault FaultNamed(string name) => name switch
    {
        "cut" => Fault.Cut(),
        "503" => Fault.Status(503, TimeSpan.Zero),
        "429" => Fault.TooManyRequests(TimeSpan.FromSeconds(1)),
        _ => Fault.CutAfterEffect(),
    };

    private static void IsClear(NebiusRegistryException error, string start)
    {
        Assert.StartsWith("NEBIUS", error.Code, StringComparison.Ordinal);
        Assert.StartsWith(start, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(" at ", error.Message.Split('\n')[0].Replace(" at the ", " ", StringComparison.Ordinal), StringComparison.Ordinal);
    }
}
