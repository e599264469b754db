using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Nebius.Registry.Emulator;
using Nebius.Registry.Testing;
using Nebius.Registry.Tool.Tests.Infrastructure;
using static Nebius.Registry.Tool.Tests.Infrastructure.BrokenSetUp;

namespace Nebius.Registry.Tool.Tests;

/// <summary>The doctor's findings, and the commands that it prints, for setups that are each broken in one way.</summary>
public sealed class DoctorFindings(InstalledTool tool)
{
    private const string Helper = $$"""{ "credHelpers": { "{{Scene.West}}": "nebius-registry" } }""";

    private static readonly Dictionary<string, BrokenSetUp> Table = new()
    {
        ["nothing is set"] = new() { Break = _ => [], Finding = "Registry credential", Code = "NEBIUS1201", Next = "NEBIUS_REGISTRY_STATIC_KEY" },
        ["a static key that is revoked"] = new()
        {
            Break = scene =>
            {
                scene.World.Iam.Revoke(scene.StaticKey);
                return scene.WithStaticKey;
            },
            Finding = "Registry push", Code = "NEBIUS1401",
            Next = "export NEBIUS_REGISTRY_STATIC_KEY_FILE=~/.registry-key && unset NEBIUS_REGISTRY_STATIC_KEY",
        },
        ["a static key that is revoked, without a repository"] = new()
        {
            Break = scene =>
            {
                scene.World.Iam.Revoke(scene.StaticKey);
                return scene.WithStaticKey;
            },
            Target = "eu-west1", Finding = "Registry login", Code = "NEBIUS1401", Next = "static-key issue",
        },
        ["a key that isn't a token"] = new()
        {
            Break = _ => new() { ["NEBIUS_REGISTRY_STATIC_KEY"] = "two words" }, Finding = "Registry credential", Code = "NEBIUS1202", Next = "static-key issue",
        },
        ["a static key where an authorized key belongs"] = new()
        {
            Break = scene => new() { ["NEBIUS_AUTHORIZED_KEY"] = scene.StaticKey.Token },
            Finding = "Registry credential", Code = "NEBIUS1204", Next = "env | cut -d= -f1",
        },
        ["an access token that has ended"] = new()
        {
            Break = scene =>
            {
                var token = scene.World.Iam.IssueAccessToken(scene.Account);
                scene.World.Iam.Revoke(token);
                return new() { ["NEBIUS_IAM_TOKEN"] = token.Value };
            },
            Finding = "Registry push", Code = "NEBIUS1401", Next = "export NEBIUS_IAM_TOKEN=$(nebius iam get-access-token)",
        },
        ["an authorized key that IAM refuses"] = new()
        {
            Break = scene =>
            {
                scene.World.Iam.Revoke(scene.Account.AuthorizedKey);
                return scene.WithAuthorizedKey;
            },
            Finding = "Registry credential", Code = "NEBIUS1301", Next = "auth-public-key generate",
        },
        ["a key file that is not there"] = new()
        {
            Break = _ => new() { ["NEBIUS_AUTHORIZED_KEY_FILE"] = "/nowhere/key.json" }, Finding = "Registry credential", Code = "NEBIUS1206", Next = "ls -l",
        },
        ["a key file that is no JSON"] = new()
        {
            Break = scene => new() { ["NEBIUS_AUTHORIZED_KEY_FILE"] = Write(scene, "bad.json", "{ not JSON") },
            Finding = "Registry credential", Code = "NEBIUS1204", Next = "auth-public-key generate",
        },
        ["a file of a federated token that is not there"] = new()
        {
            Break = _ => new() { ["NEBIUS_FEDERATED_TOKEN_FILE"] = "/nowhere/token", ["NEBIUS_SERVICE_ACCOUNT_ID"] = "serviceaccount-e00abc" },
            Finding = "Registry credential", Code = "NEBIUS1206", Next = "ls -ld \"$NEBIUS_FEDERATED_TOKEN_FILE\"",
        },
        ["a federated token without its account"] = new()
        {
            Break = _ => new() { ["NEBIUS_FEDERATED_TOKEN"] = "eyJhbGciOiJub25lIn0.e30.c2ln" }, Finding = "Registry credential", Code = "NEBIUS1213", Next = "export NEBIUS_SERVICE_ACCOUNT_ID=",
        },
        ["impersonation with a static key"] = new()
        {
            Break = scene => With(scene.WithStaticKey, "NEBIUS_IMPERSONATE_SERVICE_ACCOUNT_ID", "serviceaccount-e00abc"),
            Finding = "Registry credential", Code = "NEBIUS1219", Next = "unset NEBIUS_IMPERSONATE_SERVICE_ACCOUNT_ID",
        },
        ["a docker file that is no JSON, and may hold the login"] = new()
        {
            Break = scene => With(WithDockerFile(scene, $$"""{ "auths": { "{{Scene.West}}" """), "NEBIUS_CREDENTIAL_SOURCES", "DockerConfig"),
            Finding = "Registry credential", Code = "NEBIUS1215", Next = "json.tool",
        },
        ["an unknown source"] = new()
        {
            Break = scene => With(scene.WithStaticKey, "NEBIUS_CREDENTIAL_SOURCES", "StaticKye"), Finding = "Sources the setting", Code = "NEBIUS1005", Next = "unset NEBIUS_CREDENTIAL_SOURCES",
        },
        ["an unknown profile"] = new()
        {
            Break = scene => new()
            {
                ["NEBIUS_PROFILE"] = "staging",
                ["NEBIUS_CONFIG_FILE"] = Write(scene, "config.yaml", "default: main\nprofiles:\n  main:\n    endpoint: api.nebius.cloud\n"),
            },
            Finding = "Registry credential", Code = "NEBIUS1211", Next = "nebius profile list",
        },
        ["a right to push that is missing"] = new()
        {
            Break = scene =>
            {
                scene.WestRegistry.Grant(scene.Account, RegistryRights.Pull);
                return scene.WithStaticKey;
            },
            Finding = "Registry push", Code = "NEBIUS1402", Next = "access-permit create",
        },
        ["an unknown registry"] = new()
        {
            Break = scene => scene.WithStaticKey, Target = $"{Scene.West}/e00nothere/app", Finding = "Registry push", Code = "NEBIUS1403", Next = "nebius registry list",
        },
        ["a registry of another region"] = new()
        {
            Break = scene => scene.WithAuthorizedKey, Target = $"{Scene.West}/e00def/app", Finding = "Registry push", Code = "NEBIUS1111", Next = "nebius registry list",
        },
        ["an unknown tag"] = new()
        {
            Break = scene => scene.WithStaticKey, Target = $"{Scene.West}/e00abc/app:1.2.3", Finding = "Registry pull", Code = "NEBIUS1404", Next = "nebius registry image list --parent-id registry-e00abc",
        },
        ["an unknown region"] = new()
        {
            Break = scene => scene.WithStaticKey, Target = "cr.eu-wset1.nebius.cloud", Finding = "Registry host", Code = "NEBIUS1407", Next = "_proxy",
        },
        ["a certificate that is not trusted"] = new()
        {
            Break = scene => With(scene.WithStaticKey, "SSL_CERT_FILE", null), Finding = "Registry host", Code = "NEBIUS1405", Next = "SSL_CERT_FILE",
        },
        ["a proxy that is down"] = new()
        {
            Break = scene => With(With(scene.WithStaticKey, "HTTPS_PROXY", ClosedPort()), "https_proxy", ClosedPort()), Finding = "Registry host", Code = "NEBIUS1407", Next = "_proxy",
        },
        ["an endpoint that is somebody else's"] = new()
        {
            Break = scene => With(scene.WithAuthorizedKey, "NEBIUS_ENDPOINT", "api.example.test"), Finding = "IAM endpoint", Code = "NEBIUS1109", Next = "unset NEBIUS_ENDPOINT",
        },
        ["IAM out of reach, and needed"] = new()
        {
            // RFC 6761: no machine can resolve this name.
            Break = scene => new(scene.WithAuthorizedKey)
            {
                ["NEBIUS_ENDPOINT"] = "api.invalid", ["NEBIUS_TRUSTED_ENDPOINTS"] = "api.invalid", ["NO_PROXY"] = ".invalid", ["no_proxy"] = ".invalid",
            },
            Finding = "IAM name", Code = "NEBIUS1302", Next = "getent hosts tokens.iam.api.invalid",
        },
        ["a docker file that is no JSON"] = new()
        {
            Break = scene => WithDockerFile(scene, "{ \"auths\": "), Finding = "Tools the .NET SDK", Code = "NEBIUS1215", Next = "json.tool",
        },
        ["a helper that is not on PATH"] = new()
        {
            Break = scene => WithDockerFile(scene, Helper), Finding = "Tools the .NET SDK", Code = "NEBIUS1701", Next = "nebius-registry configure",
        },
        ["the CLI's helper, without the CLI"] = new()
        {
            Break = scene => WithDockerFile(scene, Helper.Replace("nebius-registry", "nebius", StringComparison.Ordinal)),
            Finding = "Tools the .NET SDK", Code = "NEBIUS1701", Next = "nebius-registry configure --replace",
        },
        ["a helper that is not executable"] = new()
        {
            Break = scene =>
            {
                var folder = Directory.CreateDirectory(Path.Join(scene.Secrets, "helpers")).FullName;
                File.WriteAllText(Path.Join(folder, "docker-credential-nebius-registry"), "#!/bin/sh\n");
                return WithDockerFile(scene, Helper, folder);
            },
            Finding = "Tools the .NET SDK", Code = "NEBIUS1701", Next = "chmod +x",
        },
    };

