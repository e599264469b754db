using System.Formats.Tar;
using System.IO.Compression;
using System.Runtime.InteropServices;

namespace Nebius.Registry.Emulator.Tests;

public sealed class RunnableBase
{
    [Fact]
    public async Task The_runnable_base_image_contains_the_runtime_the_loader_and_the_C_library()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "It is made of this machine's files, so only on Linux.");
        await using EmulatorWorld world = await EmulatorWorld.StartAsync(cancellationToken: Cancellation.Token);
        EmulatedRegistry registry = world.Registries.Add("e00abc", "eu-west1");

        StoredManifest index = await world.SeedBaseImageAsync(registry, "base", "10.0", BaseImageKind.Runnable, Cancellation.Token);

        List<string> files = ReadLayer(registry, index);
        Assert.Contains("usr/share/dotnet/dotnet", files);
        Assert.Contains(files, file => file.EndsWith("/System.Private.CoreLib.dll", StringComparison.Ordinal));
        Assert.Contains(files, file => file.EndsWith("/libc.so.6", StringComparison.Ordinal));
        Assert.Contains(files, file => file.Contains("/ld-linux-", StringComparison.Ordinal));
    }

    private static List<string> ReadLayer(EmulatedRegistry registry, StoredManifest index)
    {
        // amd64 and arm64 are both in the index; the layer with files is this machine's.
        StoredManifest manifest = index.Manifests
            .Select(digest => registry.FindManifest("base", digest)!)
            .MaxBy(candidate => registry.Content.FindBlob("base", candidate.Layers[0])!.Value.Length)!;
        byte[] layer = ImmutableCollectionsMarshal.AsArray(registry.Content.FindBlob("base", manifest.Layers[0])!.Value)!;
        using GZipStream gzip = new(new MemoryStream(layer), CompressionMode.Decompress);
        using TarReader tar = new(gzip);
        List<string> files = [];
        while (tar.GetNextEntry() is { } entry)
        {
            files.Add(entry.Name);
        }

        return files;
    }
}
