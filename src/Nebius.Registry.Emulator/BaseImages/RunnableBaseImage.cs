using System.Formats.Tar;
using System.Runtime.InteropServices;

namespace Nebius.Registry.Emulator;

/// <summary>Creates a base image from the .NET runtime and C library of this machine, without mcr.microsoft.com.</summary>
internal static class RunnableBaseImage
{
    public static async Task<BaseImage> CreateAsync(CancellationToken cancellationToken)
    {
        if (!OperatingSystem.IsLinux())
        {
            throw new PlatformNotSupportedException("A base image that runs is made of this machine's files, so only on Linux.");
        }

        var architecture = RuntimeInformation.OSArchitecture == Architecture.Arm64 ? "arm64" : "amd64";
        var other = architecture == "arm64" ? "amd64" : "arm64";
        var tar = await RuntimeFiles.ArchiveAsync(cancellationToken).ConfigureAwait(false);

        // Empty for the other architecture, whose files this machine does not have: a multi-arch publish reads its manifest.
        var layers = new Dictionary<string, ImageLayer> { [architecture] = ImageLayer.FromTar(tar), [other] = ImageLayer.Empty() };
        return new BaseImage(layers, [.. BaseImage.DefaultEnvironment, "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=true"]);
    }
}

/// <summary>Archives the files that a framework-dependent .NET program needs, from the installation that runs this process.</summary>
internal static class RuntimeFiles
{
    private const string Root = "usr/share/dotnet";
    private const UnixFileMode Executable = (UnixFileMode)0b111_101_101;

    private static readonly string[] Libraries =
    [
        "libc.so.6", "libm.so.6", "libdl.so.2", "libpthread.so.0", "librt.so.1", "libgcc_s.so.1", "libstdc++.so.6",
        "libssl.so.3", "libcrypto.so.3", "ld-linux-x86-64.so.2", "ld-linux-aarch64.so.1",
    ];

    public static async Task<byte[]> ArchiveAsync(CancellationToken cancellationToken)
    {
        using var archive = new MemoryStream();
        var writer = new TarWriter(archive, TarEntryFormat.Pax, leaveOpen: true);
        await using (writer.ConfigureAwait(false))
        {
            await AddRuntimeAsync(writer, cancellationToken).ConfigureAwait(false);
            foreach (var library in FindLibraries())
            {
                await AddAsync(writer, library, library.TrimStart('/'), cancellationToken).ConfigureAwait(false);
            }

            await AddLinkAsync(writer, "usr/bin/dotnet", $"/{Root}/dotnet", cancellationToken).ConfigureAwait(false);
            await writer.WriteEntryAsync(
                new PaxTarEntry(TarEntryType.Directory, "tmp/") { Mode = Executable | UnixFileMode.OtherWrite | UnixFileMode.StickyBit },
                cancellationToken).ConfigureAwait(false);
        }

        return archive.ToArray();
    }

    /// <summary>Adds the host, its resolver, and the shared frameworks of this process.</summary>
    private static async Task AddRuntimeAsync(TarWriter writer, CancellationToken cancellationToken)
    {
        // .../shared/Microsoft.NETCore.App/VERSION/
        var runtime = new DirectoryInfo(RuntimeEnvironment.GetRuntimeDirectory());
        var root = runtime.Parent!.Parent!.Parent!;
        string[] folders =
        [
            $"host/fxr/{runtime.Name}",
            $"shared/Microsoft.NETCore.App/{runtime.Name}",
            $"shared/Microsoft.AspNetCore.App/{runtime.Name}",
        ];
        await AddAsync(writer, Path.Combine(root.FullName, "dotnet"), $"{Root}/dotnet", cancellationToken).ConfigureAwait(false);
        foreach (var folder in folders.Where(folder => Directory.Exists(Path.Combine(root.FullName, folder))))
        {
            foreach (var file in Directory.EnumerateFiles(Path.Combine(root.FullName, folder), "*", SearchOption.AllDirectories).Order())
            {
                var name = $"{Root}/{Path.GetRelativePath(root.FullName, file)}";
                await AddAsync(writer, file, name, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Finds the libraries in the folders where distributions have them.</summary>
    private static IEnumerable<string> FindLibraries()
    {
        var triplet = RuntimeInformation.OSArchitecture == Architecture.Arm64 ? "aarch64-linux-gnu" : "x86_64-linux-gnu";
        string[] folders = [$"/lib/{triplet}", $"/usr/lib/{triplet}", "/lib64", "/usr/lib64", "/lib"];
        var found = Libraries
            .Select(library => folders.Select(folder => Path.Combine(folder, library)).FirstOrDefault(File.Exists))
            .OfType<string>();

        // The header of a program has this path of the loader on every distribution.
        string[] loaders = ["/lib64/ld-linux-x86-64.so.2", "/lib/ld-linux-aarch64.so.1"];
        return found.Union(loaders.Where(File.Exists));
    }

    private static async Task AddAsync(TarWriter writer, string file, string name, CancellationToken cancellationToken)
    {
        var content = File.OpenRead(file);
        await using (content.ConfigureAwait(false))
        {
            var entry = new PaxTarEntry(TarEntryType.RegularFile, name)
            {
                Mode = Executable,
                DataStream = content,
                ModificationTime = DateTimeOffset.UnixEpoch,
            };
            await writer.WriteEntryAsync(entry, cancellationToken).ConfigureAwait(false);
        }
    }

    private static Task AddLinkAsync(TarWriter writer, string name, string target, CancellationToken cancellationToken) =>
        writer.WriteEntryAsync(
            new PaxTarEntry(TarEntryType.SymbolicLink, name) { LinkName = target, Mode = Executable }, cancellationToken);
}
