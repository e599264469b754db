using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Nebius.Registry.Copying;
using Nebius.Registry.Emulator;
using Nebius.Registry.Oci;

namespace Nebius.Registry.Tests.Copying;

/// <summary>Registries that try to break a copy, or to get at what it sends.</summary>
public sealed class HostileRegistries
{
    private const string Start = """{"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json",""";
    private const int Long = 1024 * 1024;

    public static TheoryData<string> OddManifests { get; } =
    [
        Start + """ "annotations":{"a":"1"},"annotations":{"a":"2"},"config":CONFIG,"layers":[],"subject":SUBJECT}""",
        Start + """ "annotations":{"a":"1","a":"2"},"config":CONFIG,"layers":[],"subject":SUBJECT}""",
        Start + """ "annotations":{"a":"\ud800"},"config":CONFIG,"layers":[],"subject":SUBJECT}""",
        Start + """ "annotations":{"\ud800":"a"},"config":CONFIG,"layers":[],"subject":SUBJECT}""",
        Start + $$""" "annotations":{"a":{{new string('[', 61)}}{{new string(']', 61)}}},"config":CONFIG,"layers":[],"subject":SUBJECT}""",
        Start + """ "artifactType":"a\r\nb","annotations":{"a":"b"},"config":CONFIG,"layers":[],"subject":SUBJECT}""",
    ];

