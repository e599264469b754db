using System.Reflection;

namespace Cake.Nebius.Tests.Infrastructure;

/// <summary>The Cake that runs the scripts, from this repository's tool manifest.</summary>
public static class CakeTool
{
    public static string Folder { get; } = typeof(CakeTool).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == "CakeToolPath").Value!;

    public static string Assembly => Path.Join(Folder, "Cake.dll");
}
