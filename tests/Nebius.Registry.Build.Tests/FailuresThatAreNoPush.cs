using Nebius.Registry.Build.Tests.Infrastructure;
using Nebius.Registry.Testing;

namespace Nebius.Registry.Build.Tests;

/// <summary>A failure before the push has the SDK's own error, and no advice about a push.</summary>
public sealed class FailuresThatAreNoPush(PackedPackages packages)
{
    [Theory]
    [InlineData("mcr.microsoft.com/dotnet/missing:1", "CONTAINER1")]
    [InlineData("registry.example.test/dotnet/runtime:10.0", "MSB4018")]
    public async Task A_base_image_that_cannot_be_pulled_gets_no_advice_about_the_push(string baseImage, string error)
    {
        await using var scene = await Scene.StartAsync(packages, hasServer: true);
        scene.AddBuiltApp();

        var published = await scene.PublishAsync("app", scene.WithStaticKey, "--no-build", $"-p:ContainerBaseImage={baseImage}");

        published.Fails().Says($"error {error}").PushedNothing(scene.WestRegistry);
        Assert.Empty(BuildLog.Read(scene.LastBinaryLog).OurErrors);
    }

    [Theory]
    [InlineData("linux-x64;linux-arm64", "CS1002", true)]
    [InlineData("linux-x64", "NETSDK1047", false)]
    public async Task A_failed_build_of_one_of_two_architectures_gets_no_advice_about_the_push(string restored, string error, bool isCompiled)
    {
        await using var scene = await Scene.StartAsync(packages, hasServer: true);
        scene.AddConsole("app", Projects.TwoArchitectures + $"""
            <RuntimeIdentifiers>{restored}</RuntimeIdentifiers>
            <DefineConstants Condition="'$(RuntimeIdentifier)' == 'linux-arm64'">$(DefineConstants);BROKEN</DefineConstants>
            """);
        scene.Write("app/Program.cs", $"#if BROKEN\nbroken\n#endif\n{Projects.HelloWorld}\n");

        var published = await scene.PublishAsync("app", isCompiled ? Scene.WithCompiler(scene.WithStaticKey) : scene.WithStaticKey);

        published.Fails().Says($"error {error}");
        Assert.Empty(BuildLog.Read(scene.LastBinaryLog).OurErrors);
        Assert.Null(scene.WestRegistry.FindManifest("app", "latest"));
    }

    [Fact]
    public async Task A_refused_push_of_two_architectures_is_explained_once()
    {
        await using var scene = await Scene.StartAsync(packages, hasServer: true);
        scene.AddBuiltConsole("app", twoArchitectures: true);

        var published = await scene.PublishAsync("app", scene.WithStaticKey, "--no-build", "-p:NebiusRegistryId=e00nowhere", "-p:NebiusPreflight=false");

        published.Fails().Says("error CONTAINER1");
        Assert.Equal("NEBIUS1403", Assert.Single(BuildLog.Read(scene.LastBinaryLog).OurErrors).Code);
    }
}

/// <summary>With <c>dotnet build -t:PublishContainer</c>, the image contains what an earlier publish left.</summary>
public sealed class PublishContainerAlone(ServedApp app) : IClassFixture<ServedApp>
{
    private static readonly string[] Arguments = ["build", BuiltApp.Repository, "-c", "Release", "--no-restore", .. Publishing.ToWest];

    [Fact]
    public async Task Without_a_publish_before_it_there_is_nothing_to_push()
    {
        var built = await app.Scene.DotNetAsync([.. Arguments, "-p:PublishDir=never/"], app.Scene.WithStaticKey);

        built.Fails().Says("error NEBIUS1416").Says("dotnet publish -t:PublishContainer").DoesNotSay("CONTAINER2011");
        Assert.Equal("NEBIUS1416", Assert.Single(app.LastLog.Errors).Code);
    }

    [Fact]
    public async Task What_is_older_than_a_source_is_pushed_with_a_warning()
    {
        (await app.PublishAsync(app.Scene.WithStaticKey)).Succeeds();
        foreach (var source in Directory.GetFiles(Path.Join(app.Scene.Workspace, BuiltApp.Repository)))
        {
            File.SetLastWriteTimeUtc(source, DateTime.UnixEpoch.AddYears(30));
        }

        var unchanged = await app.Scene.DotNetAsync(Arguments, app.Scene.WithStaticKey);
        var warningsBefore = app.LastLog.OurWarnings.ToArray();
        File.SetLastWriteTimeUtc(Path.Join(app.Scene.Workspace, "app/Program.cs"), DateTime.UtcNow.AddMinutes(1));
        var changed = await app.Scene.DotNetAsync(Arguments, app.Scene.WithStaticKey);

        unchanged.Succeeds().Says("Nebius: this build doesn't publish");
        Assert.Empty(warningsBefore);
        changed.Succeeds().Says("warning NEBIUS3008");
    }
}
