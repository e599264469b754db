using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Time.Testing;
using Nebius.Registry.Credentials;
using Nebius.Registry.Emulator;
using Nebius.Registry.Tests.Support;

namespace Nebius.Registry.Tests.Credentials;

/// <summary>A CI system's own token is exchanged for one of a service account; an error says what to change in the pipeline.</summary>
[SuppressMessage("Usage", "CA2213:Disposable fields should be disposed", Justification = "The scene's world disposes of the provider.")]
public sealed class WorkloadIdentityInTheChain : IAsyncLifetime
{
    private const string Subject = "project_path:group/app:ref_type:branch:ref:main";
    private ChainScene _scene = null!;
    private OidcProvider _provider = null!;

    public async ValueTask InitializeAsync()
    {
        _scene = await ChainScene.StartAsync();
        _provider = _scene.World.OidcProviders.Add("https://gitlab.example.test");
        _scene.World.Iam.AddFederatedCredential(_scene.Account, _provider.Issuer, Subject);
        _scene.Environment["NEBIUS_SERVICE_ACCOUNT_ID"] = _scene.Account.Id;
    }

    public ValueTask DisposeAsync() => _scene.DisposeAsync();

    [Fact]
    public async Task A_federated_token_in_the_environment_is_exchanged()
    {
        _scene.Environment["NEBIUS_FEDERATED_TOKEN"] = $"  {_provider.IssueToken(Subject)}\n";

        var credential = (await _scene.ResolveAsync()).Credential!;

        Assert.Equal(CredentialSourceKind.WorkloadIdentity, credential.Source);
        Assert.Equal(_scene.Account.Id, credential.ServiceAccountId);
        Assert.Equal("NEBIUS_FEDERATED_TOKEN", credential.Origin);
        Assert.NotNull(credential.ExpiresAt);
    }

    [Fact]
    public async Task A_federated_token_file_is_read_again_at_each_exchange()
    {
        _scene.Environment["NEBIUS_FEDERATED_TOKEN_FILE"] = _scene.Write("token", _provider.IssueToken("another subject") + "\n");
        var chain = _scene.Chain();
        await Assert.ThrowsAsync<NebiusRegistryException>(() => chain.ResolveAsync(RegistryHost.ForRegion("eu-west1"), TestContext.Current.CancellationToken));

        _scene.Write("token", _provider.IssueToken(Subject) + "\n");
        var credential = (await chain.ResolveAsync(RegistryHost.ForRegion("eu-west1"), TestContext.Current.CancellationToken)).Credential!;

        Assert.Equal(_scene.Account.Id, credential.ServiceAccountId);
    }

    [Fact]
    public async Task A_GitHub_Actions_job_gets_its_OIDC_token_by_itself()
    {
        UseGitHub();

        var credential = (await _scene.ResolveAsync()).Credential!;

        Assert.Equal("GitHub Actions", credential.Origin);
        Assert.Equal(_scene.Account.Id, credential.ServiceAccountId);
    }

    [Fact]
    public async Task An_Azure_Pipelines_job_gets_its_OIDC_token_by_itself()
    {
        var azure = _scene.World.AzurePipelines;
        _scene.World.Iam.AddFederatedCredential(_scene.Account, azure.Issuer, azure.PipelineSubject);
        _scene.Environment["TF_BUILD"] = "True";
        _scene.Environment["SYSTEM_OIDCREQUESTURI"] = azure.RequestUrl.ToString();
        _scene.Environment["SYSTEM_ACCESSTOKEN"] = azure.AccessToken;

        var credential = (await _scene.ResolveAsync()).Credential!;

        Assert.Equal("Azure Pipelines", credential.Origin);
    }

