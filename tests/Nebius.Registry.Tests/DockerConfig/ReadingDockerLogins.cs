using System.Text;
using Microsoft.Extensions.Time.Testing;
using Nebius.Registry.Credentials;
using Nebius.Registry.DockerConfig;
using Nebius.Registry.Tests.OS;
using Nebius.Registry.Tests.Support;

namespace Nebius.Registry.Tests.DockerConfig;

/// <summary>The credential that the library's own uploads get from a login, in the file itself or from its helper.</summary>
public sealed class ReadingDockerLogins : IDisposable
{
    private const string Canary = "C4n4rySecret9";
    private const string Answer = /*lang=json,strict*/ $$"""{"ServerURL":"x","Username":"iam","Secret":"{{Canary}}"}""";

    private readonly FakeTimeProvider _time = new();
    private readonly FakeMachine _machine;

    public ReadingDockerLogins()
    {
        _machine = new FakeMachine { Time = _time };
        Assert.SkipUnless(FakeMachine.HasShell, FakeMachine.NeedsShell);
    }

    [Theory]
    [InlineData("iam:" + Canary, Canary)]
    [InlineData("iam:" + Canary + "\0\0", Canary)]
    [InlineData("iam:" + Canary + "\r\n", Canary)]
    [InlineData("iam:with:colons", "with:colons")]
    public async Task A_docker_login_is_read_from_the_config_file(string decoded, string password)
    {
        var file = WriteAuth(decoded);

        var credential = await GetAsync();

        Assert.Equal(password, credential.Password.Reveal());
        Assert.Equal("iam", credential.UserName);
        Assert.Equal(CredentialSourceKind.DockerConfig, credential.Source);
        Assert.Equal($"docker login in {file}", credential.Origin);
    }

    [Theory]
    [InlineData("iam")]
    [InlineData(":" + Canary)]
    [InlineData("iam:")]
    [InlineData("iam:\n")]
    public async Task A_docker_login_without_a_user_or_password_is_an_error(string decoded)
    {
        WriteAuth(decoded);

        await Leaks.FailsWithAsync(MessageCodes.DockerConfigMalformed, () => GetAsync(), Canary);
    }

