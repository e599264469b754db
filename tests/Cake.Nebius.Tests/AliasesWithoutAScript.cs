using Cake.Common.Tools.DotNet.MSBuild;
using Cake.Common.Tools.DotNet.Publish;
using Cake.Core;
using Cake.Nebius.Tests.Infrastructure;
using Nebius.Registry;

namespace Cake.Nebius.Tests;

/// <summary>What a build gets from an alias, and that the alias leaves the script's own settings unchanged.</summary>
public sealed class AliasesWithoutAScript
{
    private const string Imports = "AfterMicrosoftNETSdkTargets";

    private readonly CakeWithoutAScript _cake = new();

    [Fact]
    public void An_alias_does_not_change_the_settings_object_of_the_script()
    {
        var msbuild = new DotNetMSBuildSettings().WithProperty("Mine", "1");
        var container = new DotNetPublishContainerSettings { ImageTags = ["1.2.3"] };
        var settings = new NebiusDotNetPublishContainerSettings
        {
            RegistryId = "e00abc",
            EnvironmentVariables = new Dictionary<string, string> { ["MINE"] = "1" },
            MSBuildSettings = msbuild,
            Container = container,
            Credentials = new() { StaticKey = new Secret("v1.a-static-key") },
        };

        _cake.Context.NebiusDotNetPublishContainer("app.csproj", "eu-west1", settings);
        _cake.Context.NebiusDotNetPublishContainer("app.csproj", "eu-north1", settings);

        Assert.Equal([new("MINE", "1")], settings.EnvironmentVariables);
        Assert.Same(msbuild, settings.MSBuildSettings);
        Assert.Equal(["Mine"], msbuild.Properties.Keys);
        Assert.Empty(msbuild.Targets);
        Assert.Equal(new DotNetPublishContainerSettings { ImageTags = container.ImageTags }, settings.Container);
        Assert.All(_cake.Builds.Started, build => Assert.Equal("1", build.EnvironmentVariables["MINE"]));
        Assert.DoesNotContain("eu-west1", _cake.Builds.Started[1].Arguments.Render(), StringComparison.Ordinal);
    }

