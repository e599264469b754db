using Nebius.Registry.Testing;
using Nebius.Registry.Tool.Tests.Infrastructure;

namespace Nebius.Registry.Tool.Tests;

/// <summary><c>get-login-password</c> and <c>get-access-token</c> print one secret and nothing else.</summary>
public sealed class PasswordsForPipes(InstalledTool tool)
{
    // 13 September 2020.
    internal static IReadOnlyDictionary<string, string?> WithExpiredToken { get; } = new Dictionary<string, string?>
    {
        ["NEBIUS_IAM_TOKEN"] = $"{Encoded("{\"alg\":\"RS256\"}")}.{Encoded("{\"sub\":\"serviceaccount-e00abc\",\"exp\":1600000000}")}.c2lnbmF0dXJl",
    };

    [Theory]
    [InlineData("get-login-password eu-west1", false)]
    [InlineData("get-login-password cr.eu-west1.nebius.cloud/e00abc/app", false)]
    [InlineData("get-login-password", false)]
    [InlineData("get-login-password registry-e00abc", true)]
    [InlineData("get-access-token", true)]
    public async Task The_standard_output_has_the_secret_and_a_line_end_and_nothing_else(string command, bool isToken)
    {
        await using var scene = await Scene.StartAsync(tool.Packages);
        var environment = new Dictionary<string, string?>(isToken ? scene.WithAuthorizedKey : scene.WithStaticKey) { ["NEBIUS_REGION"] = "eu-west1" };

        var ran = await PrintAsync(scene, environment, command);

        ran.Succeeds();
        var printed = await File.ReadAllTextAsync(Printed(scene), TestContext.Current.CancellationToken);
        Assert.Equal(printed.TrimEnd() + "\n", printed);
        Assert.Equal(isToken, printed != scene.StaticKey.Token + "\n");
        Assert.True(scene.Canary.IsIn(printed), "What was printed isn't a secret of the scene.");
    }

    [Theory]
    [InlineData("get-login-password eu-west1", "", 4, "NEBIUS1201")]
    [InlineData("get-access-token", "", 4, "NEBIUS1201")]
    [InlineData("get-access-token", "NEBIUS_REGISTRY_STATIC_KEY", 4, "NEBIUS1201")]
    [InlineData("get-login-password", "NEBIUS_REGISTRY_STATIC_KEY", 2, "No registry given")]
    [InlineData("get-login-password registry.example.test", "NEBIUS_REGISTRY_STATIC_KEY", 2, "registry.example.test")]
    [InlineData("get-access-token eu-west1", "NEBIUS_REGISTRY_STATIC_KEY", 2, "eu-west1")]
    [InlineData("get-login-pasword eu-west1", "NEBIUS_REGISTRY_STATIC_KEY", 2, "Did you mean")]
    [InlineData("get-login-password --region eu-west1", "NEBIUS_REGISTRY_STATIC_KEY", 2, "--region")]
    [InlineData("static-key isue", "NEBIUS_REGISTRY_STATIC_KEY", 2, "Did you mean")]
    public async Task Without_a_credential_or_a_registry_the_exit_code_says_so_and_nothing_is_printed(string command, string variable, int exitCode, string said)
    {
        await using var scene = await Scene.StartAsync(tool.Packages);
        Dictionary<string, string?> environment = variable.Length > 0 ? new() { [variable] = scene.StaticKey.Token } : [];

        var ran = await PrintAsync(scene, environment, command);

        Assert.Equal(exitCode, ran.ExitCode);
        ran.Says(said);
        Assert.Empty(await File.ReadAllTextAsync(Printed(scene), TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("get-login-password eu-west1")]
    [InlineData("get-access-token")]
    public async Task An_expired_token_is_printed_with_a_warning(string command)
    {
        await using var scene = await Scene.StartAsync(tool.Packages);

        var ran = await PrintAsync(scene, WithExpiredToken, command);

        ran.Succeeds().Says("NEBIUS3002: The access token from NEBIUS_IAM_TOKEN has expired");
        Assert.Equal(WithExpiredToken["NEBIUS_IAM_TOKEN"] + "\n", await File.ReadAllTextAsync(Printed(scene), TestContext.Current.CancellationToken));
    }

    // The password of an existing login would be printed as if it were the user's own.
    [Fact]
    public async Task The_login_of_docker_is_no_source()
    {
        await using var scene = await Scene.StartAsync(tool.Packages);
        var login = Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes("iam:an-older-login"));
        scene.Write("docker/config.json", $$$"""{ "auths": { "{{{Scene.West}}}": { "auth": "{{{login}}}" } } }""");
        var environment = new Dictionary<string, string?> { ["DOCKER_CONFIG"] = Path.Join(scene.Workspace, "docker"), ["NEBIUS_CREDENTIAL_SOURCES"] = "DockerConfig" };

        var ran = await PrintAsync(scene, environment, "get-login-password eu-west1");

        ran.Fails().DoesNotSay("an-older-login");
    }

    [Theory]
    [InlineData("docker", "docker login cr.eu-west1.nebius.cloud --username iam --password-stdin", "Login Succeeded")]
    [InlineData("podman", "podman login cr.eu-west1.nebius.cloud --username iam --password-stdin", "Login Succeeded")]
    [InlineData("skopeo", "skopeo login cr.eu-west1.nebius.cloud --username iam --password-stdin", "Login Succeeded")]
    [InlineData("helm", "helm registry login cr.eu-west1.nebius.cloud --username iam --password-stdin", "Login Succeeded")]
    public async Task A_program_logs_in_with_the_printed_password(string program, string login, string said)
    {
        Testing.Tool.Require(program);
        await using var scene = await Scene.StartAsync(tool.Packages);
        var environment = new Dictionary<string, string?>(scene.WithStaticKey)
        {
            ["DOCKER_CONFIG"] = scene.Secrets,
            ["REGISTRY_AUTH_FILE"] = Path.Join(scene.Secrets, "auth.json"),
            ["HELM_REGISTRY_CONFIG"] = Path.Join(scene.Secrets, "helm.json"),
        };

        var ran = await scene.RunAsync("sh", ["-c", $"nebius-registry get-login-password eu-west1 | {login}"], tool.With(environment));

        ran.Succeeds().Says(said);
    }

    private static string Encoded(string json) =>
        Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(json)).TrimEnd('=').Replace('+', '-').Replace('/', '_');

    private static string Printed(Scene scene) => Path.Join(scene.Secrets, "printed");

    private Task<CommandResult> PrintAsync(Scene scene, IReadOnlyDictionary<string, string?> environment, string command) =>
        scene.RunAsync("sh", ["-c", $"nebius-registry {command} > '{Printed(scene)}'"], tool.With(environment));
}
