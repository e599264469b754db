using Grpc.Core;
using Nebius.Registry.Emulator;
using Nebius.Registry.StaticKeys;
using Nebius.Registry.Tests.Support;

namespace Nebius.Registry.Tests.StaticKeys;

/// <summary>Keys that are issued and written in one step, so that no key's token is lost.</summary>
public sealed class KeysThatAreHandedOver
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_token_of_an_issued_key_is_in_its_file_and_nowhere_else()
    {
        await using var scene = await KeyScene.StartAsync();
        using var client = scene.Client();

        var key = await client.IssueAsync(scene.Request, StaticKeyDestination.ToFile(scene.File), Cancel);

        var token = await File.ReadAllTextAsync(scene.File, Cancel);
        Assert.True(await scene.WorksAsync(token));
        Assert.DoesNotContain(token, key.ToString(), StringComparison.Ordinal);
        var known = await client.GetAsync(key.Id, Cancel);
        Assert.Equal(known, key with { CreatedAt = known!.CreatedAt });
    }

    // Otherwise a caller that renews a rejected token would have a second key issued.
    [Fact]
    public async Task An_access_token_rejected_after_the_key_was_issued_does_not_issue_a_second_key()
    {
        await using var scene = await KeyScene.StartAsync();
        scene.World.Iam.OperationTime = TimeSpan.FromMinutes(1);
        scene.World.Faults.Add(EmulatorEndpoint.OperationRead, Fault.Grpc(StatusCode.Unauthenticated), times: int.MaxValue);
        using var client = scene.Client();

        var failure = await Leaks.FailsWithAsync(
            MessageCodes.ApiUnauthenticated, () => client.IssueAsync(scene.Request, StaticKeyDestination.ToFile(scene.File), Cancel));

        Assert.False(failure.IsUnauthenticated);
        Assert.Contains("The new key", failure.Message, StringComparison.Ordinal);
        Assert.Single(scene.World.Requests.To(EmulatorEndpoint.StaticKeyIssue));
        Assert.False(File.Exists(scene.File));
    }

    [Fact]
    public async Task An_access_token_rejected_before_the_key_is_issued_allows_another_attempt()
    {
        await using var scene = await KeyScene.StartAsync();
        using var client = scene.Client(token: new Secret("ne1.of-yesterday"));

        var failure = await Leaks.FailsWithAsync(
            MessageCodes.ApiUnauthenticated, () => client.IssueAsync(scene.Request, StaticKeyDestination.ToFile(scene.File), Cancel));

        Assert.True(failure.IsUnauthenticated);
    }

    [Fact]
    public async Task An_unusable_destination_is_reported_before_a_key_is_issued()
    {
        await using var scene = await KeyScene.StartAsync();
        using var client = scene.Client();
        await File.WriteAllTextAsync(scene.File, "mine", Cancel);

        await Leaks.FailsWithAsync(
            MessageCodes.DestinationUnusable, () => client.IssueAsync(scene.Request, StaticKeyDestination.ToFile(scene.File), Cancel));

        Assert.Empty(scene.World.Requests.All);
    }

    [Fact]
    public async Task A_key_whose_token_cannot_be_written_is_revoked_again()
    {
        await using var scene = await KeyScene.StartAsync();
        using var client = scene.Client();
        using var stream = new FullStream();

        var failure = await Leaks.FailsWithAsync(
            MessageCodes.DestinationUnusable, () => client.IssueAsync(scene.Request, StaticKeyDestination.ToStream(stream, "the pipe"), Cancel));

        Assert.Contains("the pipe", failure.Message, StringComparison.Ordinal);
        Assert.Contains("was revoked again.", failure.Message, StringComparison.Ordinal);
        Assert.Empty(scene.World.Iam.StaticKeys);
        Leaks.AssertNone(failure, [.. scene.World.Secrets]);
    }

    [Fact]
    public async Task A_key_that_can_be_neither_written_nor_revoked_is_named_with_the_command_to_delete_it()
    {
        await using var scene = await KeyScene.StartAsync();
        using var client = scene.Client();
        using var stream = new FullStream();
        scene.World.Faults.Add(Emulator.EmulatorEndpoint.StaticKeyRevoke, Emulator.Fault.Unavailable(), times: 9);

        var failure = await Leaks.FailsWithAsync(
            MessageCodes.DestinationUnusable, () => client.IssueAsync(scene.Request, StaticKeyDestination.ToStream(stream), Cancel));

        var left = Assert.Single(scene.World.Iam.StaticKeys);
        Assert.Contains($"nebius-registry static-key revoke {left.Id}", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cancelling_while_the_token_is_written_revokes_the_key()
    {
        await using var scene = await KeyScene.StartAsync();
        using var client = scene.Client();
        using var source = new CancellationTokenSource();
        using var stream = new CancellingStream(source);

        var canceled = await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => client.IssueAsync(scene.Request, StaticKeyDestination.ToStream(stream), source.Token));

        Assert.Matches(@"\AIt was cancelled\. The new key \S+ was revoked again\.\z", canceled.Message);
        Assert.Empty(scene.World.Iam.StaticKeys);
    }

    private sealed class FullStream : MemoryStream
    {
        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
            throw new IOException("no space left");
    }

    private sealed class CancellingStream(CancellationTokenSource source) : MemoryStream
    {
        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            await source.CancelAsync();
            cancellationToken.ThrowIfCancellationRequested();
        }
    }
}
