using System.Text;
using Nebius.Registry.DockerConfig;
using Nebius.Registry.Tests.OS;

namespace Nebius.Registry.Tests.DockerConfig;

/// <summary>
/// What docker and podman find in a file. Each row was also given to docker 28.2.2 and podman 4.3.1, with an emulated registry.
/// </summary>
public sealed class LoginFilesAsDockerReadsThem : IDisposable
{
    private const string Host = "cr.eu-west1.nebius.cloud";
    private const string Unreadable = "unreadable";
    private const string None = "none";

    private readonly FakeMachine _machine = new();

    public void Dispose() => _machine.Dispose();

    [Theory]
    [InlineData("""{"auths":{"HOST":{"auth":"aWFtOmE="}}}""", "Inline iam:a", "Inline iam:a")]
    [InlineData("""{"AUTHS":{"HOST":{"auth":"aWFtOmE="}}}""", "Inline iam:a", "Inline iam:a")]
    [InlineData("""{"auths":{"https://HOST/v1/":{"auth":"aWFtOmE="},"HOST":{"auth":"aWFtOmI="}}}""", "Inline iam:b", "Inline iam:b")]
    [InlineData("""{"auths":{"HOST":{"auth":"aWFtOmEK"}}}""", "Inline iam:a\n", "Inline iam:a\n")]
    [InlineData("""{"auths":{"HOST":{"username":"iam","password":"a"}}}""", "Inline iam:a", None)]
    [InlineData("""{"auths":{"HOST":{"username":"iam","password":"a","auth":"aWFtOmI="}}}""", "Inline iam:b", "Inline iam:b")]
    [InlineData("""{"auths":{"HOST":{"username":"iam"}}}""", None, None)]
    [InlineData("""{"credsStore":"","auths":{"HOST":{"auth":"aWFtOmE="}}}""", "Inline iam:a", "Inline iam:a")]
    [InlineData("""{"credsStore":"x","credHelpers":{"HOST":""},"auths":{"HOST":{"auth":"aWFtOmE="}}}""", "Inline iam:a", "Helper ")]
    [InlineData("""{"CredsStore":"x"}""", "Store x", None)]
    [InlineData("""{"credsStore":"x","credsstore":"y"}""", "Store y", None)]
    [InlineData("""{"credhelpers":{"HOST":"x"}}""", "Helper x", "Helper x")]
    [InlineData("""{"credHelpers":{"HOST":"x"},"credhelpers":{"a":"y"}}""", "Helper x", "Helper x")]
    [InlineData("""{"credHelpers":{"HOST":"x"},"credhelpers":{"HOST":"y"}}""", "Helper y", "Helper y")]
    [InlineData("\ufeff{}", Unreadable, Unreadable)]
    [InlineData("", None, Unreadable)]
    [InlineData("{} x", None, Unreadable)]
    [InlineData("[]", Unreadable, Unreadable)]
    [InlineData("""{"psFormat":1}""", Unreadable, None)]
    [InlineData("""{"HttpHeaders":{"a":1}}""", Unreadable, None)]
    [InlineData("""{"pruneFilters":"a"}""", Unreadable, None)]
    [InlineData("""{"psFormat":null,"auths":null}""", None, None)]
    [InlineData("""{"unknown":1}""", None, None)]
    [InlineData("""{"auths":{"ghcr.io":{"auth":"!!!"},"HOST":{"auth":"aWFtOmE="}}}""", Unreadable, "Inline iam:a")]
    [InlineData("""{"auths":{"ghcr.io":{"auth":5},"HOST":{"auth":"aWFtOmE="}}}""", Unreadable, Unreadable)]
    [InlineData("""{"credHelpers":{"ghcr.io":5}}""", Unreadable, Unreadable)]
    public void A_file_is_read_as_docker_and_podman_read_it(string content, string docker, string podman)
    {
        var file = LoginFile.Read(_machine.Write("config.json", content.Replace("HOST", Host, StringComparison.Ordinal)))!;

        Assert.Equal((docker, podman), (Shown(LoginInFile.Read(file, Host, LoginRules.Docker)), Shown(LoginInFile.Read(file, Host, LoginRules.Podman))));
    }

    [Theory]
    [InlineData("DOCKER_CONFIG", "~/x", "~/x/config.json")]
    [InlineData("REGISTRY_AUTH_FILE", "~/auth.json", "~/auth.json")]
    public void A_tilde_is_taken_as_docker_and_podman_take_it_and_reported(string variable, string value, string expected)
    {
        _machine[variable] = value;
        var settings = _machine.Settings;

        Assert.Equal(_machine.File(expected), variable == "DOCKER_CONFIG" ? ConfigFilePaths.OfDocker(settings) : ConfigFilePaths.OfPodman(settings));
        var (text, next) = Assert.Single(ConfigFilePaths.UnexpandedHomes(settings, variable));
        Assert.Contains(_machine.File(expected[..3]), text, StringComparison.Ordinal);
        Assert.Equal($"export {variable}=\"$HOME{value[1..]}\"", next);
    }

    [Fact]
    public void The_file_that_is_kept_for_podman_is_in_the_home_directory()
    {
        _machine["XDG_RUNTIME_DIR"] = _machine.File("run");
        Assert.Equal(_machine.File("home/.config/containers/auth.json"), ConfigFilePaths.KeptForPodman(_machine.Settings));

        _machine["XDG_CONFIG_HOME"] = _machine.File("config");
        Assert.Equal(_machine.File("config/containers/auth.json"), ConfigFilePaths.KeptForPodman(_machine.Settings));

        _machine["REGISTRY_AUTH_FILE"] = _machine.File("only.json");
        Assert.Equal(_machine.File("only.json"), ConfigFilePaths.KeptForPodman(_machine.Settings));
    }

    [Fact]
    public void A_login_that_podman_reads_first_is_reported()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "elsewhere podman has one file");
        _machine["XDG_RUNTIME_DIR"] = _machine.File("run");
        var session = _machine.Write("run/containers/auth.json", """{"auths":{"HOST":{"auth":"aWFtOmE="}}}""".Replace("HOST", Host, StringComparison.Ordinal));
        var kept = ConfigFilePaths.KeptForPodman(_machine.Settings);

        Assert.Contains(
            $"nebius-registry logout {Host} --keep-helper --podman --file '{session}'",
            Assert.Single(PodmanFiles.Before(kept, [Host], _machine.Settings)),
            StringComparison.Ordinal);

        _machine.Write("docker/config.json", "{}");
        _machine["DOCKER_CONFIG"] = _machine.File("docker");
        Assert.Contains("DOCKER_CONFIG is set", Assert.Single(PodmanFiles.Before(kept, [Host], _machine.Settings)), StringComparison.Ordinal);
    }

    private static string Shown(LoginInFile found) => found switch
    {
        { Problem: not null } => Unreadable,
        { Login: { Kind: LoginKind.Inline } login } => $"Inline {login.DecodeExactly()!.UserName}:{login.DecodeExactly()!.Password.Reveal()}",
        { Login: { } login } => $"{login.Kind} {login.Helper}",
        _ => None,
    };
}
