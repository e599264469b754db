using Nebius.Registry.Tests.Support;

namespace Nebius.Registry.Tests.StaticKeys;

/// <summary>The message about a key that may have been issued when the call was cancelled.</summary>
public sealed class KeysLeftByCancelledCalls
{
    [Theory]
    [InlineData("ci", "nebius-registry static-key list --project {0}")]
    [InlineData(null, "nebius-registry static-key list --project {0}")]
    public async Task A_key_issue_cancelled_during_the_call_says_where_to_look_for_the_key(string? name, string command)
    {
        await using var scene = await KeyScene.StartAsync();
        using var source = new CancellationTokenSource();
        using var way = LostAnswers.Cancelled(scene, source);
        using var client = scene.Client(way);

        var canceled = await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => client.IssueAsync(scene.Request with { Name = name }, source.Token));

        Assert.Contains("A key may have been issued whose token is lost", canceled.Message, StringComparison.Ordinal);
        Assert.Contains(string.Format(null, command, scene.Account.ProjectId), canceled.Message, StringComparison.Ordinal);
        Assert.Equal(source.Token, canceled.CancellationToken);
    }

    [Fact]
    public async Task A_key_issue_cancelled_before_the_call_does_not_mention_a_key()
    {
        await using var scene = await KeyScene.StartAsync();
        using var client = scene.Client();

        var canceled = await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => client.IssueAsync(scene.Request, new CancellationToken(true)));

        Assert.DoesNotContain("issued", canceled.Message, StringComparison.Ordinal);
    }
}