    [Fact]
    public async Task A_registry_token_that_an_error_repeats_is_not_shown()
    {
        await using var scene = await CopyScene.StartAsync();
        await scene.PushImageAsync(scene.North, "1.2.3", Long, 1000);
        scene.Answer = request => request.RequestUri! switch
        {
            { Host: var host } when host != scene.West.Host => null,
            { AbsolutePath: "/v2/token/" } => new HttpResponseMessage { Content = new StringContent("""{ "token": "opaque-1234-5678" }""") },
            { AbsolutePath: "/v2/" } => null,
            _ when request.Method == HttpMethod.Head => new HttpResponseMessage(HttpStatusCode.NotFound),
            _ => Error(HttpStatusCode.Forbidden, "DENIED", $"you sent {request.Headers.Authorization!.Parameter}"),
        };

        var report = await scene.CopyAsync("1.2.3", [scene.West]);

        Assert.Contains("(HTTP 403: \"DENIED: you sent [removed]\")", report.Targets[0].Failure!.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("opaque-1234", report.Targets[0].Failure!.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(OddManifests))]
    public async Task A_referrer_that_only_some_programs_can_read_is_listed_in_a_target_without_the_referrers_API(string manifest)
    {
        await using var scene = await CopyScene.StartAsync();
        var subject = await scene.PushImageAsync(scene.North, "1.2.3", 1000);
        var config = await scene.PushBlobAsync(scene.North, "{}"u8.ToArray(), "application/vnd.oci.empty.v1+json");
        var content = Encoding.UTF8.GetBytes(manifest
            .Replace("CONFIG", config.ToJsonString(), StringComparison.Ordinal)
            .Replace("SUBJECT", CopyScene.Descriptor(subject, 1, CopyScene.OciManifest).ToJsonString(), StringComparison.Ordinal));
        var digest = OciDigest.OfContent(content);
        var put = new List<string>();
        scene.Answer = request => (request.RequestUri!.Host == scene.North.Host, request.RequestUri.AbsolutePath) switch
        {
            (true, var path) when path.EndsWith($"/manifests/{digest}", StringComparison.Ordinal) => Manifest(content),
            (true, var path) when path.EndsWith($"/referrers/{subject}", StringComparison.Ordinal) => Manifest(List(digest)),
            (false, var path) when path.Contains("/manifests/", StringComparison.Ordinal) && request.Method == HttpMethod.Put => Put(path),
            (false, var path) when path.Contains("/referrers/", StringComparison.Ordinal) => new HttpResponseMessage(HttpStatusCode.NotFound),
            _ => null,
        };

        var report = await scene.CopyAsync("1.2.3", [scene.West]);

        Assert.Null(report.Targets[0].Failure);
        Assert.Contains(put, path => path.EndsWith($"/manifests/{subject.Replace(':', '-')}", StringComparison.Ordinal));
        Assert.EndsWith("/manifests/1.2.3", put[^1], StringComparison.Ordinal);

        HttpResponseMessage Put(string path)
        {
            put.Add(path);
            return new HttpResponseMessage(HttpStatusCode.Created);
        }
    }

    [Fact]
    public void A_media_type_that_can_not_be_sent_is_not_a_manifest()
    {
        var content = """{ "schemaVersion": 2, "mediaType": "application/json; x=\"\u00e9\"", "layers": [] }"""u8.ToArray();

        var error = Assert.Throws<FormatException>(() => ManifestContent.Parse(content, null));

        Assert.Equal("its media type isn't valid", error.Message);
    }

    [Fact]
    public async Task More_referrers_than_the_limit_are_not_read()
    {
        await using var scene = await CopyScene.StartAsync();
        await scene.PushImageAsync(scene.North, "1.2.3", 1000);
        var list = List([.. Enumerable.Range(0, 1001).Select(number => OciDigest.OfContent(BitConverter.GetBytes(number)))]);
        var read = 0;
        scene.Answer = request => request.RequestUri!.AbsolutePath switch
        {
            var path when path.Contains("/referrers/", StringComparison.Ordinal) => Manifest(list),
            var path when path.Contains("/manifests/sha256:", StringComparison.Ordinal) => Count(),
            _ => null,
        };

        var error = await Assert.ThrowsAsync<NebiusRegistryException>(() => scene.CopyAsync("1.2.3", [scene.West]));

        Assert.Contains("more than 1000 manifests refer to it", error.Message, StringComparison.Ordinal);
        Assert.Equal(0, read);

        HttpResponseMessage Count()
        {
            Interlocked.Increment(ref read);
            return new HttpResponseMessage(HttpStatusCode.NotFound);
        }
    }

    [Fact]
    public async Task A_list_of_referrers_that_breaks_off_is_an_error()
    {
        await using var scene = await CopyScene.StartAsync();
        var digest = await scene.PushImageAsync(scene.North, "1.2.3", 1000);
        await scene.PushReferrerAsync(scene.North, digest);
        var next = $"</v2/e00abc/app/referrers/{digest}?page=2>; rel=\"next\"";
        scene.World.Faults.Add(EmulatorEndpoint.Referrers, Fault.Header("Link", next), times: 1, host: scene.North.Host);
        scene.World.Faults.Add(EmulatorEndpoint.Referrers, Fault.Status(404), times: int.MaxValue, host: scene.North.Host);

        var error = await Assert.ThrowsAsync<NebiusRegistryException>(() => scene.CopyAsync("1.2.3", [scene.West]));

        Assert.Contains($"GET /v2/e00abc/app/referrers/{digest}: HTTP 404", error.Message, StringComparison.Ordinal);
        Assert.Null(scene.West.FindManifest("app", "1.2.3"));
    }

    [Fact]
    public async Task A_download_that_stays_open_after_the_last_byte_is_complete()
    {
        await using var scene = await CopyScene.StartAsync();
        var digest = await scene.PushImageAsync(scene.North, "1.2.3", Long);
        scene.Answer = request => IsDownload(scene, request)
            ? new HttpResponseMessage { Content = new StreamContent(new OpenStream([.. BlobOf(scene, request)])) }
            : null;
        var limits = new PushLimits { Stall = TimeSpan.FromSeconds(2), Waiting = TimeSpan.FromSeconds(20), RefillsOnProgress = true };

        var report = await scene.CopyAsync("1.2.3", [scene.West], options: new ImageCopyOptions { Limits = limits });

        Assert.Null(report.Targets[0].Failure);
        CopyScene.IsWhole(scene.West, "1.2.3", digest);
    }

    [Fact]
    public async Task A_blob_that_is_shorter_than_its_manifest_says_is_an_error_that_says_so()
    {
        await using var scene = await CopyScene.StartAsync();
        await scene.PushImageAsync(scene.North, "1.2.3", Long);
        scene.Answer = request => IsDownload(scene, request) && BlobOf(scene, request).Length == Long
            ? request.Headers.Range is null
                ? new HttpResponseMessage { Content = new ByteArrayContent([.. BlobOf(scene, request)[..1000]]) }
                : new HttpResponseMessage(HttpStatusCode.RequestedRangeNotSatisfiable)
            : null;

        var error = await Assert.ThrowsAsync<NebiusRegistryException>(() => scene.CopyAsync("1.2.3", [scene.West]));

        Assert.Contains(" is shorter than its manifest says", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("e01abc/app", "../../x")]
    [InlineData("e01abc/app", "a?b")]
    [InlineData("e01abc/app", "")]
    [InlineData("e01abc/../app", "1.2.3")]
    public async Task A_target_that_is_not_valid_is_an_error_before_the_first_request(string repository, string tag)
    {
        await using var scene = await CopyScene.StartAsync();
        await scene.PushImageAsync(scene.North, "1.2.3", 1000);
        scene.World.Requests.Clear();

        var error = await Assert.ThrowsAsync<NebiusRegistryException>(
            () => scene.CopyAsync("1.2.3", [scene.West], [tag], repository: repository["e01abc/".Length..]));

        Assert.Equal(MessageCodes.InvalidCopyReference, error.Code);
        Assert.Empty(scene.World.Requests.All);
    }

    private static bool IsDownload(CopyScene scene, HttpRequestMessage request) =>
        request.RequestUri!.Host == scene.North.Host
        && request.Method == HttpMethod.Get
        && request.RequestUri.AbsolutePath.Contains("/blobs/", StringComparison.Ordinal);

    private static ReadOnlySpan<byte> BlobOf(CopyScene scene, HttpRequestMessage request) =>
        scene.North.Content.FindBlob("app", request.RequestUri!.AbsolutePath.Split('/')[^1])!.Value.AsSpan();

    private static HttpResponseMessage Manifest(byte[] content) => new()
    {
        Content = new ByteArrayContent(content) { Headers = { ContentType = new(CopyScene.OciManifest) } },
    };

    private static byte[] List(params string[] digests) => Encoding.UTF8.GetBytes(new JsonObject
    {
        ["schemaVersion"] = 2,
        ["mediaType"] = CopyScene.OciIndex,
        ["manifests"] = new JsonArray([.. digests.Select(digest => CopyScene.Descriptor(digest, 1, CopyScene.OciManifest))]),
    }.ToJsonString());

    private static HttpResponseMessage Error(HttpStatusCode status, string code, string message) => new(status)
    {
        Content = new StringContent(
            new JsonObject { ["errors"] = new JsonArray(new JsonObject { ["code"] = code, ["message"] = message }) }.ToJsonString()),
    };

    private sealed class OpenStream(byte[] content) : MemoryStream(content)
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var count = await base.ReadAsync(buffer, cancellationToken);
            if (count == 0)
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
            }

            return count;
        }
    }
}
