using Nebius.Registry.Testing;

namespace Nebius.Registry.Build.Tests.Infrastructure;

/// <summary>Whether a build reached the compiler.</summary>
public static class Compilation
{
    /// <summary>Asserts that the compiler was not started, and that its output doesn't exist.</summary>
    public static void DidNotCompile(this object after, Scene scene, BuildLog log)
    {
        ArgumentNullException.ThrowIfNull(after);
        ArgumentNullException.ThrowIfNull(scene);
        ArgumentNullException.ThrowIfNull(log);
        Assert.DoesNotContain("CoreCompile", log.Targets);
        Assert.Empty(Directory.GetFiles(scene.Workspace, "*.dll", SearchOption.AllDirectories));
    }
}
