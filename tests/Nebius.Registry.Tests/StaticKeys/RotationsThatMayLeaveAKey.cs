using Nebius.Registry.Emulator;
using Nebius.Registry.Tests.Support;

namespace Nebius.Registry.Tests.StaticKeys;

/// <summary>What a rotation says about a new key that was issued, or may have been, and whose token is lost.</summary>
public sealed class RotationsThatMayLeaveAKey
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_new_key_that_is_gone_already_is_not_reported_as_revoked()
    {
        await using var scene = await KeyScene.StartAsync();
        var old = scene.World.Iam.IssueStaticKey(scene.Account);
        using var way = new Interloper(scene.World.CreateHandler());
        var issued = string.Empty;
        way.Before = (_, request) =>
        {
            if (request.RequestUri!.AbsolutePath.EndsWith("/Revoke", StringComparison.Ordinal))
            {
                var key = scene.World.Iam.StaticKeys.Single(key => key.Id != old.Id);
                issued = key.Id;
                scene.World.Iam.Revoke(key);
            }
        };
        using var client = scene.Client(way);

        // A fault at the registry, so that the new key is not proven.
        scene.World.Faults.Add(EmulatorEndpoint.UploadStart, Fault.Unauthorized(), times: 2);
        var failure = await Leaks.FailsWithAsync(MessageCodes.KeyNotProven, () => client.RotateAsync(scene.Rotation(old), Cancel));

        Assert.DoesNotContain("revoked again", failure.Message, StringComparison.Ordinal);
        Assert.Contains($"The new key {issued} can't be found to revoke it", failure.Message, StringComparison.Ordinal);
        Assert.Contains($"nebius-registry static-key list", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_interrupted_rotation_with_the_callers_name_deletes_nothing_and_says_where_to_look(bool isCancelled)
    {
        await using var scene = await KeyScene.StartAsync();
        var old = scene.World.Iam.IssueStaticKey(scene.Account);
        using var source = new CancellationTokenSource();
        using var way = isCancelled ? LostAnswers.Cancelled(scene, source) : LostAnswers.Of(scene);
        using var client = scene.Client(way);

        var failure = await Record.ExceptionAsync(() => client.RotateAsync(scene.Rotation(old) with { Name = "mine" }, source.Token));

        Assert.NotNull(failure);
        Assert.Equal(isCancelled, failure is OperationCanceledException);
        Assert.Contains("A key may have been issued whose token is lost", failure.Message, StringComparison.Ordinal);
        Assert.Contains($"nebius-registry static-key list --project {scene.Account.ProjectId}", failure.Message, StringComparison.Ordinal);
        Assert.Contains($"The old key {old.Id} still works", failure.Message, StringComparison.Ordinal);
        Assert.Equal(2, scene.World.Iam.StaticKeys.Count);
    }

    [Fact]
    public async Task An_interrupted_rotation_with_a_generated_name_deletes_the_new_key_and_says_so()
    {
        await using var scene = await KeyScene.StartAsync();
        var old = scene.World.Iam.IssueStaticKey(scene.Account);
        using var way = LostAnswers.Of(scene);
        using var client = scene.Client(way);

        var failure = await Leaks.FailsWithAsync(MessageCodes.ApiUnreachable, () => client.RotateAsync(scene.Rotation(old), Cancel));

        Assert.Contains("was issued, and deleted again", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("may have", failure.Message, StringComparison.Ordinal);
        Assert.Equal(old.Id, Assert.Single(scene.World.Iam.StaticKeys).Id);
    }

    [Fact]
    public async Task A_new_key_that_is_not_found_by_its_name_is_reported_as_possibly_still_appearing()
    {
        await using var scene = await KeyScene.StartAsync();
        var old = scene.World.Iam.IssueStaticKey(scene.Account);
        using var way = new Interloper(scene.World.CreateHandler());
        way.Before = (_, request) => LostAnswers.BreakAtIssue(request);
        using var client = scene.Client(way);

        var failure = await Leaks.FailsWithAsync(MessageCodes.ApiUnreachable, () => client.RotateAsync(scene.Rotation(old), Cancel));

        Assert.Contains("No new key named 'rotated-", failure.Message, StringComparison.Ordinal);
        Assert.Contains("was found", failure.Message, StringComparison.Ordinal);
        Assert.Contains($"nebius-registry static-key list --project {scene.Account.ProjectId}", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_rotation_cancelled_while_the_key_is_issued_reports_the_fate_of_the_key_once()
    {
        await using var scene = await KeyScene.StartAsync();
        var old = scene.World.Iam.IssueStaticKey(scene.Account);
        scene.World.Iam.OperationTime = TimeSpan.FromMinutes(1);
        using var source = new CancellationTokenSource();
        using var way = new Interloper(scene.World.CreateHandler());
        way.Before = (_, request) =>
        {
            if (request.RequestUri!.AbsolutePath.Contains("OperationService", StringComparison.Ordinal))
            {
                scene.Clock.Advance(TimeSpan.FromMinutes(1));
                source.Cancel();
            }
        };
        using var client = scene.Client(way);

        var canceled = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => client.RotateAsync(scene.Rotation(old), source.Token));

        Assert.Matches(@"\AIt was cancelled\. The new key \S+ was revoked again\. The old key \S+ still works", canceled.Message);
    }
}
