using System.Runtime.Versioning;
using System.Text;
using System.Text.Json.Nodes;
using Nebius.Registry.Testing;
using Nebius.Registry.Tool.Tests.Infrastructure;

namespace Nebius.Registry.Tool.Tests;

/// <summary>Compares what the doctor says about docker, podman and helm with what they do with the same files.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class CredentialsOfOtherPrograms(InstalledTool tool)
{
    private const string Login = "LOGIN";
    private const string Good = """{ "auths": { "HOST": { "auth": "LOGIN" } } }""";

    // The content of docker's file, whether docker gets in, and what the doctor says.
    [Theory]
    [InlineData("""{}""", false, "no credential")]
    [InlineData(Good, true, "uses a login in a file")]
    [InlineData("""{ "auths": { "https://HOST/v2/": { "auth": "LOGIN" } } }""", true, "uses a login in a file")]
    [InlineData("""{ "credsStore": "good" }""", true, "asks a store")]
    [InlineData("""{ "credsStore": "", "auths": { "HOST": { "auth": "LOGIN" } } }""", true, "uses a login in a file")]
    [InlineData("""{ "credHelpers": { "HOST": "" }, "auths": { "HOST": { "auth": "LOGIN" } } }""", true, "uses a login in a file")]
    [InlineData("""{ "credHelpers": null, "credsStore": null, "auths": { "HOST": { "auth": "LOGIN" } } }""", true, "uses a login in a file")]
    [InlineData("""{ "credHelpers": { "HOST": "good" }, "credsStore": "none" }""", true, "asks a helper")]
    [InlineData("""{ "credHelpers": { "HOST": "missing" } }""", false, "asks a helper that can't be run")]
    [InlineData("""{ "credHelpers": { "HOST": "missing" }, "auths": { "HOST": { "auth": "LOGIN" } } }""", true, "asks a helper that can't be run")]
    [InlineData("""{ "auths": { "HOST": { "auth": "!!!" } } }""", false, "login can't be used")]
    public async Task The_doctor_says_which_credential_docker_uses(string file, bool getsIn, string said)
    {
        Testing.Tool.Require("docker");
        await using var scene = await Scene.StartAsync(tool.Packages);
        var environment = Environment(scene, ("docker/config.json", file));

        var asked = await scene.RunAsync("docker", ["manifest", "inspect", await scene.SeedBaseImageAsync(scene.WestRegistry)], environment);

        Assert.Equal((getsIn, said, !getsIn && said != "no credential"), await SaidAsync(scene, environment, "docker", asked));
    }

    [Theory]
    [InlineData("""{}""", """{}""", false, "no credential")]
    [InlineData(Good, """{}""", true, "uses a login in a file")]
    [InlineData("""{}""", Good, true, "uses a login in a file")]
    [InlineData("""{ "credHelpers": null, "auths": { "HOST": { "auth": "LOGIN" } } }""", """{}""", true, "uses a login in a file")]
    [InlineData("""{ "auths": { "HOST/otherns": { "auth": "LOGIN" } } }""", """{}""", false, "no credential")]
    [InlineData("""{ "credHelpers": { "HOST": "good" } }""", """{}""", true, "asks a helper")]
    [InlineData("""{ "credHelpers": { "HOST": "none" } }""", Good, true, "asks a helper")]
    [InlineData("""{ "credHelpers": { "HOST": "missing" } }""", Good, false, "asks a helper that can't be run")]
    [InlineData("""{ "credsStore": "good" }""", """{}""", false, "no credential")]
    public async Task The_doctor_says_which_credential_podman_uses(string own, string dockers, bool getsIn, string said)
    {
        Testing.Tool.Require("podman");
        await using var scene = await Scene.StartAsync(tool.Packages);
        var environment = Environment(scene, ("run/containers/auth.json", own), ("home/.docker/config.json", dockers));
        environment["XDG_RUNTIME_DIR"] = Path.Join(scene.Secrets, "run");
        environment["HOME"] = Path.Join(scene.Secrets, "home");
        environment.Remove("DOCKER_CONFIG");

        var asked = await scene.RunAsync("podman", ["login", "--get-login", Scene.West], environment);

        Assert.Equal((getsIn, said, !getsIn && said != "no credential"), await SaidAsync(scene, environment, "podman", asked));
    }

    [Theory]
    [InlineData("""{}""", """{}""", false, "no credential")]
    [InlineData(Good, """{}""", true, "uses a login in a file")]
    [InlineData("""{}""", Good, true, "uses a login in a file")]
    [InlineData("""{ "credHelpers": { "HOST": "none" } }""", Good, true, "asks a helper")]
    [InlineData("""{ "credHelpers": { "HOST": "missing" } }""", Good, true, "asks a helper that can't be run")]
    public async Task The_doctor_says_which_credential_helm_uses(string own, string dockers, bool getsIn, string said)
    {
        Testing.Tool.Require("helm");
        await using var scene = await Scene.StartAsync(tool.Packages);
        scene.WriteChart("app", "app", "1.2.3");
        var environment = Environment(scene, ("helm.json", own), ("docker/config.json", dockers));
        environment["HELM_REGISTRY_CONFIG"] = Path.Join(scene.Secrets, "helm.json");
        (await scene.RunAsync("helm", ["package", "app"], environment)).Succeeds();

        var asked = await scene.RunAsync("helm", ["push", "app-1.2.3.tgz", $"oci://{Scene.West}/e00abc/charts"], environment);

        Assert.Equal((getsIn, said, !getsIn && said != "no credential"), await SaidAsync(scene, environment, "helm", asked));
    }

    private static Dictionary<string, string?> Environment(Scene scene, params (string Path, string Content)[] files)
    {
        var login = Convert.ToBase64String(Encoding.UTF8.GetBytes($"iam:{scene.StaticKey.Token}"));
        foreach (var (path, content) in files)
        {
            var file = Path.Join(scene.Secrets, path);
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, content.Replace("HOST", Scene.West, StringComparison.Ordinal).Replace(Login, login, StringComparison.Ordinal));
        }

        var programs = Path.Join(scene.Secrets, "programs");
        Script.Write(programs, "docker-credential-good", $$"""[ "$1" = get ] && echo '{"ServerURL":"x","Username":"iam","Secret":"{{scene.StaticKey.Token}}"}'""");
        Script.Write(programs, "docker-credential-none", "echo 'credentials not found in native keychain'; exit 1");
        return new()
        {
            ["PATH"] = Script.Path(programs),
            ["DOCKER_CONFIG"] = Path.Join(scene.Secrets, "docker"),
            ["XDG_RUNTIME_DIR"] = Path.Join(scene.Secrets, "none"),
            ["NEBIUS_CREDENTIAL_SOURCES"] = "StaticKey",
        };
    }

    // Having no credential is fine; one that doesn't work is bad.
    private async Task<(bool GetsIn, string Said, bool IsBad)> SaidAsync(Scene scene, Dictionary<string, string?> environment, string program, CommandResult asked)
    {
        var result = await scene.RunAsync(tool.File, ["doctor", "eu-west1", "--json"], environment);
        var finding = JsonNode.Parse(result.Output)!["findings"]!.AsArray().First(finding => (string?)finding!["section"] == "Tools" && (string?)finding["subject"] == program)!;
        return (asked.ExitCode == 0, finding["state"]!.GetValue<string>(), finding["mark"]!.GetValue<string>() == "bad");
    }
}
