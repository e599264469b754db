using Nebius.Registry.Emulator;
using Nebius.Registry.Build.Tests.Infrastructure;
using Nebius.Registry.Testing;

namespace Nebius.Registry.Build.Tests;

/// <summary>dotnet build -t:NebiusDoctor checks the credential and the registry for the push of the project's image.</summary>
public sealed class TheDoctorInABuild(PackedPackages packages) : IAsyncLifetime
{
    private Scene _scene = null!;

    public async ValueTask InitializeAsync()
    {
        _scene = await Scene.StartAsync(packages, hasServer: true);
        _scene.AddBuiltApp();
    }

    public ValueTask DisposeAsync() => _scene.DisposeAsync();

    [Fact]
    public async Task The_doctor_checks_the_projects_own_registry_repository_and_settings()
    {
        var examined = await ExamineAsync(_scene.WithAuthorizedKey, "-p:NebiusRegion=eu-west1", "-p:NebiusRegistryId=registry-e00abc", "-p:NebiusCredentialSources=AuthorizedKey+Profile");

        examined.Succeeds().Says($"{Scene.West}/e00abc/{PreparedApp.Name}").Matches("✓ AuthorizedKey +used: ").Matches("✓ push +allowed: ").Matches("· StaticKey +left out: NebiusCredentialSources");
        Assert.Null(_scene.WestRegistry.FindManifest(PreparedApp.Name, "latest"));
    }

    [Fact]
    public async Task A_problem_that_the_doctor_finds_ends_the_build()
    {
        _scene.WestRegistry.Grant(_scene.Account, RegistryRights.Pull);

        var examined = await ExamineAsync(_scene.WithStaticKey, "-p:NebiusRegion=eu-west1", "-p:NebiusRegistryId=registry-e00abc");

        Assert.NotEqual(0, examined.ExitCode);
        examined.Matches("✗ push +refused: HTTP 403").Says("error NEBIUS1402: Registry: push refused").Says("Next: nebius iam access-permit create");
    }

    // The package's credential wins over any that the SDK finds by itself.
    [Fact]
    public async Task The_doctor_in_a_build_does_not_complain_about_a_broken_docker_config()
    {
        var docker = Directory.CreateDirectory(Path.Join(_scene.Secrets, "docker")).FullName;
        await File.WriteAllTextAsync(Path.Join(docker, "config.json"), $$"""{ "credHelpers": { "{{Scene.West}}": "missing" } }""", TestContext.Current.CancellationToken);
        var environment = new Dictionary<string, string?>(_scene.WithStaticKey) { ["DOCKER_CONFIG"] = docker };

        var examined = await ExamineAsync(environment, "-p:NebiusRegion=eu-west1", "-p:NebiusRegistryId=registry-e00abc");

        examined.Matches("the .NET SDK +gets the credential from Nebius.Registry.Build").DoesNotSay("NEBIUS1701: Tools: the .NET SDK");
    }

    [Theory]
    [InlineData("-p:ContainerRegistry=")]
    [InlineData("-p:ContainerRegistry=registry.example.test")]
    public async Task The_doctor_in_a_project_without_a_Nebius_registry_says_how_to_name_one(string registry)
    {
        var examined = await ExamineAsync(_scene.WithStaticKey, registry);

        Assert.NotEqual(0, examined.ExitCode);
        examined.Says("error NEBIUS1005: ").Says("-t:NebiusDoctor -p:NebiusRegion=eu-north1");
        Assert.Empty(_scene.World.Requests.All);
    }

    private Task<CommandResult> ExamineAsync(Dictionary<string, string?> environment, params string[] properties) =>
        _scene.DotNetAsync(["build", PreparedApp.Name, "--no-restore", "-t:NebiusDoctor", .. properties], environment);
}
