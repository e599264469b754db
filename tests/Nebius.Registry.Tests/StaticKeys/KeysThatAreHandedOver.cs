using Grpc.Core;
using Nebius.Registry.Emulator;
using Nebius.Registry.StaticKeys;
using Nebius.Registry.Tests.Support;

namespace Nebius.Registry.Tests.StaticKeys;

/// <summary>Keys that are issued and written in one go: there is no key whose token is lost.</summary>
public sealed class KeysThatAreHandedOver
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_token_is_in_the_file_and_nowhere_else()
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

    // Or who renews a token after a refusal would have a second key made.
    [Fact]
    public async Task A_token_that_is_refused_after_the_key_was_made_is_no_reason_to_ask_again()
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
    public async Task One_that_is_refused_before_is()
    {
        await using var scene = await KeyScene.StartAsync();
        using var client = scene.Client(token: new Secret("ne1.of-yesterday"));

        var failure = await Leaks.FailsWithAsync(
            MessageCodes.ApiUnauthenticated, () => client.IssueAsync(scene.Request, StaticKeyDestination.ToFile(scene.File), Cancel));

        Assert.True(failure.IsUnauthenticated);
    }

    [Fact]
    public async Task A_destination_that_cannot_be_used_is_told_before_anything_is_issued()
    {
        await using var scene = await KeyScene.StartAsync();
        using var client = scene.Client();
        await File.WriteAllTextAsync(scene.File, "mine", Cancel);

        await Leaks.FailsWithAsync(
            MessageCodes.DestinationUnusable, () => client.IssueAsync(scene.Request, StaticKeyDestination.ToFile(scene.File), Cancel));

        Assert.Empty(scene.World.Requests.All);
    }

    [Fact]
    public async Task A_key_that_cannot_be_written_is_revoked_again()
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
    public async Task One_that_cannot_be_revoked_either_is_named_with_the_command()
    {
        await using var scene = await KeyScene.StartAsync();
        using var client = scene.Client();
        using var stream = new FullStream();
        scene.World.Faults.Add(Emulator.EmulatorEndpoint.StaticKeyRevoke, Emulator.Fault.Unavailable(), times: 9);

        var failure = await Leaks.FailsWithAsync(
            MessageCodes.DestinationUnusable, () => client.IssueAsync(scene.Request, StaticKeyDestination.ToStream(stream), Cancel));

        var left = Assert.Single(scene.World.Iam.StaticKeys);
        Assert.Contains($"nebius iam static-key delete --id {left.Id}", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cancellation_while_it_is_written_takes_it_back()
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
