using System.Runtime.InteropServices;

namespace Nebius.Registry.Emulator;

/// <summary>A base image made of this machine's own .NET runtime and C library; not everybody can reach mcr.microsoft.com.</summary>
internal static class RunnableBaseImage
{
    public static async Task<BaseImage> CreateAsync(CancellationToken cancellationToken)
    {
        if (!OperatingSystem.IsLinux())
        {
            throw new PlatformNotSupportedException("A base image that runs is made of this machine's files, so only on Linux.");
        }

        string architecture = RuntimeInformation.OSArchitecture == Architecture.Arm64 ? "arm64" : "amd64";
        string other = architecture == "arm64" ? "amd64" : "arm64";
        byte[] tar = await RuntimeFiles.ArchiveAsync(cancellationToken);

        // The machine has no files for the other architecture. Its manifest is there, because a multi-arch publish asks for it.
        Dictionary<string, ImageLayer> layers = new() { [architecture] = ImageLayer.FromTar(tar), [other] = ImageLayer.Empty() };
        return new BaseImage(layers, [.. EmptyBaseImage.Environment, "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=true"]);
    }
}
