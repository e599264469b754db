using System.Reflection;

namespace Cake.Nebius.Tests.Infrastructure;

/// <summary>The Cake that scripts run with: the tool of this repository's manifest.</summary>
public static class CakeTool
{
    public static string Folder { get; } = typeof(CakeTool).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == "CakeToolPath").Value!;

    public static string Assembly => Path.Join(Folder, "Cake.dll");
}
