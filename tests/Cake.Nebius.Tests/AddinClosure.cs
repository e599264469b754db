using Cake.Nebius.Tests.Infrastructure;
using Nebius.Registry.Testing;

namespace Cake.Nebius.Tests;

/// <summary>
/// A script loads the addin into Cake's own load context. What Cake ships is loaded first, a reference to a higher version of it fails,
/// and a missing assembly isn't installed. A project compiles only against the addin and the library.
/// </summary>
public sealed class AddinClosure(PackedPackages packages)
{
    private const string Lib = "lib/net10.0";

    private static readonly IReadOnlyDictionary<string, AssemblyFile> Cake = AssemblyFile.InFolder(CakeTool.Folder);
    private static readonly IReadOnlyDictionary<string, AssemblyFile> Framework = AssemblyFile.InFolder(Path.GetDirectoryName(typeof(object).Assembly.Location)!);

    private readonly PackedAddin _addin = new(packages);

    [Fact]
    public void The_addin_references_no_higher_assembly_version_than_Cake_ships()
    {
        var toCake = _addin.AssembliesIn(Lib).SelectMany(file => file.References, (file, asked) => (By: file.Name, Asked: asked))
            .Where(one => Cake.ContainsKey(one.Asked.Name)).ToList();

        Assert.Contains(toCake, one => one is { By: "Grpc.Net.Client", Asked.Name: "Microsoft.Extensions.Logging.Abstractions" });
        Assert.DoesNotContain(toCake, one => one.Asked.Version > Cake[one.Asked.Name].Version);
    }

    [Fact]
    public void The_addin_contains_every_assembly_that_neither_Cake_nor_the_framework_has()
    {
        var packed = _addin.AssembliesIn(Lib);
        var there = packed.Select(file => file.Name).Concat(Cake.Keys).Concat(Framework.Keys).ToHashSet();

        Assert.Contains(packed, file => file.Name == "Cake.Nebius");
        Assert.All(packed, file => Assert.All(file.References, asked => Assert.True(there.Contains(asked.Name), $"{file.Name} needs {asked.Name}")));
    }

    [Fact]
    public void The_addin_contains_no_assembly_that_Cake_or_the_framework_ships() =>
        Assert.DoesNotContain(_addin.AssembliesIn(Lib), file => Cake.ContainsKey(file.Name) || Framework.ContainsKey(file.Name));

    [Fact]
    public void Projects_compile_against_the_addin_and_the_library_only() =>
        Assert.Equal(["Cake.Nebius.dll", "Cake.Nebius.xml", "Nebius.Registry.dll", "Nebius.Registry.xml"], _addin.FilesIn("ref/net10.0"));

    [Fact]
    public void The_addin_depends_on_no_other_package() =>
        Assert.DoesNotContain(_addin.Nuspec.Descendants(), element => element.Name.LocalName == "dependency");

    // Cake's website lists addins by this tag.
    [Fact]
    public void The_package_is_tagged_as_a_Cake_addin()
    {
        var tags = Assert.Single(_addin.Nuspec.Descendants(), element => element.Name.LocalName == "tags");

        Assert.Contains("cake-addin", tags.Value.Split(' '));
    }
}