    public static TheoryData<string> SetUps => [.. Table.Keys];

    [Theory]
    [MemberData(nameof(SetUps))]
    public async Task The_doctor_names_the_first_problem_and_the_next_command(string setUp)
    {
        var expected = Table[setUp];
        await using var scene = await Scene.StartAsync(tool.Packages);

        var (result, report) = await ExamineAsync(scene, expected.Break(scene), expected.Target);

        Assert.Equal(1, result.ExitCode);
        var first = report["findings"]!.AsArray().First(finding => (string?)finding!["mark"] == "bad")!;
        Assert.Equal((expected.Finding, expected.Code), ($"{first["section"]} {first["subject"]}", (string?)first["code"]));
        Assert.Contains(expected.Next, (string?)first["next"], StringComparison.Ordinal);
    }

    // A program, and a file of it with a problem; the command that the doctor prints is run as it stands.
    [Theory]
    [InlineData("docker", """{"auths":{"HOST":{"auth":"aWFtOmRlYWQ="}}}""")]
    [InlineData("docker", """{"auths":{"https://HOST/v2/":{"auth":"aWFtOmRlYWQ="},"ghcr.io":{"auth":"aTpi"}}}""")]
    [InlineData("docker", """{"auths":{"HOST":{"username":"iam","password":"dead"}}}""")]
    [InlineData("docker", """{"auths":{"HOST":{"auth":"?"}}}""")]
    [InlineData("docker", """{"auths":{"HOST":{"identitytoken":"x"}}}""")]
    [InlineData("docker", "\ufeff{}")]
    [InlineData("docker", """{"credHelpers":{"HOST":"nebius"}}""")]
    [InlineData("podman", """{"auths":{"HOST":{"auth":"aWFtOmRlYWQ="},"HOST/other":{"auth":"aTpi"}}}""")]
    [InlineData("podman", """{"credHelpers":{"HOST":"nebius"}}""")]
    [InlineData("helm", """{"auths":{"HOST":{"auth":"aWFtOmRlYWQ="}}}""")]
    public async Task The_command_that_the_doctor_prints_repairs_the_login_file(string program, string content)
    {
        Testing.Tool.Require(program);
        await using var scene = await Scene.StartAsync(tool.Packages);
        var environment = With(scene.WithStaticKey, "DOCKER_CONFIG", Directory.CreateDirectory(Path.Join(scene.Secrets, "docker")).FullName);
        var file = Path.Join(scene.Secrets, program == "docker" ? "docker/config.json" : $"it's {program}.json");
        environment[program == "helm" ? "HELM_REGISTRY_CONFIG" : "REGISTRY_AUTH_FILE"] = file;
        await File.WriteAllTextAsync(file, content.Replace("HOST", Scene.West, StringComparison.Ordinal), TestContext.Current.CancellationToken);
        var (_, report) = await ExamineAsync(scene, environment, "eu-west1");
        var bad = Assert.Single(report["findings"]!.AsArray(), finding => (string?)finding!["subject"] == program && (string?)finding["mark"] == "bad")!;

        (await scene.RunAsync("sh", ["-c", (string)bad["next"]!], tool.With(environment))).Succeeds();

        var (_, after) = await ExamineAsync(scene, environment, "eu-west1");
        Assert.DoesNotContain(after["findings"]!.AsArray(), finding => (string?)finding!["subject"] == program && (string?)finding["mark"] == "bad");
        var repaired = await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken);
        Assert.All(
            ["ghcr.io", "/other"],
            kept => Assert.Equal(content.Contains(kept, StringComparison.Ordinal), repaired.Contains(kept, StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_doctor_reports_a_working_setup_as_healthy(bool isKeyFile)
    {
        await using var scene = await Scene.StartAsync(tool.Packages);

        var (result, report) = await ExamineAsync(scene, isKeyFile ? scene.WithAuthorizedKey : scene.WithStaticKey, $"{Scene.West}/registry-e00abc/app");

        result.Succeeds();
        Assert.True((bool)report["healthy"]!);
        Assert.Equal(["used"], States(report, isKeyFile ? "AuthorizedKey" : "StaticKey"));
        Assert.Equal(["allowed"], States(report, "push"));
        Assert.Equal(["in sync"], States(report, "clock"));
        Assert.Contains(scene.World.Requests.All, request => request.Method == "DELETE" && request.Path.Contains("/blobs/uploads/", StringComparison.Ordinal));
    }

    // docker takes '~' in DOCKER_CONFIG as the name of a directory, which is a warning.
    [Theory]
    [InlineData(0)]
    [InlineData(3, "--strict")]
    [InlineData(3, "--strict", "--json")]
    public async Task Warnings_alone_are_exit_code_3_with_strict(int exitCode, params string[] options)
    {
        await using var scene = await Scene.StartAsync(tool.Packages);
        var environment = With(scene.WithStaticKey, "DOCKER_CONFIG", "~/docker");

        var result = await scene.RunAsync(tool.File, ["doctor", $"{Scene.West}/e00abc/app", .. options], tool.With(environment));

        Assert.Equal((exitCode, result.Output), (result.ExitCode, result.Output));
    }

    [Fact]
    public async Task The_doctor_accepts_an_account_that_may_only_pull_with_pull_only()
    {
        await using var scene = await Scene.StartAsync(tool.Packages);
        scene.WestRegistry.Grant(scene.Account, RegistryRights.Pull);
        await scene.World.SeedBaseImageAsync(scene.WestRegistry, "app", "1.2.3", BaseImageKind.Empty, TestContext.Current.CancellationToken);

        var result = await scene.RunAsync(tool.File, ["doctor", $"{Scene.West}/e00abc/app:1.2.3", "--pull-only"], tool.With(scene.WithStaticKey));

        result.Succeeds();
        Assert.Matches("✓ pull +allowed: ", result.Output);
        Assert.DoesNotContain("push", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_doctor_renews_a_cached_token_that_is_rejected_as_a_push_would()
    {
        await using var scene = await Scene.StartAsync(tool.Packages);
        (await ExamineAsync(scene, scene.WithAuthorizedKey, "eu-west1")).Result.Succeeds();
        scene.RevokeAccessTokens();

        var (result, report) = await ExamineAsync(scene, scene.WithAuthorizedKey, "https://cr.eu-west1.nebius.cloud/v2/");

        result.Succeeds();
        Assert.Equal(["accepted"], States(report, "login"));
    }

    [Fact]
    public async Task The_doctor_reports_a_rejected_token_that_cannot_be_renewed()
    {
        await using var scene = await Scene.StartAsync(tool.Packages);
        (await ExamineAsync(scene, scene.WithAuthorizedKey, "eu-west1")).Result.Succeeds();
        scene.RevokeAccessTokens();
        scene.World.Iam.Revoke(scene.Account.AuthorizedKey);

        var (result, report) = await ExamineAsync(scene, scene.WithAuthorizedKey, $"{Scene.West}/e00abc/app");

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("the cached token was rejected and can't be renewed", States(report, "credential"));
    }

    [Fact]
    public async Task The_doctor_refuses_json_and_report_together()
    {
        await using var scene = await Scene.StartAsync(tool.Packages);

        (await scene.RunAsync(tool.File, ["doctor", "eu-west1", "--json", "--report"], tool.With(scene.WithStaticKey))).Fails().Says("can't be combined");
    }

    // The source that wins is listed as used; an authorized key that is also set is listed as not used.
    [Fact]
    public async Task The_doctor_lists_a_source_that_is_set_but_not_used()
    {
        await using var scene = await Scene.StartAsync(tool.Packages);

        var (_, report) = await ExamineAsync(scene, With(scene.WithStaticKey, "NEBIUS_AUTHORIZED_KEY_FILE", scene.AuthorizedKeyFile), "eu-west1");

        Assert.Equal(["used"], States(report, "StaticKey"));
        Assert.Equal(["set, but not used"], States(report, "AuthorizedKey"));
    }

    [Theory]
    [InlineData("docker.io", "NEBIUS1101")]
    [InlineData("CR.EU-WEST1.NEBIUS.CLOUD", "NEBIUS1101")]
    [InlineData("not a region", "NEBIUS1103")]
    [InlineData($"{Scene.West}/e00abc/App", "NEBIUS1005")]
    public async Task The_doctor_refuses_a_target_that_is_not_a_Nebius_registry(string target, string code)
    {
        await using var scene = await Scene.StartAsync(tool.Packages);

        var result = await scene.RunAsync(tool.File, ["doctor", target], tool.With(scene.WithStaticKey));

        Assert.Equal(2, result.ExitCode);
        Assert.StartsWith(code, result.Output, StringComparison.Ordinal);
        Assert.Empty(scene.World.Requests.All);
    }

    [Fact]
    public async Task The_doctors_report_for_sharing_contains_no_value_of_the_user()
    {
        await using var scene = await Scene.StartAsync(tool.Packages);
        Script.Write(Path.Join(scene.Secrets, "bin"), "docker-credential-secret-project", "exit 1");
        var environment = With(scene.WithAuthorizedKey, "NEBIUS_PROFILE", "my-own-profile");

        var result = await scene.RunAsync(tool.File, ["doctor", $"{Scene.West}/e00abc/secret-project", "--report"], With(tool.With(environment), "PATH", Script.Path(Path.Join(scene.Secrets, "bin"))));

        Assert.Contains("AuthorizedKey used", result.Output, StringComparison.Ordinal);
        Assert.Contains("NEBIUS_PROFILE: set, sha256 ", result.Output, StringComparison.Ordinal);
        Assert.All(
            ["my-own-profile", "secret-project", "e00abc", scene.Account.Id, scene.Home, scene.Secrets, "127.0.0.1"],
            value => Assert.DoesNotContain(value, result.Output, StringComparison.Ordinal));
    }

    private static string[] States(JsonNode report, string subject) =>
        [.. report["findings"]!.AsArray().Where(finding => (string?)finding!["subject"] == subject).Select(finding => (string?)finding!["state"] ?? string.Empty)];

    private async Task<(CommandResult Result, JsonNode Report)> ExamineAsync(Scene scene, Dictionary<string, string?> environment, string target)
    {
        var path = environment.TryGetValue("PATH", out var given) ? given : Script.Path(tool.Folder);
        var result = await scene.RunAsync(tool.File, ["doctor", target, "--json"], new Dictionary<string, string?>(tool.With(environment)) { ["PATH"] = path });
        return (result, JsonNode.Parse(result.Output)!);
    }

    private static string ClosedPort()
    {
        using var closed = new TcpListener(IPAddress.Loopback, 0);
        closed.Start();
        var address = $"http://{closed.LocalEndpoint}";
        closed.Stop();
        return address;
    }
}
