using System.Text;
using Nebius.Registry.Doctor;
using Nebius.Registry.Emulator;
using Nebius.Registry.Oci;
using Nebius.Registry.Tests.Support;

namespace Nebius.Registry.Tests.Doctor;

/// <summary>A login in docker's file is tried at the registry, because only that shows whether it works.</summary>
public sealed class LoginsOfOtherTools
{
    private const string Rejected = "uses a login in a file that the registry rejects";

    [Theory]
    [InlineData("""{"auths":{"HOST":{"auth":"GOOD"}}}""", FindingSeverity.Good, "uses a login in a file", null)]
    [InlineData("""{"auths":{"HOST":{"username":"iam","password":"PASSWORD"}}}""", FindingSeverity.Good, "uses a login in a file", null)]
    [InlineData("""{"auths":{"HOST":{"username":"iam","password":"v1.dead"}}}""", FindingSeverity.Bad, Rejected, "nebius-registry logout")]
    [InlineData("""{"auths":{"https://HOST/v2/":{"auth":"DEAD"}}}""", FindingSeverity.Bad, Rejected, "nebius-registry logout")]
    [InlineData("""{"auths":{"HOST":{"auth":"LINE"}}}""", FindingSeverity.Bad, Rejected, "nebius-registry logout")]
    [InlineData("""{"auths":{"HOST":{"auth":"GOOD"}},"psFormat":1}""", FindingSeverity.Bad, "can't read its login file", "${EDITOR:-vi}")]
    [InlineData("""{"auths":{"HOST":{"auth":"GOOD"},"ghcr.io":{"auth":"?"}}}""", FindingSeverity.Bad, "can't read its login file", "${EDITOR:-vi}")]
    [InlineData("{", FindingSeverity.Bad, "can't read its login file", "json.tool")]
    [InlineData("\ufeff{}", FindingSeverity.Bad, "can't read its login file", "sed -i")]
    public async Task The_doctor_tries_the_login_that_docker_would_use(string content, FindingSeverity severity, string state, string? next)
    {
        await using var scene = await SceneAsync();
        var password = scene.World.Iam.IssueAccessToken(scene.Account).Value;
        scene.Write(".docker/config.json", content
            .Replace("HOST", Hosts.EuWest1.Name, StringComparison.Ordinal)
            .Replace("GOOD", Encoded($"iam:{password}"), StringComparison.Ordinal)
            .Replace("LINE", Encoded($"iam:{password}\n"), StringComparison.Ordinal)
            .Replace("DEAD", Encoded("iam:v1.dead"), StringComparison.Ordinal)
            .Replace("PASSWORD", password, StringComparison.Ordinal));

        var report = await new RegistryDoctor(Options(scene)).RunAsync(TestContext.Current.CancellationToken);

        var docker = report.Findings.Single(finding => finding is { Section: "Tools", Subject: "docker" });
        Assert.Equal((severity, state), (docker.Severity, docker.State));
        Assert.Equal(next is null, docker.Next is null);
        Assert.Contains(next ?? string.Empty, docker.Next ?? string.Empty, StringComparison.Ordinal);
        Assert.DoesNotContain(password, report.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_login_without_the_right_to_push_is_a_warning()
    {
        await using var scene = await SceneAsync();
        var reader = scene.World.Iam.AddServiceAccount();
        scene.World.Registries.Add("e00abc", "eu-west1").Grant(reader, RegistryRights.Pull);
        var token = scene.World.Iam.IssueAccessToken(reader).Value;
        scene.Write(".docker/config.json", $$"""{"auths":{"{{Hosts.EuWest1}}":{"auth":"{{Encoded($"iam:{token}")}}"} } }""");

        var report = await new RegistryDoctor(Options(scene) with { Repository = "e00abc/app" }).RunAsync(TestContext.Current.CancellationToken);

        var docker = report.Findings.Single(finding => finding is { Section: "Tools", Subject: "docker" });
        Assert.Equal((FindingSeverity.Warning, "uses a login in a file that may not push"), (docker.Severity, docker.State));
    }

    [Theory]
    [InlineData(true, false, true)]
    [InlineData(true, true, false)]
    [InlineData(false, false, false)]
    public async Task The_doctor_names_the_machines_own_account_where_nothing_else_is_set(bool isNebiusMachine, bool hasKey, bool isNamed)
    {
        await using var scene = await SceneAsync();
        scene.Environment["NEBIUS_REGISTRY_STATIC_KEY"] = hasKey ? "v1.a-static-key" : string.Empty;

        var report = await new RegistryDoctor(Options(scene) with { IsNebiusMachine = isNebiusMachine }).RunAsync(TestContext.Current.CancellationToken);

        Assert.Equal(isNamed, report.Findings.Any(finding => finding.Next == "export NEBIUS_CREDENTIAL_SOURCES=InstanceMetadata"));
    }

    [Fact]
    public async Task The_doctor_warns_of_a_variable_of_docker_with_a_tilde()
    {
        await using var scene = await SceneAsync();
        scene.Environment["DOCKER_CONFIG"] = "~/x";

        var report = await new RegistryDoctor(Options(scene)).RunAsync(TestContext.Current.CancellationToken);

        Assert.Contains(report.Findings, finding => finding is { Subject: "docker", Severity: FindingSeverity.Warning, Next: "export DOCKER_CONFIG=\"$HOME/x\"" });
    }

    private static async Task<ChainScene> SceneAsync()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "docker is a script here");
        var scene = await ChainScene.StartAsync();
        var docker = scene.Write("bin/docker", "#!/bin/sh\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(docker, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }

        scene.Environment["PATH"] = Path.GetDirectoryName(docker)!;
        return scene;
    }

    private static DoctorOptions Options(ChainScene scene) => new()
    {
        Host = Hosts.EuWest1,
        Settings = scene.Options().Settings,
        CreateHandler = scene.CreateHandler,
        Probe = new RegistryProbe { CreateHandler = scene.CreateRegistryHandler },
    };

    private static string Encoded(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
}
