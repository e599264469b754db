using System.Text;
using System.Text.Json;
using Nebius.Registry.Testing;
using Nebius.Registry.Tool.Tests.Infrastructure;

namespace Nebius.Registry.Tool.Tests;

/// <summary>Whatever a user sets in a variable or an argument, the command prints no secret and no command for a CI system.</summary>
public sealed class TextFromOutside(InstalledTool tool)
{
    private const string Host = "cr.eu-west1.nebius.cloud";

    private static readonly string[] Variables =
    [
        "NEBIUS_CONFIG_FILE", "NEBIUS_PROFILE", "NEBIUS_AUTHORIZED_KEY_FILE", "NEBIUS_PRIVATE_KEY_FILE", "NEBIUS_FEDERATED_TOKEN_FILE", "NEBIUS_SERVICE_ACCOUNT_ID",
        "NEBIUS_PUBLIC_KEY_ID", "NEBIUS_IMPERSONATE_SERVICE_ACCOUNT_ID", "NEBIUS_ENDPOINT", "NEBIUS_TRUSTED_REGISTRY_HOSTS", "NEBIUS_TRUSTED_ENDPOINTS",
        "NEBIUS_CREDENTIAL_SOURCES", "NEBIUS_TOKEN_CACHE", "NEBIUS_HELM_PATH", "DOCKER_CONFIG", "REGISTRY_AUTH_FILE", "HELM_REGISTRY_CONFIG", "XDG_CONFIG_HOME",
        "XDG_RUNTIME_DIR", "SUDO_USER",
    ];

    public static TheoryData<string> SecretsInTheWrongPlace { get; } =
    [
        "v1.abcdefghijklmnop.SIGNATUREsignature", "ne1AAAAbbbbCCCCdddd.SIGNATUREsignature", "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhIn0.SIGNATUREsignature",
        "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08", "https://ci:passwordOfTheUser@x.io", "kX9bW3vTz7QpR2sYh5Nc8Jf4LgAe6Md1Uo0IwxVtB3ZrK",
        "user:passwordOfTheUser@host.of.the.user", "{\"subject-credentials\":{\"private-key\":\"keyOfTheUser\"}}",
    ];

    [Theory]
    [MemberData(nameof(SecretsInTheWrongPlace))]
    public async Task A_secret_in_the_wrong_variable_is_printed_nowhere(string secret)
    {
        await using var scene = await Scene.StartAsync(tool.Packages);
        foreach (var variable in PartOfTheVariables(SecretsInTheWrongPlace.Select(row => row.Data).ToList().IndexOf(secret), of: 5))
        {
            var ran = await scene.RunAsync("sh", ["-c", All], tool.With(new Dictionary<string, string?> { [variable] = secret }));

            Assert.Equal((variable, string.Empty), (variable, Shown(ran.Output, secret)));
        }
    }

    [Theory]
    [MemberData(nameof(SecretsInTheWrongPlace))]
    [InlineData("ci:passwordOfTheUser/x+y;z@x.io")]
    public async Task A_secret_as_an_argument_is_printed_nowhere(string secret)
    {
        await using var scene = await Scene.StartAsync(tool.Packages);
        string[] commands =
        [
            "doctor", "login", "logout", "configure", "static-key list --project", "static-key revoke", "copy eu-north1/e00abc/app", "helm push chart",
            "get-login-password", "nonsense", "doctor --nonsense",
        ];
        foreach (var command in commands)
        {
            var ran = await scene.RunAsync("sh", ["-c", $"nebius-registry {command} \"$SECRET\""], tool.With(new Dictionary<string, string?> { ["SECRET"] = secret }));

            Assert.Equal((command, string.Empty), (command, Shown(ran.Output, secret)));
        }
    }

