using Nebius.Registry.Testing;

namespace Nebius.Registry.Tool.Tests.Infrastructure;

/// <summary>A broken setup, and what the doctor must report first.</summary>
public sealed record BrokenSetUp
{
    /// <summary>Gets the function that breaks the world, and returns the environment.</summary>
    public required Func<Scene, Dictionary<string, string?>> Break { get; init; }

    /// <summary>Gets the target that the doctor checks.</summary>
    public string Target { get; init; } = $"{Scene.West}/e00abc/app";

    /// <summary>Gets section and subject of the first bad finding, such as <c>Registry push</c>.</summary>
    public required string Finding { get; init; }

    public required string Code { get; init; }

    /// <summary>Gets a part of the next command.</summary>
    public required string Next { get; init; }

    public static Dictionary<string, string?> With(Dictionary<string, string?> environment, string name, string? value)
    {
        ArgumentNullException.ThrowIfNull(environment);
        environment[name] = value;
        return environment;
    }

    /// <summary>Writes docker's file, and returns an environment with a valid static key.</summary>
    public static Dictionary<string, string?> WithDockerFile(Scene scene, string json, params string[] path)
    {
        ArgumentNullException.ThrowIfNull(scene);
        var folder = Directory.CreateDirectory(Path.Join(scene.Secrets, "docker")).FullName;
        File.WriteAllText(Path.Join(folder, "config.json"), json);
        var programs = Path.Join(scene.Secrets, "programs");
        Script.Write(programs, "docker", "exit 1");
        return new(scene.WithStaticKey) { ["DOCKER_CONFIG"] = folder, ["PATH"] = string.Join(Path.PathSeparator, [programs, .. path]), ["NEBIUS_CREDENTIAL_SOURCES"] = "StaticKey" };
    }

    public static string Write(Scene scene, string name, string text)
    {
        ArgumentNullException.ThrowIfNull(scene);
        var file = Path.Join(scene.Secrets, name);
        File.WriteAllText(file, text);
        return file;
    }
}