    [Theory]
    [InlineData("\"auth\":\"*" + Canary + "*\"", "isn't base64")]
    [InlineData("\"auth\":\"" + Canary + "\"", "isn't base64")]
    [InlineData("\"auth\":\"aWFtOmE=\",\"identitytoken\":\"" + Canary + "\"", "'identitytoken'")]
    [InlineData("\"identitytoken\":\"" + Canary + "\"", "'identitytoken'")]
    public async Task A_docker_login_of_a_kind_that_Nebius_does_not_issue_is_an_error(string entry, string text)
    {
        _machine.Write("home/.docker/config.json", $"{{\"auths\":{{\"{Hosts.EuWest1}\":{{{entry}}}}}}}");

        var error = await Leaks.FailsWithAsync(MessageCodes.DockerConfigMalformed, () => GetAsync(), Canary);
        Assert.Contains(text, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"credHelpers":{"HOST":"x"}}""")]
    [InlineData("""{"credsStore":"x","auths":{"HOST":{}}}""")]
    public async Task A_docker_login_is_read_from_a_credential_helper_as_docker_asks_it(string json)
    {
        var file = WriteConfig(json);
        WriteHelper($"printf '%s|' \"$*\" > '{_machine.File("asked")}'; cat >> '{_machine.File("asked")}'; echo '{Answer}'");

        var credential = await GetAsync();

        Assert.Equal(Canary, credential.Password.Reveal());
        Assert.Equal($"credential helper 'x' of {file}", credential.Origin);
        Assert.Equal($"get|{Hosts.EuWest1}", await File.ReadAllTextAsync(_machine.File("asked"), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_docker_login_is_read_from_a_helper_that_left_a_child_with_its_output()
    {
        WriteConfig("""{"credHelpers":{"HOST":"x"}}""");
        WriteHelper($"cat >/dev/null; sleep 20 & echo '{Answer}'");

        Assert.Equal(Canary, (await GetAsync()).Password.Reveal());
    }

    /// <summary>What the helper does, and a text of the error.</summary>
    public static TheoryData<string, string> Failures => new()
    {
        { "true", "isn't JSON with Username and Secret" },
        { $"echo '{Canary}'", "isn't JSON with Username and Secret" },
        { $$"""echo '{"Secret":"{{Canary}}"}'""", "isn't JSON with Username and Secret" },
        { $$"""echo '{"Username":"","Secret":"{{Canary}}"}'""", "isn't JSON with Username and Secret" },
        { $$"""echo '{"Username":["{{Canary}}"],"Secret":"{{Canary}}"}'""", "isn't JSON with Username and Secret" },
        { $$"""echo '{"Username":"iam","Secret":"\ud800{{Canary}}"}'""", "isn't JSON with Username and Secret" },
        { $"echo '{Answer}{Answer}'", "isn't JSON with Username and Secret" },
        { $$"""echo '{"Username":"<token>","Secret":"{{Canary}}"}'""", "identity token" },
        { "echo 'credentials not found in native keychain'; exit 1", "no login for this host" },
        { "echo 'x: credentials not found in native keychain' >&2; exit 1", "no login for this host" },
        { $"echo '{Answer}'; exit 2", "returned no login for cr.eu-west1.nebius.cloud: exit code 2." },
        { $"echo '{Answer}'; echo 'gpg failed for v1.{Canary}' >&2; exit 2", "exit code 2, \"gpg failed for [removed]\"" },
        { $"yes '{Answer}'", "printed more than 64 KiB" },
    };

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task A_credential_helper_that_fails_is_an_error_that_does_not_show_its_answer(string script, string text)
    {
        var file = WriteConfig("""{"credHelpers":{"HOST":"x"}}""");
        WriteHelper(script);

        var error = await Leaks.FailsWithAsync(MessageCodes.CredentialHelperFailed, () => GetAsync(), Canary);
        Assert.Contains(text, error.Message, StringComparison.Ordinal);
        Assert.Contains($"The credential helper docker-credential-x (named in '{file}') returned no login for", error.Message, StringComparison.Ordinal);
        Assert.Contains($"docker login {Hosts.EuWest1} --username iam", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_credential_helper_that_hangs_is_stopped_after_ten_seconds()
    {
        WriteConfig("""{"credHelpers":{"HOST":"x"}}""");
        WriteHelper("exec sleep 1000");

        var get = GetAsync();
        _time.Advance(TimeSpan.FromSeconds(10));

        var error = await Leaks.FailsWithAsync(MessageCodes.CredentialHelperFailed, () => get.WaitAsync(TimeSpan.FromMinutes(2)));
        Assert.Contains("no answer within 10 seconds", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_or_not_executable_helper_gives_a_warning_first_and_then_an_error()
    {
        WriteConfig("""{"credHelpers":{"HOST":"x"}}""");
        await WarnsAndFailsAsync("docker-credential-x isn't on PATH");

        var program = _machine.Write("bin/docker-credential-x", "#!/bin/sh");
        await WarnsAndFailsAsync($"docker-credential-x isn't executable (chmod +x '{program}')");
    }

    [Theory]
    [InlineData("nebius")]
    [InlineData("nebius-registry")]
    public async Task The_Nebius_credential_helpers_are_never_run(string name)
    {
        _machine.WriteProgram($"bin/docker-credential-{name}", $"touch '{_machine.File("ran")}'; echo '{Answer}'");
        var helper = new DockerCredentialHelperClient(name, _machine.Settings);

        await Assert.ThrowsAsync<InvalidOperationException>(
            () => helper.GetAsync(Hosts.EuWest1, "file", TimeProvider.System, TestContext.Current.CancellationToken));
        Assert.False(File.Exists(_machine.File("ran")));
    }

    [Fact]
    public async Task A_user_name_that_Nebius_does_not_use_is_warned_about_once()
    {
        WriteAuth($"me:{Canary}");
        Assert.Contains("Expected: iam", Assert.Single(Source.Check(Hosts.EuWest1).Warnings).Message, StringComparison.Ordinal);
        var notes = new CredentialLog();
        Assert.Equal("me", (await Source.GetAsync(Hosts.EuWest1, notes, TestContext.Current.CancellationToken)).UserName);
        Assert.Empty(notes.Warnings);

        WriteConfig("""{"credHelpers":{"HOST":"x"}}""");
        WriteHelper("""echo '{"Username":"me","Secret":"s"}'""");
        Assert.Empty(Source.Check(Hosts.EuWest1).Warnings);
        await Source.GetAsync(Hosts.EuWest1, notes, TestContext.Current.CancellationToken);
        Assert.Equal(MessageCodes.DockerConfigTrap, Assert.Single(notes.Warnings).Code);
    }

    [Fact]
    public async Task Any_user_name_is_accepted_for_another_registry()
    {
        var host = Hosts.Trusted("localhost:5000");
        _machine.Write("home/.docker/config.json", """{"auths":{"localhost:5000":{"auth":"bWU6cHc="}}}""");

        Assert.Empty(Source.Check(host).Warnings);
        Assert.Equal("me", (await Source.GetAsync(host, new CredentialLog(), TestContext.Current.CancellationToken)).UserName);
    }

    [Fact]
    public async Task A_credential_helper_that_is_named_like_a_secret_is_not_shown()
    {
        const string Name = "ne1C4n4ryToken0123456789abcdefGHIJKL";
        WriteConfig($"{{\"credHelpers\":{{\"HOST\":\"{Name}\"}}}}");

        var presence = Source.Check(Hosts.EuWest1);
        Assert.DoesNotContain(Name, presence.ToString() + presence.Warnings[0], StringComparison.Ordinal);
        await Leaks.FailsWithAsync(MessageCodes.CredentialHelperFailed, () => GetAsync(), Name);
    }

    public void Dispose() => _machine.Dispose();

    private DockerConfigSource Source => new(_machine.Options);

    private Task<SourceCredential> GetAsync() => Source.GetAsync(Hosts.EuWest1, new CredentialLog(), TestContext.Current.CancellationToken);

    private string WriteAuth(string decoded) => WriteConfig(
        $"{{\"auths\":{{\"HOST\":{{\"auth\":\"{Convert.ToBase64String(Encoding.UTF8.GetBytes(decoded))}\"}}}}}}");

    private string WriteConfig(string json) =>
        _machine.Write("home/.docker/config.json", json.Replace("HOST", Hosts.EuWest1.Name, StringComparison.Ordinal));

    private void WriteHelper(string script) => _machine.WriteProgram("bin/docker-credential-x", script);

    private async Task WarnsAndFailsAsync(string text)
    {
        var warning = Assert.Single(Source.Check(Hosts.EuWest1).Warnings);
        Assert.Equal(MessageCodes.DockerConfigTrap, warning.Code);
        Assert.Contains(text, warning.Message, StringComparison.Ordinal);
        var error = await Leaks.FailsWithAsync(MessageCodes.CredentialHelperFailed, () => GetAsync());
        Assert.Contains(text, error.Message, StringComparison.Ordinal);
    }
}
