namespace Nebius.Registry.Emulator.Tests;

/// <summary>The client that matters most: the .NET SDK, with its own variables and the default base image.</summary>
public sealed class SdkPublish : IDisposable
{
    private const string Project = """
        <Project Sdk="Microsoft.NET.Sdk">
          <PropertyGroup>
            <OutputType>Exe</OutputType>
            <TargetFramework>net10.0</TargetFramework>
            <UseAppHost>false</UseAppHost>
            <ContainerRegistry>cr.eu-west1.nebius.cloud</ContainerRegistry>
          </PropertyGroup>
        </Project>
        """;

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("nebius-emulator-test-");

    public SdkPublish()
    {
        File.WriteAllText(Path.Combine(_directory.FullName, "app.csproj"), Project);
        File.WriteAllText(Path.Combine(_directory.FullName, "Program.cs"), "System.Console.WriteLine();");
        File.WriteAllText(Path.Combine(_directory.FullName, "Directory.Build.props"), "<Project />");
    }

    [Fact]
    public async Task The_SDK_pushes_an_image_and_a_multi_arch_image_to_the_emulator()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), ".NET reads SSL_CERT_FILE on Linux only.");
        await using EmulatorWorld world = await EmulatorWorld.StartAsync(cancellationToken: Cancellation.Token);
        EmulatedRegistry registry = world.Registries.Add("e00abc", "eu-west1");
        ServiceAccount account = world.Iam.AddServiceAccount();
        registry.Grant(account, RegistryRights.Push);
        await RunAsync(new Dictionary<string, string?>(), "restore", "-p:RuntimeIdentifiers=\"linux-x64;linux-arm64\"");

        await PublishAsync(world, world.Iam.IssueStaticKey(account).Token, "-p:ContainerRepository=e00abc/single");
        await PublishAsync(
            world,
            world.Iam.IssueAccessToken(account).Value,
            "-p:ContainerRepository=e00abc/multi",
            "-p:RuntimeIdentifiers=\"linux-x64;linux-arm64\"");

        Assert.Equal(2, registry.FindManifest("single", "latest")?.Layers.Count);
        Assert.Equal(2, registry.FindManifest("multi", "latest")?.Manifests.Count);
        Assert.Empty(world.Proxy.Refused);
        Assert.All(world.Requests.To("mcr.microsoft.com"), record => Assert.False(record.HasAuthorization));
    }

    public void Dispose() => _directory.Delete(recursive: true);

    private Task PublishAsync(EmulatorWorld world, string password, params string[] properties)
    {
        Dictionary<string, string?> environment = new(world.ChildEnvironment)
        {
            ["DOTNET_CONTAINER_REGISTRY_UNAME"] = "iam",
            ["DOTNET_CONTAINER_REGISTRY_PWORD"] = password,
        };
        return RunAsync(environment, ["publish", "--no-restore", "-t:PublishContainer", .. properties]);
    }

    private async Task RunAsync(Dictionary<string, string?> environment, params string[] arguments)
    {
        // A node that stays would keep the environment and the SDK's tokens of an earlier run.
        environment["MSBUILDDISABLENODEREUSE"] = "1";
        environment["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1";
        environment["RunAnalyzers"] = "false";
        ToolResult result = await Tools.RunAsync("dotnet", arguments, environment, _directory.FullName);
        Assert.True(result.ExitCode == 0, result.Output + result.Error);
    }
}
