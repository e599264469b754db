using Nebius.Registry.Emulator;
using Nebius.Registry.Oci;
using Nebius.Registry.Tests.Support;

namespace Nebius.Registry.Tests.StaticKeys;

/// <summary>The place where a new key must work is checked before the key is issued.</summary>
public sealed class InvalidRotations
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("", "The repository isn't valid")]
    [InlineData("E00abc/App", "The repository isn't valid")]
    [InlineData("e00abc/app:1", "The repository isn't valid")]
    [InlineData("e00abc/../app", "The repository isn't valid")]
    [InlineData("https://cr.eu-west1.nebius.cloud/e00abc/app", "The repository isn't valid")]
    [InlineData("cr.eu-west1.nebius.cloud/e00abc/app", "begins with a host")]
    [InlineData("cr.me-west1.nebius.cloud/e00abc/app", "begins with a host")]
    public async Task A_rotation_with_an_invalid_repository_fails_before_any_request(string repository, string why)
    {
        await using var scene = await KeyScene.StartAsync();
        using var client = scene.Client();
        var old = scene.World.Iam.IssueStaticKey(scene.Account);

        var failure = await Leaks.FailsWithAsync(
            MessageCodes.KeyCannotRotate, () => client.RotateAsync(scene.Rotation(old) with { Repository = repository }, Cancel));

        Assert.Contains(why, failure.Message, StringComparison.Ordinal);
        Assert.Contains("e00abc/app", failure.Message, StringComparison.Ordinal);
        Assert.Empty(scene.World.Requests.All);
    }

    [Fact]
    public async Task A_rotation_with_an_invalid_action_fails_before_any_request()
    {
        await using var scene = await KeyScene.StartAsync();
        using var client = scene.Client();
        var old = scene.World.Iam.IssueStaticKey(scene.Account);

        var failure = await Leaks.FailsWithAsync(
            MessageCodes.KeyCannotRotate, () => client.RotateAsync(scene.Rotation(old) with { Action = (RegistryAction)7 }, Cancel));

        Assert.Contains("Push or Pull", failure.Message, StringComparison.Ordinal);
        Assert.Empty(scene.World.Requests.All);
    }

    [Fact]
    public async Task A_rotation_accepts_the_long_form_of_the_registry_id()
    {
        await using var scene = await KeyScene.StartAsync();
        using var client = scene.Client();
        var old = scene.World.Iam.IssueStaticKey(scene.Account);

        await client.RotateAsync(scene.Rotation(old) with { Repository = "registry-e00abc/app" }, Cancel);

        Assert.True(await scene.WorksAsync(await File.ReadAllTextAsync(scene.File, Cancel)));
    }

    [Fact]
    public async Task A_rotation_for_a_registry_that_does_not_exist_issues_no_key()
    {
        await using var scene = await KeyScene.StartAsync();
        using var client = scene.Client();
        var old = scene.World.Iam.IssueStaticKey(scene.Account);

        var failure = await Leaks.FailsWithAsync(
            MessageCodes.KeyCannotRotate, () => client.RotateAsync(scene.Rotation(old) with { Repository = "e00zzz/app" }, Cancel));

        Assert.Contains("Nothing was changed", failure.Message, StringComparison.Ordinal);
        Assert.Empty(scene.World.Requests.To(EmulatorEndpoint.StaticKeyIssue));
    }

    [Fact]
    public async Task A_rotation_of_a_key_that_may_not_push_issues_no_key()
    {
        await using var scene = await KeyScene.StartAsync();
        using var client = scene.Client();
        var old = scene.World.Iam.IssueStaticKey(scene.Account);
        scene.Registry.Grant(scene.Account, RegistryRights.Pull);
        var rotation = scene.Rotation(old) with { OldKeyId = null, OldToken = new Secret(old.Token) };

        var failure = await Leaks.FailsWithAsync(MessageCodes.KeyCannotRotate, () => client.RotateAsync(rotation, Cancel), old.Token);

        Assert.Contains("HTTP 403", failure.Message, StringComparison.Ordinal);
        Assert.Empty(scene.World.Requests.To(EmulatorEndpoint.StaticKeyIssue));
    }
}
