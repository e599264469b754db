using System.Text.RegularExpressions;
using Nebius.Registry.Emulator;
using Nebius.Registry.Build.Tests.Infrastructure;
using Nebius.Registry.Testing;
using YamlDotNet.RepresentationModel;

namespace Nebius.Registry.Build.Tests;

/// <summary>
/// The pipelines in docs/ci push an image with only what their CI system provides, and with the federated credentials that their guide
/// has the reader create.
/// </summary>
public sealed class CiGuides(ServedApp app) : IClassFixture<ServedApp>
{
    // A tag that no other case pushes.
    private readonly string _commit = $"{Guid.NewGuid():N}";

    [Theory]
    [InlineData("github.md", "github.yml")]
    [InlineData("gitlab.md", "gitlab-ci.yml")]
    [InlineData("azure-pipelines.md", "azure-pipelines.yml")]
    [InlineData("teamcity.md", "teamcity.yml")]
    public void The_pipeline_in_a_guide_is_the_file_beside_it(string page, string pipeline)
    {
        var guide = CiGuide.Read(page, pipeline);

        Assert.Equal(guide.PipelineText, guide.Blocks[0]);
        Assert.Contains($"(pipelines/{pipeline})", guide.Page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_GitHub_Actions_guide_publishes_with_workload_identity()
    {
        var guide = CiGuide.Read("github.md", "github.yml");
        var job = OnGitHub(guide.Pipeline.At("jobs", "publish"));
        Trust(guide, ("OWNER/REPO", "octo/app"));

        var published = await job.RunAsync();

        Pushed(published, $"with WorkloadIdentity (GitHub Actions) of {app.Scene.Account.Id}");
        Assert.Single(Directory.GetFiles(job.Temp, "*.json", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task The_GitLab_guide_publishes_with_workload_identity()
    {
        var guide = CiGuide.Read("gitlab.md", "gitlab-ci.yml");
        var job = OnGitLab(guide.Pipeline.At("publish"));
        Trust(guide, ("GROUP/PROJECT", "octo/app"));

        Pushed(await job.RunAsync(), $"with WorkloadIdentity (NEBIUS_FEDERATED_TOKEN) of {app.Scene.Account.Id}");
    }

    [Fact]
    public async Task The_Azure_Pipelines_guide_publishes_with_workload_identity()
    {
        var guide = CiGuide.Read("azure-pipelines.md", "azure-pipelines.yml");
        var job = OnAzurePipelines(guide.Pipeline);
        Trust(guide, ("https://vstoken.dev.azure.com/ORGANIZATION_ID", app.World.AzurePipelines.Issuer), ("ORGANIZATION/PROJECT/PIPELINE", "octo/app/publish"));

        var published = await job.RunAsync();

        Pushed(published, $"with WorkloadIdentity (Azure Pipelines) of {app.Scene.Account.Id}");
        Assert.Single(Directory.GetFiles(job.Temp, "*.json", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task The_TeamCity_guide_publishes_with_a_static_key()
    {
        var guide = CiGuide.Read("teamcity.md", "teamcity.yml");

        Pushed(await OnTeamCity(guide.Pipeline, guide.Pipeline).RunAsync(), "with StaticKey (NEBIUS_REGISTRY_STATIC_KEY)");
    }

    [Theory]
    [InlineData("NEBIUS_REGISTRY_STATIC_KEY", "with StaticKey (NEBIUS_REGISTRY_STATIC_KEY)")]
    [InlineData("NEBIUS_AUTHORIZED_KEY_FILE", "with AuthorizedKey (NEBIUS_AUTHORIZED_KEY_FILE)")]
    public async Task The_GitLab_guide_publishes_with_a_project_variable(string variable, string says)
    {
        var guide = CiGuide.Read("gitlab.md", "gitlab-ci.yml");
        Assert.Contains($"A CI/CD variable `{variable}`", guide.Page, StringComparison.Ordinal);
        var definition = Assert.IsType<YamlMappingNode>(guide.Pipeline.At("publish"));
        definition.Children.Remove(new YamlScalarNode("id_tokens"));
        definition.Children.Remove(new YamlScalarNode("variables"));
        var job = OnGitLab(definition);
        job.Set([(variable, variable.EndsWith("_FILE", StringComparison.Ordinal) ? app.Scene.AuthorizedKeyFile : app.Scene.StaticKey.Token)]);

        Pushed(await job.RunAsync(), says);
    }

    /// <summary>The second and third blocks of the guides replace what gives the keyless job its identity.</summary>
    [Theory]
    [InlineData(1, "with StaticKey (NEBIUS_REGISTRY_STATIC_KEY)")]
    [InlineData(2, "with AuthorizedKey (NEBIUS_AUTHORIZED_KEY)")]
    public async Task The_GitHub_Actions_guide_publishes_with_a_secret(int block, string says)
    {
        var guide = CiGuide.Read("github.md", "github.yml");
        var job = Assert.IsType<YamlMappingNode>(guide.Pipeline.At("jobs", "publish"));
        job.Children.Remove(new YamlScalarNode("permissions"));
        var step = Assert.IsType<YamlMappingNode>(job.At("steps").Items().Last());
        step.Children[new YamlScalarNode("env")] = CiGuide.Parse(guide.Blocks[block]).At("env")!;

        Pushed(await OnGitHub(job).RunAsync(), says);
    }

    [Theory]
    [InlineData(1, "with StaticKey (NEBIUS_REGISTRY_STATIC_KEY)")]
    [InlineData(2, "with AuthorizedKey (NEBIUS_AUTHORIZED_KEY)")]
    public async Task The_Azure_Pipelines_guide_publishes_with_a_secret(int block, string says)
    {
        var guide = CiGuide.Read("azure-pipelines.md", "azure-pipelines.yml");
        guide.Pipeline.Children.Remove(new YamlScalarNode("variables"));
        var step = Assert.IsType<YamlMappingNode>(guide.Pipeline.At("steps").Items().Last());
        step.Children[new YamlScalarNode("env")] = CiGuide.Parse(guide.Blocks[block]).At("env")!;

        Pushed(await OnAzurePipelines(guide.Pipeline).RunAsync(), says);
    }

    [Fact]
    public async Task The_TeamCity_guide_publishes_with_an_authorized_key()
    {
        var guide = CiGuide.Read("teamcity.md", "teamcity.yml");

        Pushed(await OnTeamCity(guide.Pipeline, CiGuide.Parse(guide.Blocks[1])).RunAsync(), "with AuthorizedKey (NEBIUS_AUTHORIZED_KEY)");
    }

    private CiJob OnGitHub(YamlNode? definition)
    {
        var job = new CiJob(app, new Dictionary<string, string>
        {
            ["vars.NEBIUS_SERVICE_ACCOUNT_ID"] = app.Scene.Account.Id,
            ["secrets.NEBIUS_REGISTRY_STATIC_KEY"] = app.Scene.StaticKey.Token,
            ["secrets.NEBIUS_AUTHORIZED_KEY"] = app.Scene.Account.AuthorizedKey.Json,
        });
        job.Set(
        [
            ("GITHUB_ACTIONS", "true"),
            ("GITHUB_SHA", _commit),
            ("GITHUB_WORKSPACE", app.Scene.Workspace),
            ("RUNNER_TEMP", job.Temp),
        ]);
        if (definition.At("permissions", "id-token").Text() == "write")
        {
            job.Set(
            [
                ("ACTIONS_ID_TOKEN_REQUEST_URL", app.World.GitHubActions.RequestUrl.ToString()),
                ("ACTIONS_ID_TOKEN_REQUEST_TOKEN", app.World.GitHubActions.RequestToken),
            ]);

            // Naming one permission removes the others; without this one, a private repository could not be checked out.
            Assert.Equal("read", definition.At("permissions", "contents").Text());
        }

        // https://docs.github.com/actions/reference/security/oidc: the environment takes the place of the branch.
        app.World.GitHubActions.Subject = definition.At("environment").Text() is { } environment
            ? $"repo:octo/app:environment:{environment}"
            : "repo:octo/app:ref:refs/heads/main";
        AddSteps(job, definition.At("steps"), "run");
        return job;
    }

    private CiJob OnGitLab(YamlNode? definition)
    {
        var job = new CiJob(app, new Dictionary<string, string>());
        job.Set([("GITLAB_CI", "true"), ("CI_COMMIT_SHA", _commit), ("CI_PROJECT_DIR", app.Scene.Workspace)]);
        job.Set(definition.At("variables").Texts());
        foreach (var (name, settings) in definition.At("id_tokens").Entries())
        {
            // GitLab refuses a token without an audience.
            var audience = settings.At("aud").Text();
            Assert.NotNull(audience);
            job.Set([(name, app.World.OidcProviders.Add("https://gitlab.com").IssueToken("project_path:octo/app:ref_type:branch:ref:main", audience))]);
        }

        job.Add(string.Join('\n', definition.At("script").Items().Select(line => line.Text())), []);
        return job;
    }

    private CiJob OnAzurePipelines(YamlNode definition)
    {
        var job = new CiJob(app, new Dictionary<string, string>
        {
            ["System.AccessToken"] = app.World.AzurePipelines.AccessToken,
            ["Build.SourceVersion"] = _commit,
            ["NebiusStaticKey"] = app.Scene.StaticKey.Token,
            ["NebiusAuthorizedKey"] = app.Scene.Account.AuthorizedKey.Json,
        });

        // System.AccessToken is a secret: no script gets it, unless its step says so.
        job.Set(
        [
            ("TF_BUILD", "True"),
            ("BUILD_SOURCESDIRECTORY", app.Scene.Workspace),
            ("AGENT_TEMPDIRECTORY", job.Temp),
            ("SYSTEM_OIDCREQUESTURI", app.World.AzurePipelines.RequestUrl.ToString()),
        ]);
        job.Set(definition.At("variables").Texts());
        AddSteps(job, definition.At("steps"), "script");
        return job;
    }

    private CiJob OnTeamCity(YamlNode pipeline, YamlNode withParameters)
    {
        // The file gives each secret its name.
        var secrets = withParameters.At("secrets").Texts().ToDictionary(secret => secret.Name, secret => secret.Name switch
        {
            "nebius-static-key" => app.Scene.StaticKey.Token,
            "nebius-authorized-key" => app.Scene.Account.AuthorizedKey.Json,
            _ => throw new ArgumentException(secret.Name),
        });
        var job = new CiJob(app, new Dictionary<string, string>(secrets) { ["build.vcs.number"] = _commit });
        job.Set([("TEAMCITY_VERSION", "2026.1")]);
        job.Set(withParameters.At("jobs", "publish", "parameters").Texts()
            .Where(parameter => parameter.Name.StartsWith("env.", StringComparison.Ordinal))
            .Select(parameter => (parameter.Name["env.".Length..], parameter.Value)));
        AddSteps(job, pipeline.At("jobs", "publish", "steps"), "script-content");
        return job;
    }

    private static void AddSteps(CiJob job, YamlNode? steps, string key)
    {
        foreach (var step in steps.Items().Where(step => step.At(key) is not null))
        {
            job.Add(step.At(key).Text()!, step.At("env").Texts());
        }
    }

    private void Trust(CiGuide guide, params (string Placeholder, string Value)[] names)
    {
        var (issuer, subject) = guide.Federated;
        foreach (var (placeholder, value) in names)
        {
            issuer = issuer.Replace(placeholder, value, StringComparison.Ordinal);
            subject = subject.Replace(placeholder, value, StringComparison.Ordinal);
        }

        app.World.Iam.AddFederatedCredential(app.Scene.Account, issuer, subject);
    }

    private void Pushed(CommandResult published, string says)
    {
        published.Succeeds().Says(says).Says($"Nebius: pushed {app.Scene.WestRegistry}/{BuiltApp.Repository}@");
        Assert.NotNull(app.Scene.WestRegistry.FindManifest(BuiltApp.Repository, _commit));
        Assert.Empty(Regex.Matches(published.Output, "warning NEBIUS", RegexOptions.CultureInvariant));
    }
}
