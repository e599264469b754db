using System.Text.RegularExpressions;
using Nebius.Registry.Build.Tests.Infrastructure;
using Nebius.Registry.Testing;

namespace Nebius.Registry.Build.Tests;

/// <summary>The action of this repository (action.yml) in jobs of GitHub Actions, with the packed tool.</summary>
public sealed class GitHubAction(PackedPackages packages)
{
    [Fact]
    public async Task Docker_and_skopeo_use_the_identity_of_the_job_after_the_action()
    {
        Tool.Require("docker", "skopeo");
        await using var scene = await Scene.StartAsync(packages);
        var image = await scene.SeedBaseImageAsync(scene.WestRegistry);
        var job = WithIdentity(scene);

        var used = await job.UseAsync(("regions", "eu-west1, eu-north1"), ("service-account-id", scene.Account.Id), ("version", packages.Version));

        used.Succeeds().Says($"{Scene.West}: logged in").Says($"{Scene.North}: logged in").DoesNotSay("NEBIUS");
        Assert.Equal(Scene.West, job.Outputs["registry"]);
        (await job.StepAsync($"docker manifest inspect {image} && skopeo inspect --raw docker://{image}")).Succeeds().Says("schemaVersion");
        Assert.True(job.Masked.Count == 2 && job.Masked.TrueForAll(scene.Canary.IsIn), "The token isn't masked.");

        // One token, masked, serves all later steps.
        Assert.Single(scene.World.Iam.AccessTokens);
    }

    [Fact]
    public async Task All_regions_are_set_up_without_a_check_when_none_is_given()
    {
        Tool.Require("docker");
        await using var scene = await Scene.StartAsync(packages);
        var image = await scene.SeedBaseImageAsync(scene.WestRegistry);
        var job = new ActionJob(scene);

        (await job.UseAsync(("version", packages.Version))).Succeeds();

        Assert.Empty(scene.World.Requests.All);
        var pulled = await job.StepAsync($"docker manifest inspect {image}", ("NEBIUS_REGISTRY_STATIC_KEY", scene.StaticKey.Token));
        pulled.Succeeds().Says("schemaVersion");
    }

    [Fact]
    public async Task The_action_fails_with_the_message_of_the_login()
    {
        await using var scene = await Scene.StartAsync(packages);
        scene.World.Iam.Revoke(scene.StaticKey);
        var job = new ActionJob(scene);
        job.Environment["NEBIUS_REGION"] = "eu-west1";

        (await job.UseAsync(("version", packages.Version))).Fails().Says("NEBIUS1201");
        job.Environment["NEBIUS_REGISTRY_STATIC_KEY"] = scene.StaticKey.Token;
        (await job.UseAsync(("version", packages.Version))).Fails().Says("NEBIUS1401").Says("NEBIUS_REGISTRY_STATIC_KEY");

        Assert.Empty(job.Masked);
    }

    // No input is part of a script, and none can set a variable of the job.
    [Theory]
    [InlineData("regions", "registry-e00abc", "The input regions has 'registry-e00abc'.")]
    [InlineData("regions", "eu-west1 $(touch here)", "The input regions has '??touch'.")]
    [InlineData("regions", "--podman", "The input regions has '--podman'.")]
    [InlineData("service-account-id", "serviceaccount-e00abc\nLD_PRELOAD=/x", "The input service-account-id isn't")]
    [InlineData("service-account-id", "e00abc", "The input service-account-id isn't")]
    [InlineData("version", "1.0 --add-source /x", "The input version isn't")]
    [InlineData("version", "--global", "The input version isn't")]
    [InlineData("version", "", "The input version isn't")]
    [InlineData("version", "Latest", "The input version isn't a version: 'Latest'.")]
    public async Task An_input_that_is_not_valid_is_an_error(string input, string value, string said)
    {
        await using var scene = await Scene.StartAsync(packages);
        var job = new ActionJob(scene);
        PretendInstalled(scene, job, "10.0.401");

        (await job.UseAsync((input, value))).Fails().Says("::error title=Nebius Container Registry::" + said);

        Assert.DoesNotContain("LD_PRELOAD", job.Environment.Keys);
        Assert.Empty(Directory.GetFiles(scene.Workspace, "here"));
    }

