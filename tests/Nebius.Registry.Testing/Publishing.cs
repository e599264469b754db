namespace Nebius.Registry.Testing;

/// <summary>The command that the README tells users to type.</summary>
public static class Publishing
{
    public static IReadOnlyList<string> ToWest { get; } =
        ["-t:PublishContainer", $"-p:ContainerRegistry={Scene.West}", "-p:NebiusRegistryId=registry-e00abc"];

    /// <summary>Gets the properties that <c>--no-build</c> stands for, for a project that calls others.</summary>
    public static IReadOnlyList<string> NoBuild { get; } = ["--no-restore", "-p:NoBuild=true", "-p:Configuration=Release"];

    public static IReadOnlyList<string> ToNorth { get; } =
        ["-t:PublishContainer", "-p:NebiusRegion=eu-north1", "-p:NebiusRegistryId=e00def"];

    /// <summary>
    /// Publishes to registry-e00abc in eu-west1. Sets the configuration, because otherwise the dotnet command evaluates the project to find
    /// it.
    /// </summary>
    public static Task<CommandResult> PublishAsync(
        this Scene scene, string project, IReadOnlyDictionary<string, string?> credential, params string[] more)
    {
        ArgumentNullException.ThrowIfNull(scene);
        return scene.DotNetAsync(["publish", project, "-c", "Release", .. ToWest, .. more], credential);
    }
}
