using Cake.Nebius.Tests.Infrastructure;
using Nebius.Registry.Testing;

namespace Cake.Nebius.Tests;

/// <summary>
/// What a script starts is not told its secrets: arguments can be read by every user of the machine, and an environment by every
/// program that the child starts. A program that logs in gets the password on its standard input; a build finds its credential itself.
/// </summary>
public sealed class ChildrenOfAScript(PackedPackages packages)
{
    [Theory]
    [InlineData("docker", "NebiusDockerLogin(\"eu-west1\", settings)")]
    [InlineData("podman", "NebiusDockerLogin(\"eu-west1\", settings)")]
    [InlineData("helm", "NebiusHelmLogin(\"eu-west1\", _ => { }, settings)")]
    public async Task A_login_program_gets_the_password_on_its_standard_input_only(string program, string call)
    {
        await using var scene = await Scene.StartAsync(packages);
        var seen = new SeenByAChild(scene, program);

        var ran = await scene.CakeAsync(
            $$"""var settings = new NebiusLoginSettings { ToolPath = "{{seen.Program}}" }; {{call}};""",
            new Dictionary<string, string?>(scene.WithStaticKey) { ["NEBIUS_AUTHORIZED_KEY"] = scene.Account.AuthorizedKey.Json, ["OF_THE_SCRIPT"] = "inherited" });

        ran.Succeeds();
        Assert.Equal(scene.StaticKey.Token, seen.Input);
        Assert.Contains($"login\n{Scene.West}\n", seen.Arguments, StringComparison.Ordinal);
        Assert.Contains("OF_THE_SCRIPT=inherited", seen.Environment, StringComparison.Ordinal);
        Assert.False(scene.Canary.IsIn(seen.Arguments), seen.Arguments);
        Assert.False(scene.Canary.IsIn(seen.Environment), seen.Environment);
    }

    [Fact]
    public async Task A_build_started_by_a_script_gets_no_secret_in_its_arguments_or_environment()
    {
        await using var scene = await Scene.StartAsync(packages);
        scene.AddConsole("app", package: string.Empty);
        var seen = new SeenByAChild(scene, "dotnet", "exec dotnet \"$@\"");
        await File.WriteAllTextAsync(Path.Join(scene.Secrets, "key"), scene.StaticKey.Token, TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(Path.Join(scene.Secrets, "token"), scene.World.Iam.IssueAccessToken(scene.Account).Value, TestContext.Current.CancellationToken);

        var ran = await scene.CakeAsync(
            $$"""
            NebiusDotNetPublishContainer("app/app.csproj", "eu-west1", new NebiusDotNetPublishContainerSettings
            {
                RegistryId = "e00abc",
                ToolPath = "{{seen.Program}}",
                Credentials = new NebiusCredentialSettings
                {
                    StaticKey = new Secret(System.IO.File.ReadAllText("{{scene.Secrets}}/key")),
                    AccessToken = new Secret(System.IO.File.ReadAllText("{{scene.Secrets}}/token")),
                },
            });
            """,
            new Dictionary<string, string?>());

        ran.Pushed(scene.WestRegistry, "app");
        Assert.Contains("-t:PublishContainer\n", seen.Arguments, StringComparison.Ordinal);
        Assert.False(scene.Canary.IsIn(seen.Arguments), seen.Arguments);
        Assert.Contains("NEBIUS_REGISTRY_BUILD_SECRETS_FILE=", seen.Environment, StringComparison.Ordinal);
        Assert.False(scene.Canary.IsIn(seen.Environment), seen.Environment);
    }
}