    [Fact]
    public async Task Inputs_may_have_blanks_and_line_ends_around_them()
    {
        await using var scene = await Scene.StartAsync(packages);
        var job = new ActionJob(scene);
        PretendInstalled(scene, job, "10.0.401");

        var used = await job.UseAsync(("regions", "\n eu-west1,\n"), ("service-account-id", " serviceaccount-e00abc\n"), ("version", "v1.0.0\n"));
        var variable = job.Environment["NEBIUS_SERVICE_ACCOUNT_ID"];
        job.Environment["NEBIUS_REGION"] = "EU-WEST1";
        var wrong = await job.UseAsync(("regions", " ,\n"));

        used.Succeeds();
        Assert.Equal((Scene.West, "serviceaccount-e00abc"), (job.Outputs["registry"], variable));
        wrong.Fails().Says("The variable NEBIUS_REGION has 'EU-WEST1'.");
    }

    [Theory]
    [InlineData("8.0.404", "found: 8.0.404.")]
    [InlineData("9.0.100", "found: 9.0.100.")]
    [InlineData("", "found: none")]
    public async Task An_older_SDK_is_an_error_that_names_setup_dotnet(string version, string said)
    {
        await using var scene = await Scene.StartAsync(packages);
        var job = new ActionJob(scene);
        PretendInstalled(scene, job, version);

        (await job.UseAsync()).Fails().Says(said).Says("actions/setup-dotnet");
    }

    [Fact]
    public void The_workflow_in_the_guide_uses_the_inputs_and_outputs_of_the_action()
    {
        var guide = CiGuide.Read("github.md", "github-docker.yml");
        var steps = guide.Pipeline.At("jobs", "publish", "steps").Items().ToList();
        var step = Assert.Single(steps, step => step.At("id").Text() == "nebius");

        Assert.Contains(guide.PipelineText, guide.Blocks);
        Assert.Subset(Names("inputs"), step.At("with").Texts().Select(input => input.Name).ToHashSet());
        var outputs = Regex.Matches(guide.PipelineText, @"steps\.nebius\.outputs\.(\w+)").Select(match => match.Groups[1].Value);
        Assert.Subset(Names("outputs"), outputs.ToHashSet());
        Assert.All(steps.Select(step => step.At("uses").Text()).OfType<string>(), uses => Assert.Matches("@([0-9a-f]{40}|COMMIT)$", uses));
    }

    [Fact]
    public void No_expression_is_part_of_a_script_of_the_action() =>
        Assert.All(ActionJob.Action.At("runs", "steps").Items(), step => Assert.DoesNotContain("${{", step.At("run").Text(), StringComparison.Ordinal));

    private static HashSet<string> Names(string section) => [.. ActionJob.Action.At(section).Entries().Select(entry => entry.Name)];

    private static ActionJob WithIdentity(Scene scene)
    {
        var job = new ActionJob(scene);
        var github = scene.World.GitHubActions;
        github.Subject = "repo:octo/app:environment:production";
        scene.World.Iam.AddFederatedCredential(scene.Account, "https://token.actions.githubusercontent.com", github.Subject);
        job.Environment["ACTIONS_ID_TOKEN_REQUEST_URL"] = github.RequestUrl.ToString();
        job.Environment["ACTIONS_ID_TOKEN_REQUEST_TOKEN"] = github.RequestToken;
        return job;
    }

    // These inputs are checked before anything else is run.
    private static void PretendInstalled(Scene scene, ActionJob job, string sdk)
    {
        var folder = Path.Join(scene.Secrets, "pretended");
        Script.Write(folder, "dotnet", sdk.Length > 0 ? $"echo {sdk}" : "exit 145");
        Script.Write(folder, "nebius-registry", "echo started");
        job.Environment["PATH"] = Script.Path(folder);
    }
}
