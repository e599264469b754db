using Nebius.Registry.Testing;

namespace Nebius.Registry.Tool.Tests.Infrastructure;

/// <summary>Something that is wrong, and what the doctor has to say first.</summary>
public sealed record BrokenSetUp
{
    /// <summary>Gets what makes it: breaks the world, and returns the environment.</summary>
    public required Func<Scene, Dictionary<string, string?>> Break { get; init; }

    /// <summary>Gets what the doctor is asked about.</summary>
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

    /// <summary>Has docker's file say something; returns an environment with a good static key.</summary>
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
