using Nebius.Registry.Testing;

namespace Cake.Nebius.Tests.Infrastructure;

/// <summary>A program that records how it was started, in files that are not searched for secrets.</summary>
public sealed class SeenByAChild
{
    private readonly string _folder;

    /// <param name="scene">The scene.</param>
    /// <param name="name">The program's name.</param>
    /// <param name="then">The commands that it runs afterwards; null to record its input.</param>
    public SeenByAChild(Scene scene, string name, string? then = null)
    {
        ArgumentNullException.ThrowIfNull(scene);
        _folder = Path.Join(scene.Secrets, "seen");
        Program = Path.Join(Script.Write(_folder, name, $"""
            printf '%s\n' "$@" > '{_folder}/arguments'
            env > '{_folder}/environment'
            {then ?? $"cat > '{_folder}/input'"}
            """), name);
    }

    public string Program { get; }

    /// <summary>Gets the arguments, one per line.</summary>
    public string Arguments => Read("arguments");

    public string Environment => Read("environment");

    public string Input => Read("input");

    private string Read(string name) => File.ReadAllText(Path.Join(_folder, name));
}
