using System.Runtime.Versioning;
using System.Text.Json.Nodes;
using Nebius.Registry.Testing;
using Nebius.Registry.Tool.Tests.Infrastructure;

namespace Nebius.Registry.Tool.Tests;

/// <summary>The standard output has only the result: an ID, or with <c>--json</c> one JSON value.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class ResultsForScripts(InstalledTool tool)
{
    [Fact]
    public async Task The_ID_of_a_new_key_is_on_the_standard_output_alone_and_a_key_is_rotated_and_revoked_by_its_name()
    {
        await using var scene = await KeySceneAsync();
        string[] project = ["--project", scene.Account.ProjectId];
        string[] file = ["--file", Path.Join(scene.Secrets, "key"), "--replace"];

        var issued = await OutputAsync(scene, ["static-key", "issue", "--service-account", scene.Account.Id, .. project, "--name", "ci", .. file]);
        Assert.Equal(KeyOf(scene).Id, issued.Trim());
        var rotated = JsonNode.Parse(await OutputAsync(
            scene, ["static-key", "rotate", "ci", .. project, "--registry", "eu-west1/e00abc/app", "--name", "ci-2", "--expires", "2027-01-31", .. file, "--json"]))!;
        Assert.Equal(
            new JsonObject
            {
                ["id"] = KeyOf(scene).Id,
                ["name"] = "ci-2",
                ["serviceAccountId"] = scene.Account.Id,
                ["projectId"] = scene.Account.ProjectId,
                ["expiresAt"] = "2027-01-31T00:00:00.0000000+00:00",
                ["destination"] = Path.Join(scene.Secrets, "key"),
                ["revokedId"] = issued.Trim(),
            }.ToJsonString(),
            rotated.ToJsonString());

        Assert.Empty(await OutputAsync(scene, ["static-key", "revoke", "ci-2", .. project]));
        Assert.Equal([scene.StaticKey.Id], scene.World.Iam.StaticKeys.Select(key => key.Id));
        Assert.Equal(1, (await RunAsync(scene, ["static-key", "revoke", "ci-2", .. project])).Says("NEBIUS1309").Says("has the name 'ci-2'").Says("static-key list --project").ExitCode);
    }

    [Fact]
    public async Task A_name_that_several_keys_have_is_refused_with_their_IDs()
    {
        await using var scene = await KeySceneAsync();
        var ids = new[] { scene.World.Iam.IssueStaticKey(scene.Account, name: "ci").Id, scene.World.Iam.IssueStaticKey(scene.Account, name: "ci").Id };

        var ran = await RunAsync(scene, ["static-key", "revoke", "ci", "--project", scene.Account.ProjectId]);

        Assert.Equal(1, ran.Says("NEBIUS1320").Says(ids[0]).Says(ids[1]).ExitCode);
        Assert.Equal(3, scene.World.Iam.StaticKeys.Count);
    }

    [Theory]
    [InlineData("--project <project-id>", "static-key", "revoke", "ci")]
    [InlineData("--project <project-id>", "static-key", "rotate", "ci", "--registry", "eu-west1/e00abc/app", "--stdout")]
    [InlineData("isn't a project ID", "static-key", "revoke", "ci", "--project", "shop")]
    [InlineData("isn't a static key ID", "static-key", "revoke", "statickey-", "--project", "project-e00abc")]
    [InlineData("both print on the standard output", "static-key", "issue", "--service-account", "serviceaccount-e00abc", "--project", "project-e00abc", "--stdout", "--json")]
    public async Task A_name_without_its_project_and_two_results_on_one_stream_are_wrong_usage(string said, params string[] arguments)
    {
        await using var scene = await KeySceneAsync();

        Assert.Equal(2, (await RunAsync(scene, arguments)).Says(said).ExitCode);
        Assert.Empty(scene.World.Requests.All);
    }

    [Fact]
    public async Task Configure_login_and_logout_print_JSON()
    {
        await using var scene = await Scene.StartAsync(tool.Packages);
        var docker = Path.Join(scene.Home, ".docker", "config.json");

        var configured = JsonNode.Parse(await OutputAsync(scene, ["configure", "eu-north1", "--json"]))![0]!;
        Assert.Equal((docker, "nebius-registry", Scene.North), ((string)configured["file"]!, (string)configured["helper"]!, (string)configured["hosts"]![0]!));
        Assert.Contains($"\"{Scene.North}\": \"nebius-registry\"", (string)configured["changes"]![0]!, StringComparison.Ordinal);

        var login = JsonNode.Parse(await OutputAsync(scene, ["login", "eu-west1", "--json"]))![0]!;
        Assert.Equal((Scene.West, true, "helper", docker), ((string)login["host"]!, (bool)login["checked"]!, (string)login["storage"]!, (string)login["file"]!));

        foreach (var removed in new[] { true, false })
        {
            var logout = JsonNode.Parse(await OutputAsync(scene, ["logout", "eu-west1", "--json"]))![0]!;
            Assert.Equal((Scene.West, removed, docker), ((string)logout["host"]!, (bool)logout["removed"]!, (string)logout["files"]![0]!));
        }
    }

    private async Task<Scene> KeySceneAsync()
    {
        var scene = await Scene.StartAsync(tool.Packages);
        scene.World.Iam.AllowKeyManagement(scene.Account);
        return scene;
    }

    private static Emulator.StaticKey KeyOf(Scene scene) => scene.World.Iam.StaticKeys.Single(key => key.Token == File.ReadAllText(Path.Join(scene.Secrets, "key")));

    private Task<CommandResult> RunAsync(Scene scene, string[] arguments) => scene.RunAsync(tool.File, arguments, tool.With(scene.WithAuthorizedKey));

    private async Task<string> OutputAsync(Scene scene, string[] arguments)
    {
        var (ran, error) = await scene.RunApartAsync(tool, scene.WithAuthorizedKey, arguments);
        Assert.True(ran.ExitCode == 0, error);
        return ran.Output;
    }
}
