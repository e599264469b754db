using Nebius.Registry.Emulator;
using Nebius.Registry.StaticKeys;
using Nebius.Registry.Tests.Support;

namespace Nebius.Registry.Tests.StaticKeys;

public sealed class KeysOverTheNetwork
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_issued_key_works_at_the_registry_until_it_is_revoked()
    {
        await using var scene = await KeyScene.StartAsync();
        using var client = scene.Client();

        var key = await client.IssueAsync(scene.Request, Cancel);

        Assert.StartsWith("statickey-", key.Id, StringComparison.Ordinal);
        Assert.Equal(("ci", scene.Account.Id, scene.Account.ProjectId), (key.Name, key.ServiceAccountId, key.ProjectId));
        Assert.True(await scene.WorksAsync(key.Token.Reveal()));
        Assert.DoesNotContain(key.Token.Reveal(), key.ToString(), StringComparison.Ordinal);

        var found = await client.FindAsync(key.Token, Cancel);
        Assert.NotNull(found);
        Assert.Equal((key.Id, "ci", ClientService.ContainerRegistry, true), (found.Id, found.Name, found.Service, found.IsActive));
        Assert.Equal(key.ExpiresAt, found.ExpiresAt);
        Assert.Equal(scene.Clock.GetUtcNow(), found.CreatedAt);
        Assert.Equal(found, await client.GetAsync(key.Id, Cancel));
        Assert.Equal(found, await client.GetByNameAsync(key.ProjectId, "ci", Cancel));

        Assert.True(await client.RevokeAsync(key.Token, Cancel));

        Assert.False(await scene.WorksAsync(key.Token.Reveal()));
        Assert.False(await client.RevokeAsync(key.Token, Cancel));
        Assert.Null(await client.FindAsync(key.Token, Cancel));
        Assert.Null(await client.GetAsync(key.Id, Cancel));
        Assert.Null(await client.GetByNameAsync(key.ProjectId, "ci", Cancel));
    }

    [Fact]
    public async Task A_deleted_static_key_is_not_found_any_more()
    {
        await using var scene = await KeyScene.StartAsync();
        using var client = scene.Client();
        var key = scene.World.Iam.IssueStaticKey(scene.Account);

        Assert.True(await client.DeleteAsync(key.Id, Cancel));
        Assert.False(await client.DeleteAsync(key.Id, Cancel));

        Assert.False(await scene.WorksAsync(key.Token));
    }

    [Fact]
    public async Task All_pages_of_the_key_list_are_read()
    {
        await using var scene = await KeyScene.StartAsync();
        using var client = scene.Client();
        var issued = Enumerable.Range(0, 25).Select(_ => scene.World.Iam.IssueStaticKey(scene.Account).Id).ToHashSet();

        var keys = await client.ListAsync(scene.Account.ProjectId, Cancel);

        Assert.Equal(25, keys.Count);
        Assert.True(issued.SetEquals(keys.Select(key => key.Id)));
        Assert.Equal(3, scene.World.Requests.To(EmulatorEndpoint.StaticKeyList).Count);
    }

    [Fact]
    public async Task A_lost_answer_to_a_key_issue_is_retried_and_makes_no_second_key()
    {
        await using var scene = await KeyScene.StartAsync();
        using var way = new Interloper(scene.World.CreateHandler());
        way.After = (number, _) =>
        {
            if (number <= 2)
            {
                throw Interloper.Broken();
            }
        };
        using var client = scene.Client(way);

        var key = await client.IssueAsync(scene.Request, Cancel);

        Assert.Equal(3, way.Requests.Count);
        Assert.Equal(key.Id, Assert.Single(scene.World.Iam.StaticKeys).Id);
        Assert.True(await scene.WorksAsync(key.Token.Reveal()));
    }

    [Fact]
    public async Task A_slow_key_operation_is_waited_for()
    {
        await using var scene = await KeyScene.StartAsync();
        scene.World.Iam.OperationTime = TimeSpan.FromSeconds(10);
        using var way = new Interloper(scene.World.CreateHandler());
        var asked = 0;
        way.Before = (_, request) =>
        {
            if (request.RequestUri!.AbsolutePath.Contains("OperationService", StringComparison.Ordinal) && ++asked == 3)
            {
                scene.Clock.Advance(TimeSpan.FromSeconds(10));
            }
        };
        using var client = scene.Client(way);

        var key = await client.IssueAsync(scene.Request, Cancel);

        Assert.Equal(3, asked);
        Assert.True(await scene.WorksAsync(key.Token.Reveal()));
    }

    [Fact]
    public async Task A_key_operation_that_fails_is_reported_and_leaves_no_key()
    {
        await using var scene = await KeyScene.StartAsync();
        scene.World.Iam.FailNextOperation(Grpc.Core.StatusCode.Internal, "the vault is closed");
        using var client = scene.Client();

        var failure = await Leaks.FailsWithAsync(
            MessageCodes.OperationFailed, () => client.IssueAsync(scene.Request, Cancel), [.. scene.World.Secrets]);

        Assert.Contains("the vault is closed", failure.Message, StringComparison.Ordinal);
        Assert.Empty(scene.World.Iam.StaticKeys);
    }

    [Fact]
    public async Task A_key_operation_that_does_not_end_times_out_and_its_key_is_revoked()
    {
        await using var scene = await KeyScene.StartAsync();
        scene.World.Iam.OperationTime = TimeSpan.FromHours(1);
        using var way = new Interloper(scene.World.CreateHandler());
        way.Before = (_, request) =>
        {
            if (request.RequestUri!.AbsolutePath.EndsWith("/Revoke", StringComparison.Ordinal))
            {
                scene.World.Iam.OperationTime = TimeSpan.Zero;
            }
        };

        // On the client's clock a second is over at once.
        using var client = scene.Client(way, timeout: TimeSpan.FromSeconds(1));

        var failure = await Leaks.FailsWithAsync(
            MessageCodes.OperationFailed, () => client.IssueAsync(scene.Request, Cancel), [.. scene.World.Secrets]);

        Assert.Contains("isn't finished after 1 s", failure.Message, StringComparison.Ordinal);
        Assert.Contains("was revoked again", failure.Message, StringComparison.Ordinal);
        Assert.Empty(scene.World.Iam.StaticKeys);
    }

    [Fact]
    public async Task Cancelling_the_wait_for_a_key_operation_revokes_the_key()
    {
        await using var scene = await KeyScene.StartAsync();
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

        var canceled = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => client.IssueAsync(scene.Request, source.Token));

        Assert.Contains("was revoked again", canceled.Message, StringComparison.Ordinal);
        Assert.Empty(scene.World.Iam.StaticKeys);
    }
}
