using System.Globalization;
using System.Text.Json.Nodes;
using Nebius.Registry.Testing;
using Nebius.Registry.Tool.Tests.Infrastructure;

namespace Nebius.Registry.Tool.Tests;

/// <summary>The requests of docker and other programs, and the answers.</summary>
public sealed class DockerCredentialHelper(InstalledTool tool)
{
    private const string NotFound = "credentials not found in native keychain\n";

    [Theory]
    [InlineData($"{Scene.West}")]
    [InlineData($"{Scene.West}\\n")]
    [InlineData($"{Scene.West}\\r\\n")]
    [InlineData($"https://{Scene.West}")]
    [InlineData($"https://{Scene.West}/v2/\\n")]
    public async Task The_helper_gives_the_credential_for_a_Nebius_host(string input)
    {
        await using var scene = await Scene.StartAsync(tool.Packages);

        var (result, answer) = await scene.AskAsync(tool, "get", input, scene.WithStaticKey);

        result.Succeeds();
        var expected = new JsonObject { ["ServerURL"] = Scene.West, ["Username"] = "iam", ["Secret"] = scene.StaticKey.Token };
        Assert.Equal(expected.ToJsonString(), answer.Trim());
    }

    [Theory]
    [InlineData("docker.io")]
    [InlineData("https://index.docker.io/v1/")]
    [InlineData("cr.eu-west1.nebius.cloud.example.test")]
    [InlineData("docker.io\\r\\ncr.eu-west1.nebius.cloud")]
    [InlineData("docker.io\\ncr.eu-west1.nebius.cloud\\n")]
    [InlineData("cr.eu-west1.nebius.cloud\\0")]
    [InlineData("https://user@cr.eu-west1.nebius.cloud/")]
    [InlineData("https://cr.eu-west1.nebius.cloud/v2/../x")]
    [InlineData("http://cr.eu-west1.nebius.cloud")]
    [InlineData("")]
    public async Task The_helper_gives_no_credential_for_any_other_input(string input)
    {
        await using var scene = await Scene.StartAsync(tool.Packages);

        var (result, answer) = await scene.AskAsync(tool, "get", input, scene.WithStaticKey);

        Assert.Equal((1, NotFound), (result.ExitCode, answer));
    }

