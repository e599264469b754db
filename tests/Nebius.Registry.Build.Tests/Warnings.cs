using Nebius.Registry.Emulator;
using Nebius.Registry.Build.Tests.Infrastructure;
using Nebius.Registry.Testing;

namespace Nebius.Registry.Build.Tests;

/// <summary>Problems that are a warning and not an error.</summary>
public sealed class Warnings(ServedApp app) : IClassFixture<ServedApp>
{
    [Fact]
    public async Task A_repository_without_a_registry_id_gets_a_warning()
    {
        // Aliases such as soperator are legal.
        app.World.Registries.Add("soperator", "eu-west1").Grant(app.Scene.Account, RegistryRights.Push);

        var published = await app.PublishAsync(app.Scene.WithStaticKey, "-p:NebiusRegistryId=", "-p:ContainerRepository=soperator/app");

        published.Succeeds();
        Warned("NEBIUS2001", $"{Scene.West}/soperator/app", "-p:NebiusRegistryId=");
    }

    [Theory]
    [InlineData("-p:NebiusRegion=eu-west1")]
    [InlineData($"-p:ContainerRegistry={Scene.West}")]
    public async Task A_publish_profile_that_pushes_nothing_for_a_console_project_gets_a_warning(string registry)
    {
        app.World.Requests.Clear();
        var published = await app.AloneAsync(() => app.Scene.DotNetAsync(
            ["publish", "app", "-c", "Release", "--no-build", "-p:PublishProfile=DefaultContainer", registry], app.Scene.WithStaticKey));

        published.Succeeds();
        Warned("NEBIUS2002", "dotnet publish -t:PublishContainer");
        Assert.Empty(app.World.Requests.All);
    }

    [Fact]
    public async Task A_publish_profile_gets_no_warning_where_the_target_pushes_the_image()
    {
        var published = await app.PublishAloneAsync(app.Scene.WithStaticKey, "-t", "PublishContainer", "-p:PublishProfile=DefaultContainer");

        published.Pushed(app.Scene.WestRegistry, BuiltApp.Repository);
        Assert.Empty(app.LastLog.OurWarnings);
    }

    [Theory]
    [InlineData("DOTNET_CONTAINER_PUSH_REGISTRY_PWORD")]
    [InlineData("DOTNET_CONTAINER_PULL_REGISTRY_PWORD")]
    [InlineData("DOTNET_CONTAINER_REGISTRY_PWORD")]
    public async Task A_password_in_a_variable_that_MSBuild_logs_gets_a_warning(string variable)
    {
        var published = await app.PublishAsync(
            new Dictionary<string, string?>(app.Scene.WithStaticKey) { [variable] = "no-secret-of-this-scene" },
            "-p:TreatWarningsAsErrors=true");

        published.Succeeds();
        var warning = Warned("NEBIUS3001", variable, "NEBIUS_REGISTRY_STATIC_KEY");
        Assert.DoesNotContain("no-secret-of-this-scene", warning.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_in_an_environment_that_MSBuild_logs_as_a_whole_gets_a_warning()
    {
        var key = app.World.Iam.IssueStaticKey(app.Scene.Account).Token;
        app.Scene.Canary.Expect(key);

        // A server would also log the environment of later builds.
        var published = await app.PublishAloneAsync(new Dictionary<string, string?>
        {
            ["NEBIUS_REGISTRY_STATIC_KEY_EU_WEST1"] = key,
            ["MSBUILDLOGALLENVIRONMENTVARIABLES"] = "1",
        });

        published.Succeeds();
        Warned("NEBIUS3001", "MSBUILDLOGALLENVIRONMENTVARIABLES is set", "NEBIUS_REGISTRY_STATIC_KEY_EU_WEST1", "unset MSBUILDLOGALLENVIRONMENTVARIABLES");
    }

    [Fact]
    public async Task A_variable_that_MSBuild_does_not_log_gets_no_warning()
    {
        var published = await app.PublishAsync(new Dictionary<string, string?>(app.Scene.WithStaticKey) { ["SDK_CONTAINER_REGISTRY_PWORD"] = "x" });

        published.Succeeds();
        Assert.Empty(app.LastLog.OurWarnings);
    }

    [Fact]
    public async Task A_token_that_lives_shorter_than_requested_gets_a_warning()
    {
        var published = await app.PublishAsync(app.Scene.WithAuthorizedKey, "-p:NebiusTokenMinimumLifetime=13:00:00", "-p:TreatWarningsAsErrors=true");

        published.Succeeds();
        Warned("NEBIUS3002", "NEBIUS_AUTHORIZED_KEY_FILE", "720 minutes", "NebiusTokenMinimumLifetime is 780 minutes");
        Assert.Equal(1, app.World.Iam.ExchangeCount);
    }

    private BuildMessage Warned(string code, params string[] words)
    {
        var warning = Assert.Single(app.LastLog.OurWarnings);
        Assert.Equal(code, warning.Code);
        Assert.All(words, word => Assert.Contains(word, warning.Text, StringComparison.Ordinal));
        Assert.Empty(app.LastLog.Errors);
        return warning;
    }
}
