using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Cake.Nebius.Tests.Infrastructure;

/// <summary>An assembly and its references, read without loading it.</summary>
public sealed record AssemblyFile(string Name, Version Version, IReadOnlyList<(string Name, Version Version)> References)
{
    /// <summary>Reads an assembly; null if it isn't managed.</summary>
    public static AssemblyFile? Read(Stream stream)
    {
        using var file = new PEReader(stream);
        if (!file.HasMetadata)
        {
            return null;
        }

        var metadata = file.GetMetadataReader();
        var own = metadata.GetAssemblyDefinition();
        var references = metadata.AssemblyReferences.Select(metadata.GetAssemblyReference).Select(one => (metadata.GetString(one.Name), one.Version));
        return new(metadata.GetString(own.Name), own.Version, [.. references]);
    }

    /// <summary>Reads all assemblies in a folder, by name.</summary>
    public static IReadOnlyDictionary<string, AssemblyFile> InFolder(string folder) =>
        Directory.GetFiles(folder, "*.dll").Select(ReadFile).OfType<AssemblyFile>().ToDictionary(one => one.Name);

    private static AssemblyFile? ReadFile(string path)
    {
        using var stream = File.OpenRead(path);
        return Read(stream);
    }
}