    [Fact]
    public async Task A_GitHub_workflow_without_the_id_token_permission_is_told_which_line_is_missing()
    {
        _scene.Environment["GITHUB_ACTIONS"] = "true";

        var error = await _scene.FailsAsync();

        Assert.Equal(MessageCodes.WorkloadIdentityIncomplete, error.Code);
        Assert.Contains("id-token: write", error.Message, StringComparison.Ordinal);
        Assert.Contains("permissions:\n    contents: read\n    id-token: write", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_Azure_pipeline_without_its_access_token_is_told_which_line_is_missing()
    {
        _scene.Environment["TF_BUILD"] = "True";
        _scene.Environment["SYSTEM_OIDCREQUESTURI"] = _scene.World.AzurePipelines.RequestUrl.ToString();

        var error = await _scene.FailsAsync();

        Assert.Equal(MessageCodes.WorkloadIdentityIncomplete, error.Code);
        Assert.Contains("SYSTEM_ACCESSTOKEN: $(System.AccessToken)", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://pipelines.actions.githubusercontent.com/token")]
    [InlineData("https://someone@pipelines.actions.githubusercontent.com/token")]
    [InlineData("file:///etc/passwd")]
    [InlineData("nonsense")]
    public async Task The_CI_jobs_token_is_sent_to_an_https_address_only(string address)
    {
        UseGitHub();
        _scene.Environment["ACTIONS_ID_TOKEN_REQUEST_URL"] = address;

        var error = await _scene.FailsAsync();

        Assert.Equal(MessageCodes.WorkloadIdentityIncomplete, error.Code);
        Assert.Empty(_scene.World.Requests.All);
    }

    [Fact]
    public async Task A_redirect_is_not_followed_with_the_CI_jobs_token()
    {
        UseGitHub();
        _scene.World.AddHostileHost("collector.nebius.cloud");
        _scene.World.Faults.Add(EmulatorEndpoint.GitHubIdToken, Fault.Redirect("https://collector.nebius.cloud/"));

        var error = await _scene.FailsAsync();

        Assert.Equal(MessageCodes.CiTokenUnavailable, error.Code);
        Assert.Contains("redirect", error.Message, StringComparison.Ordinal);
        Assert.Empty(_scene.World.Requests.To("collector.nebius.cloud"));
    }

    [Fact]
    public async Task A_short_outage_of_the_CI_system_is_retried()
    {
        UseGitHub();
        _scene.Time = new InstantTime();
        _scene.World.Faults.Add(EmulatorEndpoint.GitHubIdToken, Fault.Status(503), times: 2);

        Assert.NotNull((await _scene.ResolveAsync()).Credential);
    }

    [Theory]
    [InlineData(401)]
    [InlineData(500)]
    public async Task A_CI_system_that_refuses_a_token_is_reported_with_its_status(int status)
    {
        UseGitHub();
        _scene.Time = new InstantTime();
        _scene.World.Faults.Add(EmulatorEndpoint.GitHubIdToken, Fault.Status(status), times: int.MaxValue);

        var error = await _scene.FailsAsync();

        Assert.Equal(MessageCodes.CiTokenUnavailable, error.Code);
        Assert.Contains($"HTTP {status}", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(_scene.World.GitHubActions.RequestToken, error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"$id":"1","message":"The job is in Pending state."}""")]
    [InlineData("The job is in Pending state")]
    [InlineData("")]
    public async Task A_CI_job_that_may_not_have_its_token_yet_is_asked_again(string body)
    {
        UseGitHub();
        _scene.Time = new InstantTime();
        var answers = new ScriptedAnswers().Then(403, body).Then(403, body).Then(403, body).Then(200, Value(GitHubToken()));

        Assert.NotNull((await ResolveAsync(answers)).Credential);
        Assert.Equal(4, answers.Count);
    }

    [Fact]
    public async Task A_CI_system_that_goes_on_refusing_is_quoted_without_the_jobs_token()
    {
        UseGitHub();
        _scene.Time = new InstantTime();
        var token = _scene.World.GitHubActions.RequestToken;
        var body = $$"""{"message":"The job is in Pending state, token {{token}}"}""";
        var answers = new ScriptedAnswers();
        for (var attempt = 0; attempt < 5; attempt++)
        {
            answers.Then(403, body);
        }

        var error = await Assert.ThrowsAsync<NebiusRegistryException>(() => ResolveAsync(answers));

        Assert.Equal(MessageCodes.CiTokenUnavailable, error.Code);
        Assert.Contains("HTTP 403, \"The job is in Pending state, token", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(token, error.ToString(), StringComparison.Ordinal);
        Assert.Equal(5, answers.Count);
    }

    [Fact]
    public async Task A_request_for_the_CI_jobs_token_that_hangs_is_given_up_and_repeated()
    {
        UseGitHub();
        var time = new PausesEndAtOnce();
        _scene.Time = time;
        var reached = new TaskCompletionSource();
        var answers = new ScriptedAnswers().Hangs(reached).Then(200, Value(GitHubToken()));

        var running = ResolveAsync(answers);
        await reached.Task;
        time.Advance(TimeSpan.FromSeconds(3));

        Assert.NotNull((await running).Credential);
        Assert.Equal(2, answers.Count);
    }

    [Theory]
    [InlineData("ACT", "act")]
    [InlineData("GITEA_ACTIONS", "Gitea Actions")]
    [InlineData("FORGEJO_ACTIONS", "Forgejo Actions")]
    public async Task A_program_that_imitates_GitHub_is_told_apart_from_a_missing_permission(string marker, string name)
    {
        _scene.Environment["GITHUB_ACTIONS"] = "true";
        _scene.Environment["ACT"] = "true";
        _scene.Environment[marker] = "true";

        var error = await _scene.FailsAsync();

        Assert.Equal(MessageCodes.WorkloadIdentityIncomplete, error.Code);
        Assert.Contains($"runs in {name} ({marker} is set), where 'id-token: write' has no effect", error.Message, StringComparison.Ordinal);
        Assert.Contains("NEBIUS_REGISTRY_STATIC_KEY", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("project_path:group/app:ref_type:branch:ref:feature")]
    [InlineData("repo:An-Organization-With-A-Name/Service2Of2024WithMixedCase:ref:refs/heads/main")]
    public async Task A_subject_without_a_federated_credential_is_named_in_the_error(string other)
    {
        var token = _provider.IssueToken(other);
        _scene.Environment["NEBIUS_FEDERATED_TOKEN"] = token;

        var error = await _scene.FailsAsync();

        Assert.Equal(MessageCodes.ExchangeRefused, error.Code);
        Assert.Contains(other, error.Message, StringComparison.Ordinal);
        Assert.Contains(_provider.Issuer, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(token, error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("c4n4ry", MessageCodes.WorkloadIdentityIncomplete)]
    [InlineData("c4n4ry.c4n4ry", MessageCodes.WorkloadIdentityIncomplete)]
    [InlineData("c4n4ry c4n4ry.x.y", MessageCodes.MalformedToken)]
    [InlineData("/run/secrets/c4n4ry.x.y", MessageCodes.MalformedToken)]
    public async Task Text_that_is_not_a_federated_token_is_not_sent_and_not_shown(string text, string code)
    {
        _scene.Environment["NEBIUS_FEDERATED_TOKEN"] = text;

        var error = await _scene.FailsAsync();

        Assert.DoesNotContain("c4n4ry", error.ToString(), StringComparison.Ordinal);
        Assert.Equal(code, error.Code);
        Assert.Equal(0, _scene.World.Iam.ExchangeCount);
    }

    [Fact]
    public async Task An_expired_federated_token_is_reported_before_IAM_is_called()
    {
        _scene.Environment["NEBIUS_FEDERATED_TOKEN"] = _provider.IssueToken(Subject, lifetime: TimeSpan.FromMinutes(-1));

        var error = await _scene.FailsAsync();

        Assert.Equal(MessageCodes.WorkloadIdentityIncomplete, error.Code);
        Assert.Contains("expired at", error.Message, StringComparison.Ordinal);
        Assert.Equal(0, _scene.World.Iam.ExchangeCount);
    }

    [Theory]
    [InlineData("")]
    [InlineData("not an id")]
    public async Task Workload_identity_needs_a_service_account_id(string id)
    {
        _scene.Environment["NEBIUS_SERVICE_ACCOUNT_ID"] = id;
        _scene.Environment["NEBIUS_FEDERATED_TOKEN"] = _provider.IssueToken(Subject);

        var error = await _scene.FailsAsync();

        Assert.Equal(MessageCodes.WorkloadIdentityIncomplete, error.Code);
        Assert.Contains("NEBIUS_SERVICE_ACCOUNT_ID", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_federated_token_given_as_text_and_as_file_is_ambiguous()
    {
        _scene.Environment["NEBIUS_FEDERATED_TOKEN"] = _provider.IssueToken(Subject);
        _scene.Environment["NEBIUS_FEDERATED_TOKEN_FILE"] = "/run/token";

        Assert.Equal(MessageCodes.AmbiguousCredential, (await _scene.FailsAsync()).Code);
    }

    // Short timers are pauses; the others are timeouts.
    private sealed class PausesEndAtOnce() : FakeTimeProvider(DateTimeOffset.UtcNow)
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            if (dueTime >= TimeSpan.FromSeconds(2) || dueTime == Timeout.InfiniteTimeSpan)
            {
                return base.CreateTimer(callback, state, dueTime, period);
            }

            ThreadPool.QueueUserWorkItem(_ => callback(state));
            return base.CreateTimer(callback, state, Timeout.InfiniteTimeSpan, period);
        }
    }

    // The CI system's answers come from a script, IAM's from the emulator.
    private Task<CredentialResolution> ResolveAsync(ScriptedAnswers answers) => new CredentialChain(_scene.Options() with
    {
        CreateHandler = () => new ByHost(answers, _scene.CreateHandler()),
    }).ResolveAsync(RegistryHost.ForRegion("eu-west1"), TestContext.Current.CancellationToken);

    private static string Value(string token) => $$"""{"value":"{{token}}"}""";

    private string GitHubToken() => _scene.World.GitHubActions.Provider.IssueToken(_scene.World.GitHubActions.Subject, "https://github.com/octo");

    private void UseGitHub()
    {
        var gitHub = _scene.World.GitHubActions;
        _scene.World.Iam.AddFederatedCredential(_scene.Account, GitHubActions.Issuer, gitHub.Subject);
        _scene.Environment["GITHUB_ACTIONS"] = "true";
        _scene.Environment["ACTIONS_ID_TOKEN_REQUEST_URL"] = gitHub.RequestUrl.ToString();
        _scene.Environment["ACTIONS_ID_TOKEN_REQUEST_TOKEN"] = gitHub.RequestToken;
    }
}
