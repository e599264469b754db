using Nebius.Registry.DockerConfig;
using Nebius.Registry.Tests.OS;

namespace Nebius.Registry.Tests.DockerConfig;

/// <summary>Where docker, podman and helm keep their logins, as their variables say.</summary>
public sealed class LoginFilesOfOtherTools : IDisposable
{
    private readonly FakeMachine _machine = new();

    public void Dispose() => _machine.Dispose();

    [Fact]
    public void Podman_without_a_session_directory_reads_the_users_directory_under_run()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "elsewhere podman has its file in the home");

        Assert.Matches("^/run/containers/[0-9]+/auth.json$", ConfigFilePaths.OfPodman(_machine.Options.Settings));
    }

    [Fact]
    public void Podman_also_reads_the_file_in_the_home_directory_and_dockers_file()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "elsewhere podman has its file in the home");
        _machine["XDG_RUNTIME_DIR"] = _machine.File("run");

        Assert.Equal(
            [_machine.File("run/containers/auth.json"), _machine.File("home/.config/containers/auth.json"), _machine.File("home/.docker/config.json")],
            ConfigFilePaths.ReadByPodman(_machine.Options.Settings));
    }

    [Fact]
    public void Podman_reads_only_the_file_that_REGISTRY_AUTH_FILE_names()
    {
        _machine["REGISTRY_AUTH_FILE"] = _machine.File("only.json");

        Assert.Equal([_machine.File("only.json")], ConfigFilePaths.ReadByPodman(_machine.Options.Settings));
    }

    [Theory]
    [InlineData("HELM_REGISTRY_CONFIG", "helm.json", "helm.json")]
    [InlineData("HELM_CONFIG_HOME", "helm", "helm/registry/config.json")]
    [InlineData("XDG_CONFIG_HOME", "config", "config/helm/registry/config.json")]
    public void Helm_reads_its_own_login_file_and_then_dockers(string variable, string value, string expected)
    {
        _machine[variable] = _machine.File(value);

        Assert.Equal([_machine.File(expected), _machine.File("home/.docker/config.json")], ConfigFilePaths.ReadByHelm(_machine.Options.Settings));
    }
}
