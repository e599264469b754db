using Nebius.Registry.Emulator;
using Nebius.Registry.Tests.Support;

namespace Nebius.Registry.Tests.StaticKeys;

public sealed class CallsThatAreRefused
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_account_of_another_project_is_told()
    {
        await using var scene = await KeyScene.StartAsync();
        var stranger = scene.World.Iam.AddServiceAccount(projectId: "project-e00other");

        var failure = await FailsAsync(scene, MessageCodes.ApiNotFound, scene.Request with { ServiceAccountId = stranger.Id });

        Assert.Contains($"nebius iam service-account get --id {stranger.Id}", failure.Message, StringComparison.Ordinal);
        Assert.Contains("parent_id", failure.Message, StringComparison.Ordinal);
        Assert.Contains("request id", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_has_no_rights_is_told_which_role_and_where()
    {
        await using var scene = await KeyScene.StartAsync();
        scene.World.Iam.ForbidKeys(scene.Manager);

        var failure = await FailsAsync(scene, MessageCodes.ApiDenied, scene.Request);

        Assert.Contains("role 'editor' or 'admin' on the project", failure.Message, StringComparison.Ordinal);
        Assert.Contains($"--resource-id {scene.Account.ProjectId} --role editor", failure.Message, StringComparison.Ordinal);
        Assert.Contains("nebius iam whoami", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_quota_is_told_and_not_tried_again()
    {
        await using var scene = await KeyScene.StartAsync();
        scene.World.Iam.StaticKeyQuota = 0;

        var failure = await FailsAsync(scene, MessageCodes.QuotaExceeded, scene.Request);

        Assert.Contains("iam.static-keys.count: the quota is used up (limit 0, requested 1)", failure.Message, StringComparison.Ordinal);
        Assert.Single(scene.World.Requests.To(EmulatorEndpoint.StaticKeyIssue));
    }

    [Fact]
    public async Task A_name_that_is_taken_is_told()
    {
        await using var scene = await KeyScene.StartAsync();
        using var client = scene.Client();
        await client.IssueAsync(scene.Request, Cancel);

        var failure = await FailsAsync(scene, MessageCodes.NameTaken, scene.Request);

        Assert.Contains("Take another name, or rotate that key", failure.Message, StringComparison.Ordinal);
        Assert.Contains("--name ci", failure.Message, StringComparison.Ordinal);
        Assert.Single(scene.World.Iam.StaticKeys);
    }

    [Fact]
    public async Task An_access_token_that_is_not_accepted_is_told()
    {
        await using var scene = await KeyScene.StartAsync();
        const string Canary = "ne1CANARYcanaryCANARY0123456789";
        using var client = scene.Client(token: new Secret(Canary));

        var failure = await Leaks.FailsWithAsync(MessageCodes.ApiUnauthenticated, () => client.IssueAsync(scene.Request, Cancel), Canary);

        Assert.Contains("nebius iam get-access-token", failure.Message, StringComparison.Ordinal);
        Assert.Contains("unset NEBIUS_IAM_TOKEN", failure.Message, StringComparison.Ordinal);
        Assert.Contains("the access token from NEBIUS_IAM_TOKEN", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("set the clock", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_clock_that_is_off_is_told_first()
    {
        await using var scene = await KeyScene.StartAsync();
        var time = new Microsoft.Extensions.Time.Testing.FakeTimeProvider(DateTimeOffset.UtcNow.AddMinutes(30));
        using var client = scene.Client(time: time, token: new Secret("ne1CANARYcanaryCANARY0123456789"));

        var failure = await Leaks.FailsWithAsync(MessageCodes.ApiUnauthenticated, () => client.IssueAsync(scene.Request, Cancel));

        Assert.Contains("First set the clock of this machine, which is ahead", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_static_key_opens_no_api()
    {
        await using var scene = await KeyScene.StartAsync();
        var key = scene.World.Iam.IssueStaticKey(scene.Manager);
        using var client = scene.Client(token: new Secret(key.Token));

        var failure = await Leaks.FailsWithAsync(
            MessageCodes.ApiUnauthenticated, () => client.ListAsync(scene.Account.ProjectId, Cancel), [.. scene.World.Secrets]);

        Assert.Contains("A static key is no access token", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_api_that_cannot_be_reached_may_have_issued_a_key()
    {
        await using var scene = await KeyScene.StartAsync();
        scene.World.Faults.Add(EmulatorEndpoint.StaticKeyIssue, Fault.Unavailable(), times: 9);

        var failure = await FailsAsync(scene, MessageCodes.ApiUnreachable, scene.Request);

        Assert.True(failure.IsUnanswered);
        Assert.Contains("A key may have been issued all the same", failure.Message, StringComparison.Ordinal);
        Assert.Equal(5, scene.World.Requests.To(EmulatorEndpoint.StaticKeyIssue).Count);
    }

    [Fact]
    public async Task What_a_proxy_says_is_not_the_services_word()
    {
        await using var scene = await KeyScene.StartAsync();
        scene.World.Faults.Add(EmulatorEndpoint.StaticKeyIssue, Fault.Status(403));

        var failure = await FailsAsync(scene, MessageCodes.UnexpectedApiAnswer, scene.Request);

        Assert.Contains("HTTP 403, which is not Nebius's API's own", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_list_that_is_denied_asks_for_less()
    {
        await using var scene = await KeyScene.StartAsync();
        scene.World.Iam.ForbidKeys(scene.Manager);
        using var client = scene.Client();

        var failure = await Leaks.FailsWithAsync(
            MessageCodes.ApiDenied, () => client.ListAsync(scene.Account.ProjectId, Cancel), [.. scene.World.Secrets]);

        Assert.Contains("role 'viewer'", failure.Message, StringComparison.Ordinal);
    }

    private static async Task<NebiusRegistryException> FailsAsync(
        KeyScene scene, string code, Registry.StaticKeys.StaticKeyRequest request)
    {
        using var client = scene.Client();
        return await Leaks.FailsWithAsync(code, () => client.IssueAsync(request, Cancel), [.. scene.World.Secrets]);
    }
}
