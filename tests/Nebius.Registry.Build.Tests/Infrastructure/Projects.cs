namespace Nebius.Registry.Build.Tests.Infrastructure;

/// <summary>The projects that users have: nothing but a reference to our package.</summary>
public static class Projects
{
    public static void AddConsole(this Scene scene, string name, string properties = "", string? package = null)
    {
        ArgumentNullException.ThrowIfNull(scene);
        scene.Write($"{name}/{name}.csproj", Project("Microsoft.NET.Sdk", "<OutputType>Exe</OutputType>" + properties, package ?? scene.PackageReference()));
        scene.Write($"{name}/Program.cs", """System.Console.WriteLine("hello from the image");""");
    }

    public static void AddWeb(this Scene scene, string name, string properties = "")
    {
        ArgumentNullException.ThrowIfNull(scene);
        scene.Write($"{name}/{name}.csproj", Project("Microsoft.NET.Sdk.Web", properties, scene.PackageReference()));
        scene.Write($"{name}/Program.cs", "Microsoft.AspNetCore.Builder.WebApplication.CreateBuilder(args).Build().Run();");
    }

    public static string PackageReference(this Scene scene)
    {
        ArgumentNullException.ThrowIfNull(scene);
        return $"""<PackageReference Include="Nebius.Registry.Build" Version="{scene.PackageVersion}" />""";
    }

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
}
