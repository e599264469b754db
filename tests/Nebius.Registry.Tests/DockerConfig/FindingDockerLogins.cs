using System.Text;
using Nebius.Registry.Credentials;
using Nebius.Registry.Tests.OS;
using Nebius.Registry.Tests.Support;

namespace Nebius.Registry.Tests.DockerConfig;

/// <summary>
/// What counts as a login, and what doesn't. Each row was also given to the reader of SDK 10.0.401 (Valleysoft.DockerCredsProvider 2.2.4):
/// if it found no login, the library finds none.
/// </summary>
public sealed class FindingDockerLogins : IDisposable
{
    private const string Host = "cr.eu-west1.nebius.cloud";
    private const string Auth = /*lang=json,strict*/ """{"auth":"aWFtOmM0bjRyeQ=="}""";

    private readonly FakeMachine _machine = new();

    /// <summary>The content of the file; HOST is the host, AUTH an entry with a login.</summary>
    public static TheoryData<string> Present =>
    [
        """{"auths":{"HOST":AUTH}}""",
        """{"auths":{"https://HOST":AUTH}}""",
        """{"auths":{"http://HOST":AUTH}}""",
        """{"auths":{"https://HOST/v1/":AUTH}}""",
        """{"auths":{"HOST/":AUTH}}""",
        """{"auths":{"HOST/e00abc":AUTH}}""",
        """{"auths":{"CR.EU-WEST1.NEBIUS.CLOUD":AUTH}}""",
        """{"auths":{"ghcr.io":{},"HOST":AUTH}}""",
        """{"auths":{},"auths":{"HOST":AUTH}}""",
        "\ufeff{\"auths\":{\"HOST\":AUTH}}",
        """{"credHelpers":{"ghcr.io":"nebius"},"auths":{"HOST":AUTH}}""",
        """{"credHelpers":{"HOST":"pass"}}""",
        """{"credHelpers":{"HOST":"nebius","HOST":"pass"}}""",
        """{"credHelpers":{"HOST":"pass"},"credsStore":"nebius"}""",
        """{"credHelpers":{"HOST":""},"auths":{"HOST":AUTH}}""",
        """{"credsStore":"desktop","auths":{"HOST":{}}}""",
        """{"credsStore":"desktop","auths":{"HOST":AUTH}}""",
        """{"credsStore":"desktop","auths":{"HOST":1}}""",
    ];

    /// <summary>The content of the file, and a text of the reason.</summary>
    public static TheoryData<string, string> Absent => new()
    {
        { "{}", "no login for" },
        { """{"auths":{}}""", "no login for" },
        { """{"auths":{"HOST:443":AUTH}}""", "no login for" },
        { """{"auths":{"HOST.":AUTH}}""", "no login for" },
        { """{"auths":{"HTTPS://HOST":AUTH}}""", "no login for" },
        { """{"auths":{"ftp://HOST":AUTH}}""", "no login for" },
        { """{"auths":{"xHOST":AUTH}}""", "no login for" },
        { """{"auths":{"HOST.evil.example":AUTH}}""", "no login for" },
        { """{"auths":{"evil.example/HOST":AUTH}}""", "no login for" },
        { """{"auths":{"cr.eu-north1.nebius.cloud":AUTH}}""", "no login for" },
        { """{"auths":{"nebius.cloud":AUTH}}""", "no login for" },
        { """{"Auths":{"HOST":AUTH}}""", "no login for" },
        { """{"HOST":AUTH}""", "no login for" },
        { """{"auths":{"HOST":{}}}""", "without a login" },
        { """{"auths":{"HOST":{"auth":""}}}""", "without a login" },
        { """{"auths":{"HOST":{"auth":null}}}""", "without a login" },
        { """{"auths":{"HOST":{"username":"iam","password":"c4n4ry"}}}""", "has 'username' and 'password' for" },
        { """{"auths":{"https://HOST":{},"HOST":AUTH}}""", "without a login" },
        { """{"credHelpers":{"https://HOST":"pass"}}""", "no login for" },
        { """{"credHelpers":{"CR.EU-WEST1.NEBIUS.CLOUD":"pass"}}""", "no login for" },
        { """{"credHelpers":{"HOST":"nebius"},"auths":{"HOST":AUTH}}""", "helper 'nebius'" },
        { """{"credHelpers":{"HOST":"nebius-registry"},"credsStore":"desktop","auths":{"HOST":AUTH}}""", "helper 'nebius-registry'" },
        { """{"credsStore":"nebius","auths":{"HOST":{}}}""", "helper 'nebius'" },
        { """{"credsStore":"desktop"}""", "'credsStore'" },
        { """{"credsStore":"desktop","auths":{"ghcr.io":{}}}""", "'credsStore'" },
        { "no JSON", "isn't valid JSON (line 1, column 2), and no file has an entry for" },
        { """{"auths":[]}""", "wrong type" },
        { """{"credHelpers":null,"credsStore":1}""", "wrong type" },
    };