    // A Nebius host becomes its region, which the build compares with the project's settings.
    [Theory]
    [InlineData("eu-west1")]
    [InlineData("cr.eu-west1.nebius.cloud")]
    public void A_region_and_its_host_give_the_same_build_arguments(string given)
    {
        _cake.Context.NebiusDotNetPublishContainer("app.csproj", given, new() { RegistryId = "e00abc" });

        Assert.StartsWith("publish \"app.csproj\"", _cake.Builds.Arguments, StringComparison.Ordinal);
        Assert.Contains("-t:PublishContainer", _cake.Builds.Arguments, StringComparison.Ordinal);
        Assert.Contains("-p:NebiusRegion=\"eu-west1\"", _cake.Builds.Arguments, StringComparison.Ordinal);
        Assert.Contains("-p:NebiusRegistryId=\"e00abc\"", _cake.Builds.Arguments, StringComparison.Ordinal);
        Assert.DoesNotContain("-p:ContainerRegistry", _cake.Builds.Arguments, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("docker.io")]
    [InlineData("cr.eu-west1.nebius.cloud.example.test")]
    [InlineData("localhost:5000")]
    public void A_host_that_gets_no_credential_gets_no_image(string host)
    {
        var error = Assert.Throws<CakeException>(() => _cake.Context.NebiusDotNetPublishContainer("app.csproj", host));

        Assert.StartsWith("NEBIUS1101: ", error.Message, StringComparison.Ordinal);
        Assert.Empty(_cake.Builds.Started);
    }

    [Fact]
    public void A_solution_is_refused_as_the_project_to_publish()
    {
        var error = Assert.Throws<CakeException>(() => _cake.Context.NebiusDotNetPublishContainer("All.slnx", "eu-west1"));

        Assert.StartsWith("NEBIUS1005: ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_image_for_two_different_registries_is_refused()
    {
        var settings = new NebiusDotNetPublishContainerSettings { Container = new() { Registry = "cr.eu-north1.nebius.cloud" } };

        var error = Assert.Throws<CakeException>(() => _cake.Context.NebiusDotNetPublishContainer("app.csproj", "eu-west1", settings));

        Assert.StartsWith("NEBIUS1102: ", error.Message, StringComparison.Ordinal);
        Assert.Contains("cr.eu-north1.nebius.cloud", error.Message, StringComparison.Ordinal);
        Assert.Empty(_cake.Builds.Started);
    }

    [Fact]
    public void The_same_registry_named_twice_is_accepted()
    {
        _cake.Context.NebiusDotNetPublishContainer("app.csproj", "eu-west1", new() { Container = new() { Registry = "cr.eu-west1.nebius.cloud" } });

        Assert.Single(_cake.Builds.Started);
    }

    [Fact]
    public void Settings_that_are_not_set_are_left_to_the_project()
    {
        _cake.Context.NebiusDotNetPublishContainer("app.csproj", "eu-west1");

        Assert.DoesNotContain("NebiusRegistryId", _cake.Builds.Arguments, StringComparison.Ordinal);
        Assert.DoesNotContain("NebiusProfile", _cake.Builds.Arguments, StringComparison.Ordinal);
    }

    // https://learn.microsoft.com/visualstudio/msbuild/msbuild-special-characters, and quotes, which MSBuild removes from a switch.
    [Theory]
    [InlineData("one two", "one two")]
    [InlineData("a;b,c", "a%3Bb%2Cc")]
    [InlineData("100%25", "100%2525")]
    [InlineData("x\" -p:Y=\"z", "x%22 -p:Y=%22z")]
    [InlineData("domain\\", "domain%5C")]
    public void Special_characters_in_settings_reach_the_build_unchanged(string profile, string escaped)
    {
        _cake.Context.NebiusDotNetPublishContainer("app.csproj", "eu-west1", new() { Credentials = new() { Profile = profile } });

        Assert.Contains($"-p:NebiusProfile=\"{escaped}\" ", _cake.Builds.Arguments, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, null, "")]
    [InlineData("env.targets", null, "env.targets;")]
    [InlineData("env.targets", "mine.targets", "mine.targets;")]
    public void Imports_that_are_already_set_for_the_build_are_preserved(string? environment, string? settings, string kept)
    {
        if (environment is not null)
        {
            _cake.With(Imports, environment);
        }

        var own = settings is null ? [] : new Dictionary<string, string> { [Imports] = settings };
        _cake.Context.NebiusDotNetPublishContainer("app.csproj", "eu-west1", new() { EnvironmentVariables = own });

        Assert.Equal(kept + Path.Join(AppContext.BaseDirectory, "Cake.Nebius", "build", "Cake.Nebius.Child.targets"), _cake.Builds.Environment[Imports]);
    }

    [Theory]
    [InlineData("two words")]
    [InlineData("1st")]
    [InlineData("a=b")]
    [InlineData("image\nother")]
    [InlineData("image\n")]
    [InlineData("image']")]
    public void An_invalid_step_output_name_is_refused_before_anything_is_published(string name)
    {
        var refused = Assert.Throws<CakeException>(
            () => _cake.Context.NebiusDotNetPublishContainer("app.csproj", "eu-west1", new() { StepOutput = name }));

        Assert.StartsWith("NEBIUS1005: ", refused.Message, StringComparison.Ordinal);
        Assert.Empty(_cake.Builds.Started);
    }

    [Theory]
    [InlineData("image")]
    [InlineData("_Image-1.ref")]
    public void A_valid_step_output_name_is_accepted(string name)
    {
        _cake.Context.NebiusDotNetPublishContainer("app.csproj", "eu-west1", new() { StepOutput = name });

        Assert.Single(_cake.Builds.Started);
    }
}
