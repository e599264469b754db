using Nebius.Registry.Build.Tests.Infrastructure;
using Nebius.Registry.Testing;

namespace Nebius.Registry.Build.Tests;

/// <summary>A login with docker or podman is enough: the SDK reads their files, and the package leaves the push to it.</summary>
public sealed class PushWithADockerLogin(ServedApp app) : IClassFixture<ServedApp>
{
    [Fact]
    public async Task A_push_uses_a_docker_login_for_its_host()
    {
        var folder = DockerLogin.Write(app.Scene, Scene.West, "iam", app.Scene.StaticKey.Token);
        var tag = NewTag();

        var published = await app.PublishAsync(With(folder), $"-p:ContainerImageTag={tag}");

        published.Pushed(app.Scene.WestRegistry, ServedApp.Repository, tag);
        published.Says($"Nebius: push to {Scene.West} with DockerConfig (docker login in {folder}/config.json), which the SDK reads itself");
    }

    [Theory]
    [InlineData(Scene.North)]
    [InlineData(Scene.West + ":443")]
    [InlineData(Scene.West + ".example.test")]
    [InlineData("nebius.cloud")]
    public async Task A_docker_login_for_another_host_is_not_used(string host)
    {
        var folder = DockerLogin.Write(app.Scene, host, "iam", app.Scene.StaticKey.Token);

        (await app.PublishAsync(With(folder))).IsExplained(app.LastLog, "NEBIUS1201", $"no login for {Scene.West}", "nebius-registry static-key issue");
    }

    [Fact]
    public async Task A_push_uses_a_docker_login_from_a_credential_helper()
    {
        Tool.Require("sh");
        var folder = Config("""{ "credHelpers": { "HOST": "fake" } }""");
        var asked = Path.Join(folder, "asked");
        Script.Write(folder, "docker-credential-fake", $$"""
            cat >> {{asked}}
            echo '{ "ServerURL": "{{Scene.West}}", "Username": "iam", "Secret": "{{app.Scene.StaticKey.Token}}" }'
            """);
        var tag = NewTag();

        var published = await app.PublishAsync(With(folder), $"-p:ContainerImageTag={tag}");

        published.Pushed(app.Scene.WestRegistry, ServedApp.Repository, tag);
        published.Says($"with DockerConfig (credential helper 'fake' of {folder}/config.json), which the SDK reads itself");
        Assert.StartsWith(Scene.West, await File.ReadAllTextAsync(asked, TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_credential_helper_is_reported_before_the_push()
    {
        var folder = Config("""{ "credHelpers": { "HOST": "missing" } }""");

        var published = await app.PublishAsync(With(folder));

        published.IsExplained(app.LastLog, "NEBIUS1216", "docker-credential-missing isn't on PATH");
        Assert.DoesNotContain(app.LastLog.Errors, error => error.Code?.StartsWith("CONTAINER", StringComparison.Ordinal) == true);
    }

    [Fact]
    public async Task A_push_with_a_stale_docker_login_is_explained()
    {
        var folder = DockerLogin.Write(app.Scene, Scene.West, "iam", "stale");

        var published = await app.PublishAsync(With(folder));

        published.IsExplained(app.LastLog, "NEBIUS1401", $"docker login {Scene.West} --username iam --password-stdin", $"docker logout {Scene.West}");
    }

    /// <summary>The helper asks the CLI, which may open a browser; the package's own sources find the same credential without it.</summary>
    [Fact]
    public async Task The_credential_helper_of_the_Nebius_CLI_is_not_run()
    {
        Tool.Require("sh");
        var folder = Config("""{ "credHelpers": { "HOST": "nebius" } }""");
        var ran = Path.Join(folder, "ran");
        Script.Write(folder, "docker-credential-nebius", $"touch {ran}; exit 1");

        (await app.PublishAsync(With(folder))).IsExplained(app.LastLog, "NEBIUS1201", "names the helper 'nebius'");
        var environment = With(folder);
        environment["NEBIUS_AUTHORIZED_KEY_FILE"] = app.Scene.AuthorizedKeyFile;
        (await app.PublishAsync(environment)).Succeeds().Says("with AuthorizedKey").DoesNotSay("DockerConfig");

        Assert.False(File.Exists(ran));
    }

    private static string NewTag() => $"{Guid.NewGuid():N}";

    private static Dictionary<string, string?> With(string folder) => new() { ["DOCKER_CONFIG"] = folder, ["PATH"] = Script.Path(folder) };

    private string Config(string json)
    {
        var folder = Directory.CreateDirectory(Path.Join(app.Scene.Secrets, Path.GetRandomFileName())).FullName;
        File.WriteAllText(Path.Join(folder, "config.json"), json.Replace("HOST", Scene.West, StringComparison.Ordinal));
        return folder;
    }
}
