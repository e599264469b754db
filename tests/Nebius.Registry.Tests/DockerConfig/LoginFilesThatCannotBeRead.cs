using System.Text;
using Nebius.Registry.Credentials;
using Nebius.Registry.Tests.OS;
using Nebius.Registry.Tests.Support;

namespace Nebius.Registry.Tests.DockerConfig;

/// <summary>A file that cannot be read stops the search only if it may hold a login for the host.</summary>
public sealed class LoginFilesThatCannotBeRead : IDisposable
{
    private const string Canary = "c4n4ryQ2Fu";
    private readonly FakeMachine _machine = new();

    public static TheoryData<string, string> Malformed => new()
    {
        { """{"auths":{"cr.eu-west1.nebius.cloud":{"auth":"c4n4ryQ2Fu"},}}""", "isn't valid JSON (line 1, column " },
        { """{"auths":{"cr.eu-west1.nebius.cloud":{"auth":"c4n4ryQ2Fu}}}""", "isn't valid JSON (line " },
        { """// c4n4ryQ2Fu cr.eu-west1.nebius.cloud""", "isn't valid JSON (line 1, column 1)" },
        { """["cr.eu-west1.nebius.cloud"]""", "wrong type" },
        { """{"auths":{"cr.eu-west1.nebius.cloud":"c4n4ryQ2Fu"}}""", "wrong type" },
        { """{"auths":{"cr.eu-west1.nebius.cloud":{"auth":1}}}""", "wrong type" },
        { """{"auths":{"\ud800":{},"cr.eu-west1.nebius.cloud":{}}}""", "wrong type" },
        { """{"credHelpers":[],"auths":{"cr.eu-west1.nebius.cloud":{"auth":"c4n4ryQ2Fu"}}}""", "wrong type" },
        { """{"credHelpers":{"cr.eu-west1.nebius.cloud":null}}""", "wrong type" },
        { """{"credsStore":null,"auths":{"cr.eu-west1.nebius.cloud":{}}}""", "wrong type" },
    };

    [Theory]
    [MemberData(nameof(Malformed))]
    public async Task A_malformed_docker_config_with_the_host_in_it_is_an_error(string json, string what)
    {
        var file = _machine.Write("home/.docker/config.json", json);
        await StopsAsync(file, what);
    }

    [Fact]
    public async Task A_docker_config_in_UTF_16_as_PowerShell_writes_it_is_an_error()
    {
        var file = _machine.Write("home/.docker/config.json", string.Empty);
        await File.WriteAllTextAsync(
            file, """{"auths":{"cr.eu-west1.nebius.cloud":{}}}""", Encoding.Unicode, TestContext.Current.CancellationToken);
        await StopsAsync(file, "isn't valid JSON");
    }

    [Fact]
    public async Task A_malformed_login_file_before_one_with_the_host_is_an_error()
    {
        _machine["XDG_RUNTIME_DIR"] = _machine.File("run");
        var file = _machine.Write("run/containers/auth.json", "{");
        Assert.False(Check().IsPresent);

        _machine.Write("home/.docker/config.json", """{"credHelpers":{"cr.eu-west1.nebius.cloud":"pass"}}""");
        await StopsAsync(file, "isn't valid JSON");
    }

    [Fact]
    public async Task A_docker_config_larger_than_1_MB_is_an_error()
    {
        var file = _machine.Write("home/.docker/config.json", "{" + new string(' ', 1024 * 1024) + "}");
        await StopsAsync(file, "larger than 1 MiB");
    }

    [Fact]
    public async Task A_docker_config_that_this_user_may_not_read_is_an_error()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows() || Environment.UserName == "root", "Root may read every file, and Windows has other rights.");
        var file = _machine.Write("home/.docker/config.json", "{}");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(file, UnixFileMode.None);
        }

        await StopsAsync(file, "may not be read by this user");
    }

    [Fact]
    public void Reading_the_logins_does_not_wait_for_a_pipe()
    {
        Assert.SkipUnless(FakeMachine.HasShell, FakeMachine.NeedsShell);
        _machine["REGISTRY_AUTH_FILE"] = _machine.MakePipe("pipe");
        Assert.False(Check().IsPresent);

        File.CreateSymbolicLink(_machine.File("link"), _machine.File("pipe"));
        _machine["REGISTRY_AUTH_FILE"] = _machine.File("link");
        Assert.False(Check().IsPresent);
    }

    [Fact]
    public void A_link_to_a_docker_config_is_followed()
    {
        Assert.SkipUnless(FakeMachine.HasShell, FakeMachine.NeedsShell);
        File.CreateSymbolicLink(_machine.File("link"), _machine.Write("real.json", """{"auths":{"cr.eu-west1.nebius.cloud":{"auth":"aWFtOmE="}}}"""));
        _machine["REGISTRY_AUTH_FILE"] = _machine.File("link");
        Assert.True(Check().IsPresent);
    }

    public void Dispose() => _machine.Dispose();

    private SourceAvailability Check() => new DockerConfigSource(_machine.Options).Check(Hosts.EuWest1);

    private async Task StopsAsync(string file, string what)
    {
        var presence = Check();
        Assert.Equal($"docker login in {file}", presence.Origin);
        Assert.Contains(what, Assert.Single(presence.Warnings).Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Canary, presence.Warnings[0].Message, StringComparison.Ordinal);

        var error = await Leaks.FailsWithAsync(
            MessageCodes.DockerConfigMalformed,
            () => new DockerConfigSource(_machine.Options).GetAsync(Hosts.EuWest1, new CredentialLog(), TestContext.Current.CancellationToken),
            Canary);
        Assert.Contains($"'{file}' ", error.Message, StringComparison.Ordinal);
        Assert.Contains(what, error.Message, StringComparison.Ordinal);
    }
}
