using Cake.Nebius.Tests.Infrastructure;
using Nebius.Registry.Testing;

namespace Cake.Nebius.Tests;

/// <summary>A token from an exchange is printed only in the CI system's mask command, before anything else can print it.</summary>
public sealed class MaskedInCiLogs(PackedPackages packages)
{
    [CakeScript]
    private const string Script = """NebiusRegistryCredentials("eu-west1");""";

    [Theory]
    [InlineData("GITHUB_ACTIONS", "::add-mask::")]
    [InlineData("TF_BUILD", "##vso[task.setsecret]")]
    public async Task An_exchanged_token_is_masked_in_CI_logs(string system, string command)
    {
        await using var scene = await Scene.StartAsync(packages);
        var script = await scene.ScriptAsync(Script);

        var ran = await RunAsync(scene, script, scene.WithAuthorizedKey, system);

        // The last token, because an exchange whose answer comes too late is repeated.
        var token = scene.World.Iam.AccessTokens.Last().Value;
        Assert.Equal([$"{command}{token}"], ran.Succeeds().Output.Split('\n').Where(line => line.Contains(token, StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_key_that_the_user_gave_is_not_masked_again()
    {
        await using var scene = await Scene.StartAsync(packages);

        (await scene.CakeAsync(Script, With(scene.WithStaticKey, "GITHUB_ACTIONS"))).Succeeds().DoesNotSay("::add-mask::");
    }

    // These systems have no mask command, so they would show it.
    [Theory]
    [InlineData("GITLAB_CI")]
    [InlineData("TEAMCITY_VERSION")]
    public async Task No_mask_command_is_printed_on_CI_systems_that_have_none(string system)
    {
        await using var scene = await Scene.StartAsync(packages);

        (await scene.CakeAsync(Script, With(scene.WithAuthorizedKey, system))).Succeeds();
    }

    // Doesn't use the scene, whose search for secrets would find the mask command.
    private static Task<CommandResult> RunAsync(Scene scene, IReadOnlyList<string> script, Dictionary<string, string?> credential, string system)
    {
        var environment = new Dictionary<string, string?>(scene.World.ChildEnvironment) { ["HOME"] = scene.Home, ["DOTNET_CLI_HOME"] = scene.Home, ["TMPDIR"] = scene.Temp };
        foreach (var (name, value) in With(credential, system))
        {
            environment[name] = value;
        }

        return Command.RunAsync("dotnet", script, scene.Workspace, environment);
    }

    private static Dictionary<string, string?> With(Dictionary<string, string?> credential, string system) => new(credential) { [system] = "True" };
}
