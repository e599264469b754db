using Nebius.Registry.Emulator;
using Nebius.Registry.Tests.Support;

namespace Nebius.Registry.Tests.StaticKeys;

public sealed class CallsThatAreRefused
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Issuing_a_key_for_an_account_of_another_project_is_an_error()
    {
        await using var scene = await KeyScene.StartAsync();
        var stranger = scene.World.Iam.AddServiceAccount(projectId: "project-e00other");

        var failure = await FailsAsync(scene, MessageCodes.ApiNotFound, scene.Request with { ServiceAccountId = stranger.Id });

        Assert.Contains($"nebius iam service-account get --id {stranger.Id}", failure.Message, StringComparison.Ordinal);
        Assert.Contains("parent_id", failure.Message, StringComparison.Ordinal);
        Assert.Contains("request ID", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_caller_without_rights_is_told_which_role_is_missing_and_where()
    {
        await using var scene = await KeyScene.StartAsync();
        scene.World.Iam.ForbidKeys(scene.Manager);

        var failure = await FailsAsync(scene, MessageCodes.ApiDenied, scene.Request);

        Assert.Contains("role 'editor' or 'admin' on the project", failure.Message, StringComparison.Ordinal);
        Assert.Contains($"--resource-id {scene.Account.ProjectId} --role editor", failure.Message, StringComparison.Ordinal);
        Assert.Contains("nebius iam access-permit create", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_exceeded_key_quota_is_reported_and_not_retried()
    {
        await using var scene = await KeyScene.StartAsync();
        scene.World.Iam.StaticKeyQuota = 0;

        var failure = await FailsAsync(scene, MessageCodes.QuotaExceeded, scene.Request);

        Assert.Contains("iam.static-keys.count: the quota is used up (limit 0, requested 1)", failure.Message, StringComparison.Ordinal);
        Assert.Single(scene.World.Requests.To(EmulatorEndpoint.StaticKeyIssue));
    }

    [Fact]
    public async Task A_key_name_that_is_taken_is_an_error()
    {
        await using var scene = await KeyScene.StartAsync();
        using var client = scene.Client();
        await client.IssueAsync(scene.Request, Cancel);

        var failure = await FailsAsync(scene, MessageCodes.NameTaken, scene.Request);

        Assert.Contains("Choose another name than", failure.Message, StringComparison.Ordinal);
        Assert.Contains("nebius-registry static-key list --project", failure.Message, StringComparison.Ordinal);
        Assert.Single(scene.World.Iam.StaticKeys);
    }

    [Fact]
    public async Task A_rejected_access_token_is_reported_with_its_variable()
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
    public async Task A_wrong_clock_is_the_first_advice_for_a_rejected_access_token()
    {
        await using var scene = await KeyScene.StartAsync();
        var time = new Microsoft.Extensions.Time.Testing.FakeTimeProvider(DateTimeOffset.UtcNow.AddMinutes(30));
        using var client = scene.Client(time: time, token: new Secret("ne1CANARYcanaryCANARY0123456789"));

        var failure = await Leaks.FailsWithAsync(MessageCodes.ApiUnauthenticated, () => client.IssueAsync(scene.Request, Cancel));

        Assert.Contains("This machine's clock is ahead", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_static_key_cannot_be_used_for_the_API()
    {
        await using var scene = await KeyScene.StartAsync();
        var key = scene.World.Iam.IssueStaticKey(scene.Manager);
        using var client = scene.Client(token: new Secret(key.Token));

        var failure = await Leaks.FailsWithAsync(
            MessageCodes.ApiUnauthenticated, () => client.ListAsync(scene.Account.ProjectId, Cancel), [.. scene.World.Secrets]);

        Assert.Contains("isn't an access token, as a static key isn't", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unreachable_API_is_reported_with_the_key_that_it_may_have_issued()
    {
        await using var scene = await KeyScene.StartAsync();
        scene.World.Faults.Add(EmulatorEndpoint.StaticKeyIssue, Fault.Unavailable(), times: 9);

        var failure = await FailsAsync(scene, MessageCodes.ApiUnreachable, scene.Request);

        Assert.True(failure.IsUnanswered);
        Assert.Contains("A key may have been issued whose token is lost", failure.Message, StringComparison.Ordinal);
        Assert.Equal(5, scene.World.Requests.To(EmulatorEndpoint.StaticKeyIssue).Count);
    }

    [Fact]
    public async Task An_answer_of_a_proxy_is_not_taken_for_the_APIs()
    {
        await using var scene = await KeyScene.StartAsync();
        scene.World.Faults.Add(EmulatorEndpoint.StaticKeyIssue, Fault.Status(403));

        var failure = await FailsAsync(scene, MessageCodes.UnexpectedApiAnswer, scene.Request);

        Assert.Contains("sent an unexpected answer (HTTP 403). Something else answers in its place", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_denied_key_list_names_the_role_viewer()
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
