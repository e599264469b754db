// A release: packages that anyone can make again from the tag, byte for byte. Loaded by build.cake.

var isDryRun = HasArgument("dry-run");

Task("Release")
    .Description("Packs a release of the tag at HEAD into artifacts/packages; --dry-run packs any commit.")
    .Does(() =>
{
    if (isDryRun)
    {
        Warning("Dry run: version {0} isn't checked against the tag and CHANGELOG.md.", version);
    }
    else
    {
        Require(StartProcess("bash", $"eng/check-release {version}") == 0, $"Version {version} can't be released from this commit.");
    }

    CleanDirectory(packages);
    PackRelease(MakeAbsolute(Directory(".")), packages);
    RequireNativePackages();
    var sums = ReleaseFiles().Select(file => $"{Sha256(System.IO.File.ReadAllBytes(file))}  {System.IO.Path.GetFileName(file)}\n");
    System.IO.File.WriteAllText(packages.CombineWithFilePath("SHA256SUMS").FullPath, string.Concat(sums));
    Information("Packed version {0}. A second run has to make the same: dotnet cake --target=Verify-Release", version);
});

Task("Verify-Release")
    .Description("Release, and the same again in another directory: both have to be the same, byte for byte.")
    .IsDependentOn("Release")
    .Does(() =>
{
    var again = new DirectoryPath(System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"nebius-release-{Guid.NewGuid():N}"));
    Git($"worktree add --detach \"{again.Combine("source")}\" HEAD");
    try
    {
        PackRelease(again.Combine("source"), again.Combine("packages"));
        var differences = ReleaseFiles().Select(file => Difference(file, again.Combine("packages"))).OfType<string>().ToList();
        Require(differences.Count == 0, "Two runs made different packages:\n" + string.Join("\n", differences));
    }
    finally
    {
        Git($"worktree remove --force \"{again.Combine("source")}\"");
        DeleteDirectory(again, new DeleteDirectorySettings { Recursive = true, Force = true });
    }

    Information("Both runs made the same {0} files.", ReleaseFiles().Count());
});

void PackRelease(DirectoryPath source, DirectoryPath output)
{
    var settings = Into(output);
    settings.WorkingDirectory = source;
    // SOURCE_DATE_EPOCH is the time of all files in a package: https://reproducible-builds.org/specs/source-date-epoch/
    settings.EnvironmentVariables = new Dictionary<string, string> { ["SOURCE_DATE_EPOCH"] = Git("log -1 --format=%ct") };
    settings.MSBuildSettings.WithProperty("ContinuousIntegrationBuild", "true");
    if (!isDryRun)
    {
        settings.MSBuildSettings.WithProperty("RepositoryRef", $"v{version}");
    }

    DotNetPack(".", settings);
}

// By MinVer: the tag, or the version after it. Only here: a build needs no history, and --package-version wins.
string VersionOfTag() => OutputOf("dotnet", "minver --tag-prefix v --minimum-major-minor 0.1 --default-pre-release-identifiers dev.0");

string Git(string arguments) => OutputOf("git", arguments);

string OutputOf(string program, string arguments)
{
    var exitCode = StartProcess(program, new ProcessSettings { Arguments = arguments, RedirectStandardOutput = true }, out var output);
    Require(exitCode == 0, $"{program} {arguments} failed with exit code {exitCode}.");
    return string.Join("\n", output);
}

IEnumerable<string> ReleaseFiles() => System.IO.Directory.GetFiles(packages.FullPath, "*.*nupkg").Order(StringComparer.Ordinal);

void RequireNativePackages()
{
    foreach (var platform in new[] { "linux-x64", "linux-arm64" })
    {
        Require(
            ReleaseFiles().Any(file => System.IO.Path.GetFileName(file).StartsWith($"Nebius.Registry.Tool.{platform}.")),
            $"The native command for {platform} is missing: pack on Linux with both compilers (see CONTRIBUTING.md).");
    }
}

// What differs first, by its name in the package.
string Difference(string file, DirectoryPath others)
{
    var name = System.IO.Path.GetFileName(file);
    var other = others.CombineWithFilePath(name).FullPath;
    if (!System.IO.File.Exists(other))
    {
        return $"{name}: only the first run made it";
    }

    if (System.IO.File.ReadAllBytes(file).AsSpan().SequenceEqual(System.IO.File.ReadAllBytes(other)))
    {
        return null;
    }

    using var one = System.IO.Compression.ZipFile.OpenRead(file);
    using var two = System.IO.Compression.ZipFile.OpenRead(other);
    var entry = one.Entries.FirstOrDefault(entry => two.GetEntry(entry.FullName) is not { } same || same.LastWriteTime != entry.LastWriteTime || HashOf(entry) != HashOf(same));
    return $"{name}: {entry?.FullName ?? "the order or compression of its entries"}";
}

string Sha256(byte[] bytes) => Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(bytes));

string HashOf(System.IO.Compression.ZipArchiveEntry entry)
{
    using var stream = entry.Open();
    return Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(stream));
}
