using System.Collections.Immutable;
using System.IO.Compression;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using Nebius.Registry.Testing;

namespace Nebius.Registry.Build.Tests;

/// <summary>A debugger asks a symbol server for the .pdb file whose ID the assembly names.</summary>
public sealed class SymbolsOfPackages(PackedPackages packages)
{
    private static readonly string[] Own = ["Cake.Nebius.dll", "Nebius.Registry.Build.dll", "Nebius.Registry.Emulator.dll", "Nebius.Registry.dll", "nebius-registry.dll"];

    [Fact]
    public void Each_assembly_of_this_project_has_its_symbols_inside_or_in_a_symbol_package()
    {
        var symbols = Files("*.snupkg", IsPdb).Select(file => IdOfPdb(file.Content)).ToHashSet();
        var assemblies = Files("*.nupkg", name => Own.Contains(Path.GetFileName(name)) && !name.StartsWith("ref/", StringComparison.Ordinal)).ToArray();

        Assert.Equal(Own.Order(StringComparer.Ordinal), assemblies.Select(file => Path.GetFileName(file.Name)).Distinct().Order(StringComparer.Ordinal));
        Assert.Equal([], assemblies.Where(file => !HasSymbolsInside(file.Content) && !symbols.Contains(IdOfAssembly(file.Content))).Select(file => file.Name));
    }

    // The NuGet Gallery rejects a symbol package with a file that doesn't belong to an assembly of the package.
    [Fact]
    public void Each_symbol_file_has_the_ID_of_the_assembly_at_its_place()
    {
        var assemblies = Files("*.nupkg", name => name.EndsWith(".dll", StringComparison.Ordinal)).ToDictionary(file => file.Name, file => file.Content);
        var symbols = Files("*.snupkg", IsPdb).ToArray();

        Assert.Contains("Nebius.Registry.Tool.any/tools/net10.0/any/nebius-registry.pdb", symbols.Select(file => file.Name));
        Assert.Equal([], symbols.Where(file => IdOfAssembly(assemblies[Path.ChangeExtension(file.Name, ".dll")]) != IdOfPdb(file.Content)).Select(file => file.Name));
    }

    [Fact]
    public void No_package_has_a_symbol_file() => Assert.Equal([], Files("*.nupkg", IsPdb).Select(file => file.Name));

    // An assembly that is compiled ahead of time keeps its embedded symbols.
    [Fact]
    public void The_tasks_carry_their_symbols_inside() =>
        Assert.Equal(
            4,
            Files("*.nupkg", name => Path.GetFileName(name) == "Nebius.Registry.Build.dll").Count(file => HasSymbolsInside(file.Content)));

    private static bool IsPdb(string name) => name.EndsWith(".pdb", StringComparison.Ordinal);

    private static bool HasSymbolsInside(ImmutableArray<byte> assembly)
    {
        using var reader = new PEReader(assembly);
        return reader.ReadDebugDirectory().Any(entry => entry.Type == DebugDirectoryEntryType.EmbeddedPortablePdb);
    }

    private static Guid IdOfAssembly(ImmutableArray<byte> assembly)
    {
        using var reader = new PEReader(assembly);
        return reader.ReadCodeViewDebugDirectoryData(reader.ReadDebugDirectory().First(entry => entry.Type == DebugDirectoryEntryType.CodeView)).Guid;
    }

    private static Guid IdOfPdb(ImmutableArray<byte> pdb)
    {
        using var provider = MetadataReaderProvider.FromPortablePdbImage(pdb);
        return new BlobContentId(provider.GetMetadataReader().DebugMetadataHeader!.Id).Guid;
    }

    // Named "package ID/path".
    private IEnumerable<(string Name, ImmutableArray<byte> Content)> Files(string pattern, Func<string, bool> wanted)
    {
        foreach (var file in Directory.GetFiles(packages.Feed, pattern))
        {
            using var package = ZipFile.OpenRead(file);
            var id = Path.GetFileName(file).Split($".{packages.Version}.")[0];
            foreach (var entry in package.Entries.Where(entry => wanted(entry.FullName)))
            {
                using var content = entry.Open();
                using var memory = new MemoryStream();
                content.CopyTo(memory);
                yield return ($"{id}/{entry.FullName}", [.. memory.ToArray()]);
            }
        }
    }
}
