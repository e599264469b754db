using Cake.Nebius.Tests.Infrastructure;
using Nebius.Registry.Testing;

namespace Cake.Nebius.Tests;

/// <summary>
/// A script doesn't pass its secrets to other programs: every user of the machine can read arguments, and child processes inherit the
/// environment. A login program gets the password on its standard input; a build finds its credential itself.
/// </summary>
public sealed class ChildrenOfAScript(PackedPackages packages)
{
    [CakeScript]
    private const string LogDockerInWith = """NebiusDockerLogin("eu-west1", new NebiusLoginSettings { ToolPath = Argument<string>("program") });""";

    [CakeScript]
    private const string LogHelmInWith = """NebiusHelmLogin("eu-west1", _ => { }, new NebiusLoginSettings { ToolPath = Argument<string>("program") });""";

    [Theory]
    [InlineData("docker", LogDockerInWith)]
    [InlineData("podman", LogDockerInWith)]
    [InlineData("helm", LogHelmInWith)]
    public async Task A_login_program_gets_the_password_on_its_standard_input_only(string program, string script)
    {
        await using var scene = await Scene.StartAsync(packages);
        var seen = new SeenByAChild(scene, program);

        var ran = await scene.CakeAsync(
            script,
            new Dictionary<string, string?>(scene.WithStaticKey) { ["NEBIUS_AUTHORIZED_KEY"] = scene.Account.AuthorizedKey.Json, ["OF_THE_SCRIPT"] = "inherited" },
            $"--program={seen.Program}");

        ran.Succeeds();
        Assert.Equal(scene.StaticKey.Token, seen.Input);
        Assert.Contains($"login\n{Scene.West}\n", seen.Arguments, StringComparison.Ordinal);
        Assert.Contains("OF_THE_SCRIPT=inherited", seen.Environment, StringComparison.Ordinal);
        Assert.False(scene.Canary.IsIn(seen.Arguments), seen.Arguments);
        Assert.False(scene.Canary.IsIn(seen.Environment), seen.Environment);
    }

    [CakeScript]
    private const string PublishWithSecrets = """
        NebiusDotNetPublishContainer("app/app.csproj", "eu-west1", new NebiusDotNetPublishContainerSettings
        {
            RegistryId = "e00abc",
            ToolPath = Argument<string>("program"),
            Credentials = new NebiusCredentialSettings
            {
                StaticKey = new Secret(System.IO.File.ReadAllText($"{Argument<string>("secrets")}/key")),
                AccessToken = new Secret(System.IO.File.ReadAllText($"{Argument<string>("secrets")}/token")),
            },
        });
        """;

    [Fact]
    public async Task A_build_started_by_a_script_gets_no_secret_in_its_arguments_or_environment()
    {
        await using var scene = await Scene.StartAsync(packages);
        scene.AddConsole("app", package: string.Empty);
        var seen = new SeenByAChild(scene, "dotnet", "exec dotnet \"$@\"");
        await File.WriteAllTextAsync(Path.Join(scene.Secrets, "key"), scene.StaticKey.Token, TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(Path.Join(scene.Secrets, "token"), scene.World.Iam.IssueAccessToken(scene.Account).Value, TestContext.Current.CancellationToken);

        var ran = await scene.CakeAsync(
            PublishWithSecrets, new Dictionary<string, string?>(), $"--program={seen.Program}", $"--secrets={scene.Secrets}");

        ran.Pushed(scene.WestRegistry, "app");
        Assert.Contains("-t:PublishContainer\n", seen.Arguments, StringComparison.Ordinal);
        Assert.False(scene.Canary.IsIn(seen.Arguments), seen.Arguments);
        Assert.Contains("NEBIUS_REGISTRY_BUILD_SECRETS_FILE=", seen.Environment, StringComparison.Ordinal);
        Assert.False(scene.Canary.IsIn(seen.Environment), seen.Environment);
    }
}