    // In other places, an '@' may be a part of a file's name.
    [Fact]
    public async Task A_user_name_before_a_registry_is_printed_nowhere()
    {
        await using var scene = await Scene.StartAsync(tool.Packages);
        foreach (var command in new[] { "doctor", "login", "logout", "configure", "static-key revoke", "copy eu-north1/e00abc/app", "get-login-password" })
        {
            var ran = await scene.RunAsync("sh", ["-c", $"nebius-registry {command} passwordOfTheUser@x.io"], tool.With(new Dictionary<string, string?>()));

            Assert.DoesNotContain("passwordOfTheUser", ran.Fails().Output, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task An_argument_that_begins_with_an_at_sign_is_not_read_as_a_file()
    {
        await using var scene = await Scene.StartAsync(tool.Packages);
        scene.Write("args.rsp", "eu-west1\n--contentOfTheFile");

        var ran = await scene.RunAsync(tool.File, ["login", "@args.rsp"], tool.With(scene.WithStaticKey));

        ran.Fails().DoesNotSay("contentOfTheFile");
    }

    [Theory]
    [InlineData("--file ci:password/OfTheUser@x.io")]
    [InlineData("--file:ci:passwordOfTheUser@x.io")]
    [InlineData("--file oci://ci:passwordOfTheUser@x.io/x")]
    [InlineData("--file HTTPS://ci:passwordOfTheUser@x.io")]
    [InlineData("--file ' ci:password/OfTheUser@x.io\n '")]
    public async Task A_password_in_the_name_of_a_file_is_printed_nowhere(string file)
    {
        await using var scene = await Scene.StartAsync(tool.Packages);
        foreach (var command in new[] { "configure eu-north1 --force", "configure eu-north1 --force --json", "logout eu-north1", "logout eu-north1 --json" })
        {
            var ran = await scene.RunAsync("sh", ["-c", $"nebius-registry {command} {file}"], tool.With(scene.WithStaticKey));

            Assert.DoesNotContain("password", ran.Output, StringComparison.Ordinal);
            Assert.DoesNotContain("OfTheUser", ran.Output, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(0, "##vso[task.setvariable variable=A]b")]
    [InlineData(1, "x\n::error::boom\n##[error]boom\r##teamcity[a b='c']")]
    [InlineData(2, "  ::add-mask::boom")]
    public async Task No_value_of_the_user_in_the_output_is_a_command_for_a_CI_system(int third, string value)
    {
        await using var scene = await Scene.StartAsync(tool.Packages);
        foreach (var variable in PartOfTheVariables(third, of: 3))
        {
            var ran = await scene.RunAsync("sh", ["-c", All], tool.With(new Dictionary<string, string?> { [variable] = value }));

            Assert.DoesNotContain("##", ran.Output, StringComparison.Ordinal);
            Assert.DoesNotContain("::", ran.Output, StringComparison.Ordinal);
        }

        var typed = await scene.RunAsync(tool.File, [value, value], tool.With(scene.WithStaticKey));
        Assert.DoesNotContain("::", typed.Fails().DoesNotSay("##").Output, StringComparison.Ordinal);
    }

    // The user name can be a token, or a person's e-mail address.
    [Fact]
    public async Task The_user_name_of_a_docker_login_is_never_shown()
    {
        const string User = "person@mail.example.test";
        await using var scene = await Scene.StartAsync(tool.Packages);
        var login = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{User}:{scene.StaticKey.Token}"));
        var folder = Directory.CreateDirectory(Path.Join(scene.Secrets, "docker")).FullName;
        await File.WriteAllTextAsync(
            Path.Join(folder, "config.json"), $$$"""{ "auths": { "{{{Host}}}": { "auth": "{{{login}}}" } } }""", TestContext.Current.CancellationToken);
        var environment = tool.With(new Dictionary<string, string?> { ["DOCKER_CONFIG"] = folder });

        var text = await scene.RunAsync(tool.File, ["doctor", Host], environment);
        var json = await scene.RunAsync("sh", ["-c", $"nebius-registry doctor {Host} --json 2>/dev/null"], environment);

        text.DoesNotSay(User).DoesNotSay("person").Says("a user other than iam with DockerConfig");
        using var parsed = JsonDocument.Parse(json.DoesNotSay(User).Output);
        Assert.NotEmpty(parsed.RootElement.GetProperty("findings").EnumerateArray());
    }

    // Every variable with one or two of the values: all of them with all would be 1,800 processes.
    private static IEnumerable<string> PartOfTheVariables(int part, int of) => Variables.Where((_, index) => index % of == part % of);

    private static string All => $"nebius-registry doctor {Host}; nebius-registry doctor {Host} --json; nebius-registry doctor {Host} --report; "
        + $"echo {Host} | docker-credential-nebius-registry get; nebius-registry configure --force; nebius-registry configure --podman --force; nebius-registry login eu-west1; "
        + "nebius-registry login eu-west1 --podman; nebius-registry static-key list --project project-e00abc; true";

    // Any piece of the secret that is too long to be a coincidence.
    private static string Shown(string output, string secret) => Enumerable.Range(0, secret.Length - 11).Select(start => secret.Substring(start, 12))
        .FirstOrDefault(piece => output.Contains(piece, StringComparison.Ordinal) && !Host.Contains(piece, StringComparison.Ordinal)) ?? string.Empty;
}
