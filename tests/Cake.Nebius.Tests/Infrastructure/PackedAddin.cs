using System.IO.Compression;
using System.Xml.Linq;
using Nebius.Registry.Testing;

namespace Cake.Nebius.Tests.Infrastructure;

/// <summary>The addin's package in the feed.</summary>
public sealed class PackedAddin(PackedPackages packages)
{
    public IReadOnlyList<string> FilesIn(string folder) =>
        Read(package => package.Entries.Where(entry => IsIn(folder, entry)).Select(entry => entry.Name).Order(StringComparer.Ordinal).ToArray());

    public IReadOnlyList<AssemblyFile> AssembliesIn(string folder) => Read(package => package.Entries
        .Where(entry => IsIn(folder, entry) && entry.Name.EndsWith(".dll", StringComparison.Ordinal))
        .Select(entry => AssemblyFile.Read(new MemoryStream(Bytes(entry)))!)
        .ToArray());

    public XElement Nuspec => Xml("Cake.Nebius.nuspec");

    public XElement Xml(string path) => Read(package => XElement.Load(new MemoryStream(Bytes(package.GetEntry(path)!))));

    private T Read<T>(Func<ZipArchive, T> read)
    {
        using var package = ZipFile.OpenRead(packages.FileOf("Cake.Nebius"));
        return read(package);
    }

    private static bool IsIn(string folder, ZipArchiveEntry entry) => entry.FullName == $"{folder}/{entry.Name}";

    private static byte[] Bytes(ZipArchiveEntry entry)
    {
        using var stream = entry.Open();
        using var memory = new MemoryStream();
        stream.CopyTo(memory);
        return memory.ToArray();
    }
}
