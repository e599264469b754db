using System.Security.Cryptography;
using Nebius.Registry.Emulator;

namespace Nebius.Registry.Testing;

/// <summary>Compares what a build reports as pushed with what the registry has.</summary>
public static class Images
{
    /// <summary>Puts a base image into a registry, and returns what ContainerBaseImage calls it.</summary>
    public static async Task<string> SeedBaseImageAsync(this Scene scene, EmulatedRegistry registry)
    {
        ArgumentNullException.ThrowIfNull(scene);
        await scene.World.SeedBaseImageAsync(registry, "base/runtime", "10.0", cancellationToken: TestContext.Current.CancellationToken);
        return $"{registry}/base/runtime:10.0";
    }

    /// <summary>Asserts that the build succeeded and names the digest in one line, and that the registry has the whole image.</summary>
    public static StoredManifest Pushed(this CommandResult result, EmulatedRegistry registry, string repository, string tags = "latest")
    {
        result.Succeeds();
        var manifest = registry.FindManifest(repository, tags.Split(';')[0]);
        Assert.True(manifest is not null, $"{registry}/{repository}:{tags} is not there.\n{result.Output}");
        Assert.Equal("sha256:" + Convert.ToHexStringLower(SHA256.HashData(manifest.Content.AsSpan())), manifest.Digest);

        // The registry accepts a manifest only if it has everything that the manifest names.
        var about = $"Nebius: pushed {registry}/{repository}@";
        var line = Assert.Single(result.Output.Split('\n'), line => line.Contains(about, StringComparison.Ordinal));
        Assert.Equal($"{about}{manifest.Digest} ({tags})", line.Trim());
        return manifest;
    }

    public static CommandResult PushedNothing(this CommandResult result, EmulatedRegistry registry)
    {
        result.DoesNotSay($"Nebius: pushed {registry}");
        Assert.Empty(registry.Content.Repositories.SelectMany(registry.Content.Manifests));
        return result;
    }
}
