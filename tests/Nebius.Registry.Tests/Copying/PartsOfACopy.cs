using System.Text;
using Microsoft.Extensions.Time.Testing;
using Nebius.Registry.Copying;
using Nebius.Registry.Oci;
using Nebius.Registry.Tests.Support;

namespace Nebius.Registry.Tests.Copying;

/// <summary>The parts of a copy that need no registry: manifests, speed, progress, time limits.</summary>
public sealed class PartsOfACopy
{
    private const string Digest = "sha256:0123456789012345678901234567890123456789012345678901234567890123";

    public static TheoryData<string, string> BadManifests { get; } = new()
    {
        { "<html>", "it isn't a manifest" },
        { "[]", "it isn't a manifest" },
        { "{}", "it isn't a manifest" },
        { """{ "schemaVersion": 1, "fsLayers": [] }""", "its schemaVersion isn't 2, as in images of old versions of docker" },
        { """{ "schemaVersion": 2.5 }""", "its schemaVersion isn't 2" },
        { """{ "schemaVersion": 2, "config": {} }""", "a digest in it isn't sha256 or sha512" },
        { """{ "schemaVersion": 2, "config": { "digest": "blake3:01", "size": 1 } }""", "a digest in it isn't sha256 or sha512" },
        { """{ "schemaVersion": 2, "config": { "digest": "sha256:../../x", "size": 1 } }""", "a digest in it isn't sha256 or sha512" },
        { $$"""{ "schemaVersion": 2, "layers": [{ "digest": "{{Digest}}", "size": -1 }] }""", "a size in it isn't a number of bytes" },
        { $$"""{ "schemaVersion": 2, "layers": [{ "digest": "{{Digest}}", "size": 9223372036854775807 }] }""", "a size in it isn't a number of bytes" },
        { $$"""{ "schemaVersion": 2, "layers": [{ "digest": "{{Digest}}", "size": "1" }] }""", "a size in it isn't a number of bytes" },
        { """{ "schemaVersion": 2, "mediaType": "a b c" }""", "its media type isn't valid" },
    };

    [Theory]
    [MemberData(nameof(BadManifests))]
    public void A_manifest_that_can_not_be_copied_is_an_error(string text, string words)
    {
        var error = Assert.ThrowsAny<Exception>(() => ManifestContent.Parse(Encoding.UTF8.GetBytes(text), null));

        Assert.Contains(words, Assert.IsType<FormatException>(error).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_content_in_the_descriptor_is_used_only_if_its_digest_is_right()
    {
        const string Empty = "sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a";
        var manifest = ManifestContent.Parse(
            Encoding.UTF8.GetBytes($$"""{ "schemaVersion": 2, "config": { "digest": "{{Empty}}", "size": 2, "data": "e30=" }, "layers": [{ "digest": "{{Digest}}", "size": 2, "data": "e30=" }] }"""),
            null);

        Assert.Equal("{}"u8.ToArray(), manifest.Blobs[0].Data);
        Assert.Null(manifest.Blobs[1].Data);
    }

    [Fact]
    public async Task A_target_is_left_behind_when_it_keeps_the_others_waiting_for_five_seconds()
    {
        var time = new FakeTimeProvider();
        var pace = new TargetPace(() => false, time);
        var never = new TaskCompletionSource().Task;

        var waiting = pace.WaitAsync(never, () => true, CopyScene.Cancel);
        var waited = await AdvanceAsync(time, waiting);

        Assert.False(await waiting);
        Assert.True(waited >= TimeSpan.FromSeconds(5), $"{waited}");
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(false, false)]
    public async Task A_slow_target_is_not_left_behind_when_no_other_waits(bool isAlone, bool doOthersWait)
    {
        var time = new FakeTimeProvider();
        var pace = new TargetPace(() => isAlone, time);
        var slow = new TaskCompletionSource();

        var waiting = pace.WaitAsync(slow.Task, () => doOthersWait, CopyScene.Cancel);
        for (var count = 0; count < 100; count++)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        Assert.False(waiting.IsCompleted);
        slow.SetResult();
        Assert.True(await waiting);
    }

    [Fact]
    public async Task Progress_is_one_line_for_all_targets_also_when_nothing_moves()
    {
        var (time, lines) = (new FakeTimeProvider(), new List<string>());
        await using (var progress = new CopyProgress("app:1.2.3", new ImageCopyOptions { Progress = lines.Add, Time = time }))
        {
            progress.Plan(100 * 1024 * 1024);
            progress.Add(10 * 1024 * 1024);
            time.Advance(TimeSpan.FromSeconds(1));
            time.Advance(TimeSpan.FromSeconds(10));
        }

        time.Advance(TimeSpan.FromSeconds(60));
        Assert.Equal(
            ["10.0 of 100.0 MiB copied, 10.0 MiB/s, 0:00:09 left: app:1.2.3", "10.0 of 100.0 MiB copied, no data for 11 s: app:1.2.3"],
            lines);
    }

    [Fact]
    public void A_copy_of_many_hours_may_wait_now_and_then()
    {
        var time = new FakeTimeProvider();
        using var budget = new PushBudget("app", Hosts.EuWest1, new ImageCopyOptions().Limits, null, time);
        budget.Begin("PATCH /v2/e00abc/app/blobs/uploads/1");

        for (var hour = 0; hour < 10; hour++)
        {
            time.Advance(TimeSpan.FromSeconds(60));
            budget.Move(20 * 1024 * 1024);
        }

        Assert.False(budget.Token.IsCancellationRequested);
        time.Advance(TimeSpan.FromSeconds(91));
        Assert.True(budget.Token.IsCancellationRequested);
    }

    [Fact]
    public void The_time_in_which_a_request_waits_for_the_source_is_not_the_targets()
    {
        var time = new FakeTimeProvider();
        using var budget = new PushBudget("app", Hosts.EuWest1, new ImageCopyOptions().Limits, null, time);
        budget.Begin("PATCH /v2/e00abc/app/blobs/uploads/1");
        using var timer = new RequestTimer(budget, TimeSpan.Zero, time);

        timer.Pause();
        time.Advance(TimeSpan.FromHours(1));
        timer.Resume();

        Assert.False(timer.Token.IsCancellationRequested);
        Assert.False(budget.Token.IsCancellationRequested);
        time.Advance(TimeSpan.FromSeconds(31));
        Assert.True(timer.Token.IsCancellationRequested);
    }

    [Theory]
    [InlineData("</v2/a?n=2>; rel=\"next\"", "/v2/a?n=2")]
    [InlineData("</first>; rel=\"first\", </v2/b>; rel=next", "/v2/b")]
    [InlineData("</v2/a>; rel=\"prev\"", null)]
    [InlineData("nonsense", null)]
    public void The_next_page_is_the_one_of_the_link_header(string header, string? next) => Assert.Equal(next, NextLink.Of([header])?.OriginalString);

    private static async Task<TimeSpan> AdvanceAsync(FakeTimeProvider time, Task waiting)
    {
        var start = time.GetTimestamp();
        while (!waiting.IsCompleted)
        {
            time.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Yield();
        }

        return time.GetElapsedTime(start);
    }
}
