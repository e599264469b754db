namespace Nebius.Registry.Testing;

/// <summary>Projects as users have them, with only a reference to the package.</summary>
public static class Projects
{
    /// <summary>Gets the properties of a project whose image is made for two architectures.</summary>
    public static string TwoArchitectures => """
        <RuntimeIdentifiers>linux-x64;linux-arm64</RuntimeIdentifiers>
        <ContainerRuntimeIdentifiers>linux-x64;linux-arm64</ContainerRuntimeIdentifiers>
        <!-- The images hold no runtime of their own, so its packages are not needed. -->
        <EnableRuntimePackDownload>false</EnableRuntimePackDownload>
        <EnableAppHostPackDownload>false</EnableAppHostPackDownload>
        """;

    public const string HelloWorld = """System.Console.WriteLine("hello from the image");""";

    public static void AddConsole(this Scene scene, string name, string properties = "", string? package = null, string folder = ".")
    {
        ArgumentNullException.ThrowIfNull(scene);
        scene.Write($"{folder}/{name}/{name}.csproj", Console(properties, package ?? scene.PackageReference));
        scene.Write($"{folder}/{name}/Program.cs", HelloWorld);
    }

    public static void AddWeb(this Scene scene, string name, string properties = "")
    {
        ArgumentNullException.ThrowIfNull(scene);
        scene.Write($"{name}/{name}.csproj", Project("Microsoft.NET.Sdk.Web", properties, scene.PackageReference));
        scene.Write($"{name}/Program.cs", "Microsoft.AspNetCore.Builder.WebApplication.CreateBuilder(args).Build().Run();");
    }

    public static string Console(string properties, string package) =>
        Project("Microsoft.NET.Sdk", "<OutputType>Exe</OutputType>" + properties, package);

    public static string Project(string sdk, string properties, string items) => $"""
        <Project Sdk="{sdk}">
          <PropertyGroup>
            <TargetFramework>net10.0</TargetFramework>
            <!-- The app host of another architecture would have to be downloaded. -->
            <UseAppHost>false</UseAppHost>
            {properties}
          </PropertyGroup>
          <ItemGroup>{items}</ItemGroup>
        </Project>
        """;

    /// <summary>A project that only calls others, as those of Microsoft.Build.Traversal do.</summary>
    public static void AddTraversal(this Scene scene, string name, string tasks)
    {
        ArgumentNullException.ThrowIfNull(scene);
        scene.Write(name, $"""
            <Project>
              <Target Name="Restore"><MSBuild Projects="@(All)" Targets="Restore" /></Target>
              <Target Name="PublishContainer">{tasks}</Target>
              <ItemGroup><All Include="$(MSBuildThisFileDirectory)*/*.csproj" /></ItemGroup>
            </Project>
            """);
    }
}
