using System.IO.Compression;
using Nebius.Registry.Testing;

namespace Nebius.Registry.Build.Tests;

/// <summary>
/// A release can be made again from its commit. "dotnet cake --target=Verify-Release" checks this with all packages, this test with one
/// small tool.
/// </summary>
public sealed class RepeatedPack
{
    private const string Time = "1800000000";

    [Fact]
    public async Task Two_runs_in_two_directories_make_the_same_bytes()
    {
        Tool.Require("git");
        using var first = new TemporaryDirectory();
        using var second = new TemporaryDirectory();

        await Task.WhenAll(PackAsync(first), PackAsync(second));

        var files = Directory.GetFiles(first.File("feed")).Select(file => Path.GetFileName(file)!).Order(StringComparer.Ordinal).ToArray();
        Assert.Equal(["Small.1.2.3.nupkg", "Small.1.2.3.snupkg"], files);
        foreach (var file in files)
        {
            Assert.Equal(Entries(first.File($"feed/{file}")), Entries(second.File($"feed/{file}")));
            Assert.Equal(await File.ReadAllBytesAsync(first.File($"feed/{file}"), TestContext.Current.CancellationToken), await File.ReadAllBytesAsync(second.File($"feed/{file}"), TestContext.Current.CancellationToken));
        }
    }

    // A folder with the settings of this repository, and a tool in place of the projects.
    private static async Task PackAsync(TemporaryDirectory directory)
    {
        foreach (var file in new[] { "Directory.Build.props", "Directory.Packages.props", "CHANGELOG.md", "src/Directory.Build.props", "src/Directory.Build.targets", "eng/icon.png" }
            .Concat(Directory.GetFiles(Path.Join(PackedPackages.RepositoryRoot, "eng"), "*.targets").Select(file => $"eng/{Path.GetFileName(file)}")))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(directory.File(file))!);
            File.Copy(Path.Join(PackedPackages.RepositoryRoot, file), directory.File(file));
        }

        directory.Write("src/Small/README.md", "A tool.");
        directory.Write("src/Small/Program.cs", "System.Console.WriteLine(1);");
        directory.Write("src/Small/Small.csproj", """
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <PackAsTool>true</PackAsTool>
                <Description>A tool.</Description>
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="YamlDotNet" />
              </ItemGroup>
            </Project>
            """);
        await RunAsync(directory, "git", "init", "--quiet");
        await RunAsync(directory, "git", "add", "--all");
        await RunAsync(directory, "git", "-c", "user.name=a", "-c", "user.email=a@example.test", "commit", "--quiet", "-m", "One");
        await RunAsync(
            directory, "dotnet", "pack", "src/Small", "-c", "Release", "-o", directory.File("feed"), "-p:Version=1.2.3", "-p:ContinuousIntegrationBuild=true",
            "-p:RestorePackagesWithLockFile=false", "-p:RunAnalyzers=false", "-nodeReuse:false");
    }

    private static async Task RunAsync(TemporaryDirectory directory, string program, params string[] arguments) =>
        (await Command.RunAsync(
            program,
            arguments,
            directory.FullPath,
            new Dictionary<string, string?> { ["SOURCE_DATE_EPOCH"] = Time, ["GIT_AUTHOR_DATE"] = $"{Time} +0000", ["GIT_COMMITTER_DATE"] = $"{Time} +0000" })).Succeeds();

    // Each with its time and checksum, so that a failure names the file.
    private static string[] Entries(string file)
    {
        using var package = ZipFile.OpenRead(file);
        return [.. package.Entries.Select(entry => $"{entry.FullName} {entry.LastWriteTime.DateTime:s} {entry.Length} {entry.Crc32:x8}")];
    }
}
