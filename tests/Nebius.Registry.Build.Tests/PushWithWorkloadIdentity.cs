using Nebius.Registry.Emulator;
using Nebius.Registry.Build.Tests.Infrastructure;
using Nebius.Registry.Testing;

namespace Nebius.Registry.Build.Tests;

/// <summary>A CI job without a stored secret: the CI system's own token is exchanged for one of the service account.</summary>
public sealed class PushWithWorkloadIdentity(ServedApp app) : IClassFixture<ServedApp>
{
    private const string Subject = "project_path:group/app:ref_type:branch:ref:main";

    [Fact]
    public async Task A_GitHub_Actions_job_pushes_with_workload_identity()
    {
        app.World.Iam.AddFederatedCredential(app.Scene.Account, GitHubActions.Issuer, app.World.GitHubActions.Subject);

        var published = await app.PublishAsync(OnGitHub());

        published.Succeeds().Says($"with WorkloadIdentity (GitHub Actions) of {app.Scene.Account.Id}");
        Assert.NotNull(app.Scene.WestRegistry.FindManifest(BuiltApp.Repository, "latest"));
    }

    [Fact]
    public async Task A_GitHub_Actions_job_without_the_id_token_permission_gets_an_error()
    {
        var environment = new Dictionary<string, string?>
        {
            ["GITHUB_ACTIONS"] = "true",
            ["NEBIUS_SERVICE_ACCOUNT_ID"] = app.Scene.Account.Id,
        };

        (await app.PublishAsync(environment)).IsExplained(app.LastLog, "NEBIUS1213", "id-token: write");
    }

    [Fact]
    public async Task A_redirect_of_the_CI_token_service_is_not_followed()
    {
        app.World.AddHostileHost("collector.nebius.cloud");
        app.World.Faults.Add(EmulatorEndpoint.GitHubIdToken, Fault.Redirect("https://collector.nebius.cloud/"));
        var environment = OnGitHub();
        environment["NEBIUS_TOKEN_CACHE"] = "Memory";

        (await app.PublishAloneAsync(environment)).IsExplained(app.LastLog, "NEBIUS1214", "redirect");

        Assert.Empty(app.World.Requests.To("collector.nebius.cloud"));
    }

    [Theory]
    [InlineData("NEBIUS_FEDERATED_TOKEN")]
    [InlineData("NEBIUS_FEDERATED_TOKEN_FILE")]
    public async Task A_push_uses_the_federated_token_that_the_pipeline_gives(string variable)
    {
        using var provider = app.World.OidcProviders.Add($"https://{variable.Length}.gitlab.example.test");
        app.World.Iam.AddFederatedCredential(app.Scene.Account, provider.Issuer, Subject);
        var token = provider.IssueToken(Subject);
        var file = Path.Join(app.Scene.Secrets, "jwt");
        await File.WriteAllTextAsync(file, token + "\n", TestContext.Current.CancellationToken);
        var environment = new Dictionary<string, string?>
        {
            ["NEBIUS_SERVICE_ACCOUNT_ID"] = app.Scene.Account.Id,
            [variable] = variable.EndsWith("_FILE", StringComparison.Ordinal) ? file : token,
        };

        (await app.PublishAsync(environment)).Succeeds().Says($"with WorkloadIdentity ({variable}) of {app.Scene.Account.Id}");
    }

    [Fact]
    public async Task A_branch_without_a_federated_credential_is_reported_with_its_subject()
    {
        using var provider = app.World.OidcProviders.Add("https://other.gitlab.example.test");
        app.World.Iam.AddFederatedCredential(app.Scene.Account, provider.Issuer, Subject);
        var environment = new Dictionary<string, string?>
        {
            ["NEBIUS_SERVICE_ACCOUNT_ID"] = app.Scene.Account.Id,
            ["NEBIUS_FEDERATED_TOKEN"] = provider.IssueToken("project_path:group/app:ref_type:branch:ref:feature"),
        };

        (await app.PublishAsync(environment)).IsExplained(app.LastLog, "NEBIUS1301", "ref:feature", provider.Issuer);
    }

    [Fact]
    public async Task Workload_identity_can_impersonate_another_service_account()
    {
        var pusher = app.World.Iam.AddServiceAccount();
        app.Scene.WestRegistry.Grant(pusher, RegistryRights.Push);
        app.World.Iam.AddFederatedCredential(app.Scene.Account, GitHubActions.Issuer, app.World.GitHubActions.Subject);
        app.World.Iam.AllowImpersonation(app.Scene.Account, pusher);
        var environment = OnGitHub();
        environment["NEBIUS_IMPERSONATE_SERVICE_ACCOUNT_ID"] = pusher.Id;

        (await app.PublishAsync(environment)).Succeeds().Says($"of {pusher.Id}");

        Assert.Contains(app.World.Requests.To(Scene.West), request => request.Identity == pusher.Id);
        Assert.DoesNotContain(app.World.Requests.To(Scene.West), request => request.Identity == app.Scene.Account.Id);
    }

    private Dictionary<string, string?> OnGitHub() => new()
    {
        ["GITHUB_ACTIONS"] = "true",
        ["ACTIONS_ID_TOKEN_REQUEST_URL"] = app.World.GitHubActions.RequestUrl.ToString(),
        ["ACTIONS_ID_TOKEN_REQUEST_TOKEN"] = app.World.GitHubActions.RequestToken,
        ["NEBIUS_SERVICE_ACCOUNT_ID"] = app.Scene.Account.Id,
    };
}
