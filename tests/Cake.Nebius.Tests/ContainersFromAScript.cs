using Cake.Nebius.Tests.Infrastructure;
using Nebius.Registry.Testing;

namespace Cake.Nebius.Tests;

/// <summary>A script publishes container images with Cake's own settings, whether or not the projects reference the package.</summary>
public sealed class ContainersFromAScript(PackedPackages packages)
{
    [CakeScript]
    private const string Publish = """
        var settings = new NebiusDotNetPublishContainerSettings
        {
            RegistryId = "registry-e00abc",
            Container = new DotNetPublishContainerSettings { ImageTags = new[] { "1.2.3", "latest" } },
        };
        var image = NebiusDotNetPublishContainer("app/app.csproj", "eu-west1", settings);
        Information("The script has {0} with {1} by {2}", image.Reference, string.Join("+", image.Tags), image.CredentialSource);
        Information("Its settings have {0} variables", settings.EnvironmentVariables.Count);
        """;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_script_publishes_a_project_with_and_without_the_package(bool hasPackage)
    {
        await using var scene = await Scene.StartAsync(packages, hasServer: true);
        scene.AddConsole("app", package: hasPackage ? null : string.Empty);

        var ran = await scene.CakeAsync(Publish, scene.WithAuthorizedKey);

        var manifest = ran.Pushed(scene.WestRegistry, "app", "1.2.3;latest");
        ran.Says($"The script has {Scene.West}/e00abc/app@{manifest.Digest} with 1.2.3+latest by AuthorizedKey");
        ran.Says("Its settings have 0 variables");
        Assert.Equal(1, scene.World.Iam.ExchangeCount);
        Assert.Empty(Directory.GetDirectories(scene.Temp, "nebius-registry-*"));
    }

    [CakeScript]
    private const string PublishAll = """
        foreach (var image in NebiusDotNetPublishContainer(GetFiles("*/*.csproj"), "eu-west1", new NebiusDotNetPublishContainerSettings { RegistryId = "e00abc" }))
        {
            Information("{0} is {1}", image.Repository, image.MediaType);
        }
        """;

    [Fact]
    public async Task A_script_publishes_several_projects_and_architectures_with_one_token_exchange()
    {
        await using var scene = await Scene.StartAsync(packages);
        scene.AddConsole("one", package: string.Empty);
        scene.AddConsole("two", Projects.TwoArchitectures, package: string.Empty);

        var ran = await scene.CakeAsync(PublishAll, scene.WithAuthorizedKey);

        ran.Pushed(scene.WestRegistry, "one");
        ran.Pushed(scene.WestRegistry, "two");
        ran.Says("e00abc/one is application/vnd").Says("e00abc/two is application/vnd.oci.image.index.v1+json");
        Assert.Equal(1, scene.World.Iam.ExchangeCount);
    }

    [Fact]
    public async Task Targets_that_the_project_imports_itself_still_run()
    {
        await using var scene = await Scene.StartAsync(packages, hasServer: true);
        scene.AddConsole("app", "<AfterMicrosoftNETSdkTargets>$(AfterMicrosoftNETSdkTargets);$(MSBuildThisFileDirectory)own.targets</AfterMicrosoftNETSdkTargets>", package: string.Empty);
        scene.Write("app/own.targets", """<Project><Target Name="Own" BeforeTargets="PublishContainer"><Message Importance="high" Text="own targets ran" /></Target></Project>""");

        (await scene.CakeAsync(Publish, scene.WithStaticKey)).Says("own targets ran").Pushed(scene.WestRegistry, "app", "1.2.3;latest");
    }

    [CakeScript]
    private const string PublishWithAKeyFromElsewhere = """
        NebiusDotNetPublishContainer("app/app.csproj", "eu-west1", new NebiusDotNetPublishContainerSettings
        {
            RegistryId = "e00abc",
            Credentials = new NebiusCredentialSettings { StaticKey = new Secret(EnvironmentVariable("FROM_A_VAULT")) },
            MSBuildSettings = new DotNetMSBuildSettings().EnableBinaryLogger("all.binlog"),
        });
        Information("The script has the variable: {0}", HasEnvironmentVariable("NEBIUS_REGISTRY_STATIC_KEY"));
        """;

    [Fact]
    public async Task A_key_that_the_script_has_from_elsewhere_reaches_the_build_by_its_environment_alone()
    {
        await using var scene = await Scene.StartAsync(packages, hasServer: true);
        scene.AddConsole("app", package: string.Empty);

        var ran = await scene.CakeAsync(
            PublishWithAKeyFromElsewhere,
            new Dictionary<string, string?> { ["FROM_A_VAULT"] = scene.StaticKey.Token });

        ran.Pushed(scene.WestRegistry, "app");
        ran.Says("The script has the variable: False");
    }

    [Fact]
    public async Task A_wrong_key_ends_the_script_with_its_code_before_anything_compiles()
    {
        await using var scene = await Scene.StartAsync(packages);
        scene.AddConsole("app", package: string.Empty);
        scene.World.Iam.Revoke(scene.StaticKey);

        var ran = await scene.CakeAsync(Publish, scene.WithStaticKey);

        ran.FailsWith("NEBIUS1401", "'dotnet publish' of app/app.csproj failed", "nebius-registry static-key issue");
        Assert.Empty(Directory.GetFiles(scene.Workspace, "app.dll", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task A_project_that_does_not_compile_fails_with_the_error_of_dotnet_publish()
    {
        await using var scene = await Scene.StartAsync(packages, hasServer: true);
        scene.AddConsole("app", package: string.Empty);
        scene.Write("app/Program.cs", "not a program");

        (await scene.CakeAsync(Publish, Scene.WithCompiler(scene.WithStaticKey))).Fails().Says(": 'dotnet publish' of app/app.csproj failed.");
    }

    [Fact]
    public async Task A_project_that_switches_the_package_off_fails_the_script()
    {
        await using var scene = await Scene.StartAsync(packages, hasServer: true);
        scene.AddConsole("app", "<NebiusRegistryEnabled>false</NebiusRegistryEnabled><ContainerArchiveOutputPath>$(MSBuildThisFileDirectory)app.tar.gz</ContainerArchiveOutputPath>", package: string.Empty);

        (await scene.CakeAsync(Publish, scene.WithStaticKey)).FailsWith("NEBIUS1412", "pushed nothing", "NebiusRegistryEnabled");
    }

    [CakeScript]
    private const string PublishWithAStepOutput = """NebiusDotNetPublishContainer("app/app.csproj", "eu-west1", new NebiusDotNetPublishContainerSettings { RegistryId = "e00abc", StepOutput = "image" });""";

    [Fact]
    public async Task The_image_reference_is_set_as_a_step_output()
    {
        await using var scene = await Scene.StartAsync(packages, hasServer: true);
        scene.AddConsole("app", package: string.Empty);
        var output = Path.Join(scene.Workspace, "output.txt");

        var ran = await scene.CakeAsync(
            PublishWithAStepOutput, new Dictionary<string, string?>(scene.WithStaticKey) { ["GITHUB_ACTIONS"] = "true", ["GITHUB_OUTPUT"] = output });

        var manifest = ran.Pushed(scene.WestRegistry, "app");
        Assert.Equal($"image={Scene.West}/e00abc/app@{manifest.Digest}\n", await File.ReadAllTextAsync(output, TestContext.Current.CancellationToken));
        ran.DoesNotSay("::add-mask::");
    }
}
