using System.Text.Json;
using Cake.Nebius.Tests.Infrastructure;
using Nebius.Registry.Testing;

namespace Cake.Nebius.Tests;

/// <summary>
/// Build projects (Frosting) and file-based programs (Cake.Sdk) reference the package. The tests' feed has neither of the two, so these
/// programs use the assemblies of the Cake tool: they test the package in a project, not Frosting itself.
/// </summary>
public sealed class ProjectsThatReferenceTheAddin(PackedPackages packages)
{
    private const string Publish = """
        var image = context.NebiusDotNetPublishContainer("app/app.csproj", "eu-west1", new NebiusDotNetPublishContainerSettings { RegistryId = "e00abc" });
        Console.WriteLine($"The project has {image.Reference} by {image.CredentialSource}");
        var token = context.NebiusAccessToken();
        Console.WriteLine($"and {token.Token} from {token.Source}");
        """;

    [Fact]
    public async Task A_project_that_references_the_addin_compiles_against_it_and_the_library_only()
    {
        await using var scene = await Scene.StartAsync(packages);
        scene.AddBuildProject(string.Empty);
        (await scene.RunAsync("dotnet", ["restore", "build"])).Succeeds();

        var resolved = await scene.RunAsync("dotnet", ["build", "build", "--no-restore", "-nologo", "-t:ResolveReferences", "-getItem:ReferencePath"]);

        using var items = JsonDocument.Parse(resolved.Succeeds().Output);
        var references = items.RootElement.GetProperty("Items").GetProperty("ReferencePath").EnumerateArray()
            .Select(item => item.GetProperty("Identity").GetString()!)
            .Where(path => path.Contains("cake.nebius", StringComparison.Ordinal));
        Assert.Equal(["ref/net10.0/Cake.Nebius.dll", "ref/net10.0/Nebius.Registry.dll"], references.Select(path => path[path.IndexOf("ref/", StringComparison.Ordinal)..]).Order());
    }

    [Fact]
    public async Task A_project_that_references_the_addin_runs_with_its_assemblies_and_targets()
    {
        await using var scene = await Scene.StartAsync(packages);
        scene.AddConsole("app", package: string.Empty);
        scene.AddBuildProject(Publish);

        var ran = await BuildAndRunAsync(scene, "build", ["--project", "build"]);

        var manifest = ran.Pushed(scene.WestRegistry, "app");
        ran.Says($"The project has {Scene.West}/e00abc/app@{manifest.Digest} by AuthorizedKey").Says("and [secret] from AuthorizedKey");
        Assert.Equal(1, scene.World.Iam.ExchangeCount);
        var output = Path.Join(scene.Workspace, "build", "bin", "Debug", "net10.0");
        Assert.All(new PackedAddin(packages).AssembliesIn("lib/net10.0"), file => Assert.True(File.Exists(Path.Join(output, $"{file.Name}.dll")), file.Name));
        Assert.True(File.Exists(Path.Join(output, "Cake.Nebius", "build", "Cake.Nebius.Child.targets")));
    }

    [Fact]
    public async Task A_file_without_a_project_that_references_the_addin_publishes()
    {
        await using var scene = await Scene.StartAsync(packages);
        scene.AddConsole("app", package: string.Empty);
        scene.AddBuildFile(Publish);

        var ran = await BuildAndRunAsync(scene, "file/build.cs", ["file/build.cs"]);

        var manifest = ran.Pushed(scene.WestRegistry, "app");
        ran.Says($"The project has {Scene.West}/e00abc/app@{manifest.Digest} by AuthorizedKey").Says("and [secret] from AuthorizedKey");
    }

    // The program needs the compiler; the app that it publishes doesn't.
    private static async Task<CommandResult> BuildAndRunAsync(Scene scene, string project, string[] run)
    {
        (await scene.RunAsync("dotnet", ["build", project], Scene.WithCompiler(new Dictionary<string, string?>()))).Succeeds();
        return await scene.RunAsync("dotnet", ["run", "--no-build", .. run], scene.WithAuthorizedKey);
    }
}
