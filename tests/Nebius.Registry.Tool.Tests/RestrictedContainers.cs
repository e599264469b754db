using Nebius.Registry.Testing;
using Nebius.Registry.Tool.Tests.Infrastructure;

namespace Nebius.Registry.Tool.Tests;

/// <summary>
/// The command in containers of CI systems: a user without a name, a read-only root, a /tmp that is open to everybody and without
/// programs, no space in shared memory.
/// </summary>
public sealed class RestrictedContainers(InstalledTool tool)
{
    // sed removes the secret from each answer.
    [Fact]
    public async Task The_helper_gives_the_credential_with_any_home_and_any_temp_directory()
    {
        await using var scene = await StartAsync();
        string[] environments =
        [
            "-u HOME", "HOME=/", "HOME=/root", "HOME=/nonexistent", "HOME=relative", "HOME=/dev/null", "HOME=/dev/shm",
            $"HOME={scene.Home} TMPDIR=/nowhere", $"HOME={scene.Home} TMPDIR=/usr XDG_RUNTIME_DIR=/usr XDG_CACHE_HOME=/usr",
        ];
        var asked = string.Join('\n', environments.Select(environment =>
            $"printf {Scene.West} | env {environment} docker-credential-nebius-registry get 2>&1 | sed 's/\"Secret\":\"[^\"]*\"/gave it/'; echo"));

        var result = await RunAsync(scene, asked);

        var expected = $$"""{"ServerURL":"{{Scene.West}}","Username":"iam",gave it}""";
        Assert.Equal(Enumerable.Repeat(expected, environments.Length), result.Succeeds().Output.Split('\n', StringSplitOptions.RemoveEmptyEntries));

        // The last two have a home, but XDG_CACHE_HOME puts the cache of the second one elsewhere, so both exchange.
        Assert.Equal(environments.Length, scene.World.Iam.ExchangeCount);
    }

    [Fact]
    public async Task The_doctor_finds_no_error_without_HOME_and_says_how_to_name_each_login_file()
    {
        Testing.Tool.Require("docker", "podman", "helm");
        await using var scene = await StartAsync();

        var report = await RunAsync(scene, "nebius-registry doctor eu-west1/e00abc/app");

        report.Succeeds().Says("No errors.").Says("cached in memory only: HOME is not set").DoesNotSay("SSL_CERT_FILE")
            .Says("export DOCKER_CONFIG=").Says("export REGISTRY_AUTH_FILE=").Says("export HELM_REGISTRY_CONFIG=")
            .Matches(@"! the \.NET SDK +can't make images \(NEBIUS1417\)").Says("export XDG_CACHE_HOME=");
    }

    [Fact]
    public async Task Configure_names_a_directory_that_works_where_the_home_cannot_be_written()
    {
        await using var scene = await StartAsync();

        var readOnly = await RunAsync(scene, "export HOME=/; nebius-registry configure eu-west1");
        var forbidden = await RunAsync(scene, "export HOME=/root; nebius-registry configure eu-west1");
        var full = await RunAsync(scene, "export HOME=/dev/shm; nebius-registry configure eu-west1");
        var advised = await RunAsync(scene, "export HOME=/; export DOCKER_CONFIG=\"$(mktemp -d)\"; nebius-registry configure eu-west1");

        readOnly.Fails().Says("NEBIUS1702").Says("its file system is read-only").Says("export DOCKER_CONFIG=\"$(mktemp -d)\"");
        forbidden.Fails().Says("'/root' isn't writable for this user (id 64999)").Says("export DOCKER_CONFIG=\"$(mktemp -d)\"");
        full.Fails().Says("NEBIUS1702").Says("no space is left").Says("df -h '/dev/shm");
        advised.Succeeds();
    }

    private async Task<Scene> StartAsync()
    {
        var scene = await Scene.StartAsync(tool.Packages);
        await Confinement.RequireAsync(scene);
        return scene;
    }

    private Task<CommandResult> RunAsync(Scene scene, string script) => new Confinement(Confinement.FullSharedMemory).RunAsync(
        scene, ["sh", "-c", script], tool.With(scene.WithAuthorizedKey), Path.GetDirectoryName(tool.Folder)!);
}
