using System.Text.RegularExpressions;
using Nebius.Registry.Emulator;
using Nebius.Registry.Oci;
using Nebius.Registry.StaticKeys;
using Nebius.Registry.Tests.Support;

namespace Nebius.Registry.Tests.StaticKeys;

public sealed class Rotation
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_rotation_puts_the_new_key_in_place_of_the_old_one_and_revokes_it(bool byId)
    {
        await using var scene = await KeyScene.StartAsync();
        using var client = scene.Client();
        var old = scene.World.Iam.IssueStaticKey(scene.Account);
        var request = scene.Rotation(old);

        var rotated = await client.RotateAsync(byId ? request with { OldToken = null, OldKeyId = old.Id } : request, Cancel);

        var token = await File.ReadAllTextAsync(scene.File, Cancel);
        Assert.NotEqual(old.Token, token);
        Assert.True(await scene.WorksAsync(token));
        Assert.False(await scene.WorksAsync(old.Token));
        var left = Assert.Single(scene.World.Iam.StaticKeys);
        Assert.Equal((rotated.Id, rotated.ServiceAccountId, rotated.ProjectId), (left.Id, scene.Account.Id, scene.Account.ProjectId));
        Assert.Equal((old.Id, $"the file '{scene.File}'"), (rotated.OldKeyId, rotated.Destination));
        Assert.DoesNotContain(token, rotated.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Each_rotation_replaces_the_suffix_that_the_last_one_added_to_the_name()
    {
        await using var scene = await KeyScene.StartAsync();
        using var client = scene.Client();
        var first = await client.IssueAsync(scene.Request, Cancel);

        var second = await client.RotateAsync(scene.Rotation(Key(scene, first.Id)), Cancel);
        var third = await client.RotateAsync(scene.Rotation(Key(scene, second.Id)), Cancel);

        Assert.Matches(new Regex(@"\Aci-\d{8}-[0-9a-f]{6}\z"), second.Name);
        Assert.Matches(new Regex(@"\Aci-\d{8}-[0-9a-f]{6}\z"), third.Name);
        Assert.NotEqual(second.Name, third.Name);
    }

    [Fact]
    public async Task A_new_key_that_the_registry_does_not_know_yet_is_tried_again()
    {
        await using var scene = await KeyScene.StartAsync();
        using var client = scene.Client();
        scene.World.Faults.Add(EmulatorEndpoint.UploadStart, Fault.Unauthorized(), times: 3);
        var old = scene.World.Iam.IssueStaticKey(scene.Account);

        await client.RotateAsync(scene.Rotation(old) with { VerificationTimeout = TimeSpan.FromSeconds(30) }, Cancel);

        Assert.Equal(4, scene.World.Requests.To(EmulatorEndpoint.UploadStart).Count);
    }

    [Fact]
    public async Task A_new_key_that_the_registry_never_accepts_is_revoked_and_the_old_one_works()
    {
        await using var scene = await KeyScene.StartAsync();
        using var client = scene.Client();
        var old = scene.World.Iam.IssueStaticKey(scene.Account);
        scene.World.Faults.Add(EmulatorEndpoint.UploadStart, Fault.Unauthorized(), times: 2);

        var failure = await FailsAsync(scene, MessageCodes.KeyNotProven, client, scene.Rotation(old));

        Assert.Contains("HTTP 401", failure.Message, StringComparison.Ordinal);
        AssertOldIsLeft(scene, old, failure);
    }

    [Fact]
    public async Task A_rotation_for_an_account_that_may_not_push_names_the_missing_role()
    {
        await using var scene = await KeyScene.StartAsync();
        using var client = scene.Client();
        scene.Registry.Grant(scene.Account, RegistryRights.Pull);
        var old = scene.World.Iam.IssueStaticKey(scene.Account);

        var failure = await FailsAsync(scene, MessageCodes.KeyCannotRotate, client, scene.Rotation(old));

        Assert.Contains($"{scene.Account.Id} may not write to this registry", failure.Message, StringComparison.Ordinal);
        Assert.Equal(old.Id, Assert.Single(scene.World.Iam.StaticKeys).Id);
        Assert.False(File.Exists(scene.File));
    }

    [Fact]
    public async Task A_rotation_of_a_pull_key_is_verified_by_a_pull()
    {
        await using var scene = await KeyScene.StartAsync();
        using var client = scene.Client();
        scene.Registry.Grant(scene.Account, RegistryRights.Pull);
        await scene.World.SeedBaseImageAsync(scene.Registry, "app", "1", cancellationToken: Cancel);
        var old = scene.World.Iam.IssueStaticKey(scene.Account);

        await client.RotateAsync(scene.Rotation(old) with { Action = RegistryAction.Pull }, Cancel);

        Assert.Empty(scene.World.Requests.To(EmulatorEndpoint.UploadStart));
        Assert.NotEqual(old.Token, await File.ReadAllTextAsync(scene.File, Cancel));
    }

    [Fact]
    public async Task An_unusable_destination_is_reported_before_a_rotation_begins()
    {
        await using var scene = await KeyScene.StartAsync();
        using var client = scene.Client();
        var old = scene.World.Iam.IssueStaticKey(scene.Account);
        await File.WriteAllTextAsync(scene.File, "mine", Cancel);

        await FailsAsync(
            scene, MessageCodes.DestinationUnusable, client, scene.Rotation(old, StaticKeyDestination.ToFile(scene.File)));

        Assert.Empty(scene.World.Requests.To(EmulatorEndpoint.StaticKeyFind));
        Assert.Equal("mine", await File.ReadAllTextAsync(scene.File, Cancel));
    }

    [Fact]
    public async Task A_new_key_whose_token_could_not_be_written_is_revoked()
    {
        await using var scene = await KeyScene.StartAsync();
        using var client = scene.Client();
        using var stream = new FullStream();
        var old = scene.World.Iam.IssueStaticKey(scene.Account);

        var failure = await FailsAsync(
            scene, MessageCodes.DestinationUnusable, client, scene.Rotation(old, StaticKeyDestination.ToStream(stream, "the pipe")));

        AssertOldIsLeft(scene, old, failure);
    }

    [Fact]
    public async Task An_old_key_that_cannot_be_revoked_is_reported_and_the_new_one_stays()
    {
        await using var scene = await KeyScene.StartAsync();
        using var client = scene.Client();
        var old = scene.World.Iam.IssueStaticKey(scene.Account);
        scene.World.Faults.Add(EmulatorEndpoint.StaticKeyRevoke, Fault.Unavailable(), times: 9);

        var failure = await FailsAsync(scene, MessageCodes.RotationIncomplete, client, scene.Rotation(old));

        Assert.Contains($"nebius-registry static-key revoke {old.Id}", failure.Message, StringComparison.Ordinal);
        Assert.True(await scene.WorksAsync(await File.ReadAllTextAsync(scene.File, Cancel)));
        Assert.True(await scene.WorksAsync(old.Token));
    }

    [Theory]
    [InlineData("gone")]
    [InlineData("observability")]
    [InlineData("both")]
    [InlineData("neither")]
    public async Task A_key_that_cannot_be_rotated_is_reported_and_left_unchanged(string what)
    {
        await using var scene = await KeyScene.StartAsync();
        using var client = scene.Client();
        var old = scene.World.Iam.IssueStaticKey(
            scene.Account, what == "observability" ? StaticKeyService.Observability : StaticKeyService.ContainerRegistry);
        var request = scene.Rotation(old);
        request = what switch
        {
            "both" => request with { OldKeyId = old.Id },
            "neither" => request with { OldToken = null },
            _ => request,
        };
        if (what == "gone")
        {
            scene.World.Iam.Revoke(old);
        }

        await FailsAsync(scene, MessageCodes.KeyCannotRotate, client, request);

        Assert.Empty(scene.World.Requests.To(EmulatorEndpoint.StaticKeyIssue));
        Assert.False(File.Exists(scene.File));
    }

    private static Nebius.Registry.Emulator.StaticKey Key(KeyScene scene, string id) => scene.World.Iam.StaticKeys.Single(key => key.Id == id);

    private static Task<NebiusRegistryException> FailsAsync(
        KeyScene scene, string code, StaticKeyClient client, StaticKeyRotationRequest request) =>
        Leaks.FailsWithAsync(code, async () =>
        {
            try
            {
                await client.RotateAsync(request, Cancel);
            }
            catch (NebiusRegistryException failure)
            {
                Leaks.AssertNone(failure, [.. scene.World.Secrets]);
                throw;
            }
        });

    private static void AssertOldIsLeft(KeyScene scene, Nebius.Registry.Emulator.StaticKey old, NebiusRegistryException failure)
    {
        Assert.Equal(old.Id, Assert.Single(scene.World.Iam.StaticKeys).Id);
        Assert.Contains("was revoked again", failure.Message, StringComparison.Ordinal);
        Assert.Contains($"The old key {old.Id} still works", failure.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(scene.File));
    }

    private sealed class FullStream : MemoryStream
    {
        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
            throw new IOException("no space left");
    }
}
