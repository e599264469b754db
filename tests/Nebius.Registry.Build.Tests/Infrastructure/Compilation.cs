using Nebius.Registry.Testing;

namespace Nebius.Registry.Build.Tests.Infrastructure;

/// <summary>Whether a build came as far as the compiler.</summary>
public static class Compilation
{
    /// <summary>The compiler was not started, and there is nothing that it would have made.</summary>
    public static void DidNotCompile(this object after, Scene scene, BuildLog log)
    {
        ArgumentNullException.ThrowIfNull(after);
        ArgumentNullException.ThrowIfNull(scene);
        ArgumentNullException.ThrowIfNull(log);
        Assert.DoesNotContain("CoreCompile", log.Targets);
        Assert.Empty(Directory.GetFiles(scene.Workspace, "*.dll", SearchOption.AllDirectories));
    }
}
