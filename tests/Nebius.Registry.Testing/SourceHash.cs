using System.Security.Cryptography;

namespace Nebius.Registry.Testing;

/// <summary>A hash over everything that the packages and the prepared app are made from, and over the SDK that makes them.</summary>
internal static class SourceHash
{
    private static readonly string[] Folders = ["src", "docs", "eng"];

    // The files that make them.
    private static readonly string[] Makers = ["PackedPackages.cs", "PreparedApp.cs", "Projects.cs", "SourceHash.cs"];

    private static readonly string[] Made = ["bin", "obj"];

    public static string Value { get; } = Compute();

    private static string Compute()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var file in Files().Order(StringComparer.Ordinal))
        {
            hash.AppendData(System.Text.Encoding.UTF8.GetBytes($"\0{file}\0"));
            hash.AppendData(SHA256.HashData(File.ReadAllBytes(Path.Join(PackedPackages.RepositoryRoot, file))));
        }

        // The SDK that "dotnet" runs, found without running it.
        var sdks = Path.Join(Path.GetDirectoryName(typeof(object).Assembly.Location)!, "..", "..", "..", "sdk");
        string[] found = Directory.Exists(sdks) ? Directory.GetDirectories(sdks) : [];
        foreach (var sdk in found.Order(StringComparer.Ordinal))
        {
            hash.AppendData(System.Text.Encoding.UTF8.GetBytes($"\0{sdk}\0"));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset())[..32];
    }

    private static IEnumerable<string> Files()
    {
        var root = new DirectoryInfo(PackedPackages.RepositoryRoot);
        return root.EnumerateFiles().Concat(Folders.SelectMany(folder => Below(root.CreateSubdirectory(folder))))
            .Concat(Makers.Select(file => new FileInfo(Path.Join(root.FullName, "tests/Nebius.Registry.Testing", file))))
            .Select(file => Path.GetRelativePath(root.FullName, file.FullName));
    }

    private static IEnumerable<FileInfo> Below(DirectoryInfo directory) =>
        directory.EnumerateFiles().Concat(directory.EnumerateDirectories().Where(one => !Made.Contains(one.Name)).SelectMany(Below));
}