    [Theory]
    [InlineData("get", $"{Scene.West}\\n", "\"Secret\"")]
    [InlineData("get", $"{Scene.West}\\r\\n", "\"Secret\"")]
    [InlineData("get", "docker.io\\n", "credentials not found")]
    [InlineData("erase", $"{Scene.West}\\n", "")]
    [InlineData("store", $$"""{"ServerURL":"{{Scene.West}}","Username":"iam","Secret":"x"}""", "")]
    public async Task The_helper_answers_while_the_caller_keeps_its_input_open(string verb, string input, string expected)
    {
        await using var scene = await Scene.StartAsync(tool.Packages);
        var answer = Path.Join(scene.Secrets, "answer");
        var pipe = Path.Join(scene.Temp, "pipe");

        // The shell holds the pipe open, as its descriptor 3, until the helper has ended.
        var held = await scene.RunAsync(
            "sh",
            ["-c", $"mkfifo '{pipe}'; exec 3<>'{pipe}'; printf '{input}' >&3; timeout 60 docker-credential-nebius-registry {verb} < '{pipe}' > '{answer}'; test $? -ne 124"],
            tool.With(scene.WithStaticKey));

        held.Succeeds();
        Assert.Contains(expected, await File.ReadAllTextAsync(answer, TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    // docker then continues without a credential.
    [Fact]
    public async Task The_helper_gives_no_credential_when_no_source_is_set()
    {
        await using var scene = await Scene.StartAsync(tool.Packages);

        var (result, answer) = await scene.AskAsync(tool, "get", Scene.West, new Dictionary<string, string?>());

        Assert.Equal((1, NotFound), (result.ExitCode, answer));
        Assert.Empty(scene.World.Requests.All);
    }

    [Fact]
    public async Task The_helper_reports_a_refused_key_in_one_line_with_its_code()
    {
        await using var scene = await Scene.StartAsync(tool.Packages);
        scene.World.Iam.Revoke(scene.Account.AuthorizedKey);

        var (result, answer) = await scene.AskAsync(tool, "get", Scene.West, scene.WithAuthorizedKey);

        Assert.Equal(1, result.ExitCode);
        Assert.StartsWith("NEBIUS13", answer, StringComparison.Ordinal);
        Assert.Single(answer.TrimEnd().Split('\n'));
    }

    // docker pull, login and manifest show the standard error only; podman, skopeo and the SDK quote the standard output.
    [Theory]
    [InlineData("NEBIUS_AUTHORIZED_KEY", "{x", "NEBIUS1204")]
    [InlineData("NEBIUS_TRUSTED_REGISTRY_HOSTS", "a b", "NEBIUS1108")]
    [InlineData("NEBIUS_CREDENTIAL_SOURCES", "StaticKye", "NEBIUS1005")]
    public async Task The_helper_writes_a_failure_to_both_streams(string variable, string value, string code)
    {
        await using var scene = await Scene.StartAsync(tool.Packages);

        var (result, answer) = await scene.AskAsync(tool, "get", Scene.West, new Dictionary<string, string?> { [variable] = value });

        Assert.Equal(1, result.ExitCode);
        Assert.StartsWith(code, answer, StringComparison.Ordinal);
        Assert.StartsWith(code, result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Docker_shows_the_code_of_a_helper_that_failed()
    {
        Testing.Tool.Require("docker");
        await using var scene = await Scene.StartAsync(tool.Packages);
        scene.World.Iam.Revoke(scene.Account.AuthorizedKey);
        (await scene.RunAsync(tool.File, ["configure", "eu-west1"], tool.With(scene.WithAuthorizedKey))).Succeeds();

        (await scene.RunAsync("docker", ["manifest", "inspect", $"{Scene.West}/e00abc/app"], tool.With(scene.WithAuthorizedKey))).Fails().Says("NEBIUS1301");
    }

    // The links are in directories with a blank, both quotes and a dollar; one is relative, and leads to another link.
    [Theory]
    [InlineData("'{0}/docker-credential-nebius-registry' get")]
    [InlineData("cd '{0}' && ./docker-credential-nebius-registry get")]
    [InlineData("cd '{0}' && sh docker-credential-nebius-registry get")]
    [InlineData("cd / && PATH='{0}':$PATH docker-credential-nebius-registry get")]
    [InlineData("PATH=/usr/bin:/bin && '{0}/docker-credential-nebius-registry' get")]
    [InlineData("cd '{0}' && ./copy get")]
    public async Task The_helper_works_through_links_and_from_any_directory(string command)
    {
        await using var scene = await Scene.StartAsync(tool.Packages);
        var folder = Directory.CreateDirectory(Path.Join(scene.Secrets, "a \"b $c")).FullName;
        var helper = Path.Join(tool.Folder, "docker-credential-nebius-registry");
        File.CreateSymbolicLink(Path.Join(scene.Secrets, "first"), helper);
        File.CreateSymbolicLink(Path.Join(folder, "docker-credential-nebius-registry"), "../first");
        File.Copy(helper, Path.Join(folder, "copy"));
        var answer = Path.Join(scene.Secrets, "answer");

        var asked = command.Replace("{0}", folder, StringComparison.Ordinal);
        var result = await scene.RunAsync("sh", ["-c", $"printf {Scene.West} | ({asked}) > '{answer}'"], tool.With(scene.WithStaticKey));

        result.Succeeds();
        Assert.Contains("\"Secret\"", await File.ReadAllTextAsync(answer, TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_helper_without_its_command_says_what_to_install()
    {
        await using var scene = await Scene.StartAsync(tool.Packages);
        var copy = Path.Join(scene.Secrets, "docker-credential-nebius-registry");
        File.Copy(Path.Join(tool.Folder, "docker-credential-nebius-registry"), copy);

        var result = await scene.RunAsync("sh", ["-c", $"PATH=/usr/bin:/bin '{copy}' get < /dev/null"], tool.With(scene.WithStaticKey));

        Assert.Equal(1, result.ExitCode);
        result.Says("NEBIUS1701").Says("dotnet tool install -g Nebius.Registry.Tool");
    }

    // "dotnet tool install" by root makes a native command that root alone may start.
    [Fact]
    public async Task A_helper_whose_command_this_user_may_not_start_says_what_to_type()
    {
        await using var scene = await Scene.StartAsync(tool.Packages);
        var copy = Path.Join(scene.Secrets, "docker-credential-nebius-registry");
        File.Copy(Path.Join(tool.Folder, "docker-credential-nebius-registry"), copy);
        scene.Write("installed", "#!/bin/sh");
        File.CreateSymbolicLink(Path.Join(scene.Secrets, "nebius-registry"), Path.Join(scene.Workspace, "installed"));

        var result = await scene.RunAsync("sh", ["-c", $"PATH=/usr/bin:/bin '{copy}' get < /dev/null"], tool.With(scene.WithStaticKey));

        Assert.Equal(1, result.ExitCode);
        result.Says("NEBIUS1701: This user may not start").Says($"chmod a+rx '{scene.Workspace}/installed'").DoesNotSay("dotnet tool install");
    }

    // On a busy machine, 200 processes take longer to start than an exchange may take. To run more than CI does, set NEBIUS_TESTS_HELPERS.
    [Fact]
    public async Task Many_helpers_at_once_make_one_exchange_and_the_token_is_cached_until_erased()
    {
        var count = int.Parse(Environment.GetEnvironmentVariable("NEBIUS_TESTS_HELPERS") ?? "50", CultureInfo.InvariantCulture);
        await using var scene = await Scene.StartAsync(tool.Packages);
        var all = $"for i in $(seq {count}); do printf {Scene.West} | docker-credential-nebius-registry get > '{scene.Secrets}/'$i & done; wait";

        (await scene.RunAsync("sh", ["-c", all], tool.With(scene.WithAuthorizedKey))).Succeeds();

        var answers = Enumerable.Range(1, count).Select(i => File.ReadAllText(Path.Join(scene.Secrets, $"{i}"))).Distinct();
        var answer = JsonNode.Parse(Assert.Single(answers))!;
        Assert.Equal(Assert.Single(scene.World.Iam.AccessTokens).Value, answer["Secret"]!.GetValue<string>());
        Assert.Equal(1, scene.World.Iam.ExchangeCount);
        (await scene.AskAsync(tool, "erase", Scene.West, scene.WithAuthorizedKey)).Result.Succeeds();
        (await scene.AskAsync(tool, "get", Scene.West, scene.WithAuthorizedKey)).Result.Succeeds();
        Assert.Equal(2, scene.World.Iam.ExchangeCount);
    }

    [Theory]
    [InlineData("store", "{\"ServerURL\":\"cr.eu-west1.nebius.cloud\",\"Username\":\"iam\",\"Secret\":\"x\"}", "")]
    [InlineData("list", "", "{}\n")]
    public async Task The_helper_stores_nothing_and_lists_nothing(string verb, string input, string expected)
    {
        await using var scene = await Scene.StartAsync(tool.Packages);

        var (result, answer) = await scene.AskAsync(tool, verb, input, scene.WithStaticKey);

        result.Succeeds();
        Assert.Equal(expected, answer);
    }

    [Theory]
    [InlineData("DockerConfig+StaticKey")]
    [InlineData("DockerConfig,StaticKey")]
    [InlineData("DockerConfig%3BStaticKey")]
    [InlineData("DockerConfig;StaticKey")]
    public async Task The_helper_never_answers_docker_with_a_docker_login(string sources)
    {
        await using var scene = await Scene.StartAsync(tool.Packages);
        var environment = new Dictionary<string, string?>(scene.WithStaticKey)
        {
            ["NEBIUS_CREDENTIAL_SOURCES"] = sources,
            ["DOCKER_CONFIG"] = DockerLogin.Write(scene, Scene.West, "iam", "login-of-docker-itself"),
        };

        var (result, answer) = await scene.AskAsync(tool, "get", Scene.West, environment);

        result.Succeeds();
        Assert.Equal(scene.StaticKey.Token, JsonNode.Parse(answer)!["Secret"]!.GetValue<string>());
    }

    // The helper must not read files of the directory in which a build starts it.
    [Fact]
    public async Task The_helper_reads_nothing_from_the_working_directory()
    {
        await using var scene = await Scene.StartAsync(tool.Packages);
        scene.Write("key.json", "{ not even JSON");

        var (result, answer) = await scene.AskAsync(tool, "get", Scene.West, new Dictionary<string, string?> { ["NEBIUS_AUTHORIZED_KEY_FILE"] = "key.json" });

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("'/key.json'", answer, StringComparison.Ordinal);
    }
}