    [Theory]
    [MemberData(nameof(Present))]
    public void A_docker_login_is_found_where_the_SDK_would_find_it(string json)
    {
        var file = _machine.Write("home/.docker/config.json", Fill(json));

        Assert.Contains(file, Check().Origin, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Absent))]
    public void A_docker_login_that_is_not_found_is_reported_with_the_reason(string json, string reason)
    {
        _machine.Write("home/.docker/config.json", Fill(json));

        var presence = Check();

        Assert.False(presence.IsPresent);
        Assert.Contains(reason, presence.WhyNot, StringComparison.Ordinal);
        Assert.DoesNotContain("c4n4ry", presence.ToString(), StringComparison.Ordinal);
        Assert.Contains("~/.docker/config.json", presence.LookedAt, StringComparison.Ordinal);
        Assert.Equal($"nebius-registry get-login-password {Host} | docker login {Host} --username iam --password-stdin", presence.NextCommand);
    }

    /// <summary>The variables, and the file that is read first with them.</summary>
    public static TheoryData<string, string> Files => new()
    {
        { "", "home/.config/containers/auth.json" },
        { "XDG_RUNTIME_DIR=run", "run/containers/auth.json" },
        { "XDG_CONFIG_DIR=conf", "conf/containers/auth.json" },
        { "DOCKER_CONFIG=docker", "docker/config.json" },
        { "REGISTRY_AUTH_FILE=only.json|XDG_RUNTIME_DIR=run|DOCKER_CONFIG=docker", "only.json" },
    };

    [Theory]
    [MemberData(nameof(Files))]
    public void Docker_logins_are_looked_up_in_the_files_that_the_SDK_reads(string variables, string file)
    {
        foreach (var pair in variables.Split('|', StringSplitOptions.RemoveEmptyEntries).Select(pair => pair.Split('=')))
        {
            _machine[pair[0]] = _machine.File(pair[1]);
        }

        _machine.Write(file, Fill("""{"auths":{"HOST":AUTH}}"""));

        Assert.Equal($"docker login in {_machine.File(file)}", Check().Origin);
    }

    [Fact]
    public void Docker_logins_are_not_looked_up_in_other_files()
    {
        _machine.Write("home/.docker/config.json", Fill("""{"auths":{"HOST":AUTH}}"""));
        _machine.Write("conf/containers/auth.json", Fill("""{"auths":{"HOST":AUTH}}"""));
        _machine["XDG_CONFIG_HOME"] = _machine.File("conf");
        _machine["DOCKER_CONFIG"] = _machine.File("docker");
        Assert.False(Check().IsPresent);

        _machine["DOCKER_CONFIG"] = null;
        Assert.True(Check().IsPresent);

        // If it is set, no other file is read.
        _machine["REGISTRY_AUTH_FILE"] = _machine.File("none.json");
        Assert.Equal("doesn't exist", Check().WhyNot);
    }

    [Fact]
    public void A_docker_login_is_found_behind_files_without_the_host_and_not_behind_others()
    {
        _machine["XDG_RUNTIME_DIR"] = _machine.File("run");
        _machine.Write("home/.docker/config.json", Fill("""{"auths":{"HOST":AUTH}}"""));

        _machine.Write("run/containers/auth.json", Fill("""{"auths":{"ghcr.io":AUTH}}"""));
        Assert.True(Check().IsPresent);

        _machine.Write("run/containers/auth.json", """{"credsStore":"desktop"}""");
        Assert.False(Check().IsPresent);
    }

    [Fact]
    public void Without_a_home_directory_no_docker_login_is_found()
    {
        _machine["HOME"] = null;
        _machine["USERPROFILE"] = null;

        var presence = Check();

        Assert.Equal("doesn't exist", presence.WhyNot);
        Assert.NotEmpty(presence.LookedAt);
    }

    /// <summary>Files that the tools wrote, see Fixtures/README.md; whether there is a login, and how many warnings.</summary>
    [Theory]
    [InlineData("docker-login", true, 0)]
    [InlineData("docker-logout", false, 0)]
    [InlineData("docker-login-with-store", true, 0)]
    [InlineData("docker-login-with-helper", true, 0)]
    [InlineData("docker-login-then-helper", true, 1)]
    [InlineData("docker-login-then-helper-logout", true, 0)]
    [InlineData("podman-login", true, 0)]
    [InlineData("podman-logout", false, 0)]
    [InlineData("podman-login-namespace", true, 0)]
    [InlineData("helm-login", true, 0)]
    public async Task Docker_configs_as_the_tools_write_them_are_understood(string name, bool isPresent, int warnings)
    {
        Assert.SkipUnless(FakeMachine.HasShell, FakeMachine.NeedsShell);
        _machine["REGISTRY_AUTH_FILE"] = Path.Join(AppContext.BaseDirectory, "DockerConfig", "Fixtures", $"{name}.json");
        _machine.WriteProgram("bin/docker-credential-fake", """echo '{"ServerURL":"x","Username":"iam","Secret":"v1.from-helper"}'""");

        var presence = Check();

        Assert.Equal(isPresent, presence.IsPresent);
        Assert.Equal(warnings, presence.Warnings.Count);
        Assert.All(presence.Warnings, warning => Assert.Contains($"docker logout {Host}", warning.Message, StringComparison.Ordinal));
        if (isPresent)
        {
            var credential = await Source.GetAsync(Hosts.EuWest1, new CredentialLog(), TestContext.Current.CancellationToken);
            Assert.StartsWith("v1.", credential.Password.Reveal(), StringComparison.Ordinal);
            Assert.Equal("iam", credential.UserName);
        }
    }

    public void Dispose() => _machine.Dispose();

    private DockerConfigSource Source => new(_machine.Options);

    private SourceAvailability Check() => Source.Check(Hosts.EuWest1);

    private static string Fill(string json) => new StringBuilder(json).Replace("HOST", Host).Replace("AUTH", Auth).ToString();
}
