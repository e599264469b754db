using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Nebius.Registry.Testing;

namespace Nebius.Registry.Tool.Tests.Infrastructure;

/// <summary>
/// The packed command for linux-musl-x64 with .NET's runtime for musl, on Debian with its package musl. glibc-names.c adapts the C++
/// library and OpenSSL, which Debian has only for glibc.
/// </summary>
[UnsupportedOSPlatform("windows")]
public sealed class MuslCommand : IAsyncDisposable
{
    private const string Platform = "linux-musl-x64";
    private const string Name = "nebius-registry";
    private static readonly string[] CppLibraries = ["libstdc++.so.6", "libgcc_s.so.1"];
    private static readonly string[] OpenSslLibraries = ["libssl.so.3", "libcrypto.so.3"];

    private readonly PackedPackages _packages = new();
    private readonly Lazy<Task> _made;

    public MuslCommand() => _made = new(MakeOnceAsync);

    private string Folder => _packages.Feed + "-musl";

    private string App => Path.Join(Folder, "app");

    private string Libraries => Path.Join(Folder, "lib");

    private string OpenSsl => Path.Join(Folder, "openssl");

    private string Shim => Path.Join(Libraries, "glibc-names.so");

    /// <summary>Makes the command, unless that is done. Skips a test where it can't run.</summary>
    /// <returns>A task that ends when it can run.</returns>
    public async Task RequireAsync()
    {
        Assert.SkipUnless(
            RuntimeInformation.OSArchitecture == Architecture.X64
                && File.Exists("/etc/debian_version")
                && (await File.ReadAllTextAsync("/etc/debian_version", TestContext.Current.CancellationToken)).StartsWith("12.", StringComparison.Ordinal),
            "glibc-names.c is for Debian 12 on x64.");
        Testing.Tool.Require("gcc");
        Testing.Tool.Require(File.Exists("/lib/ld-musl-x86_64.so.1"), "not installed: musl");
        await _made.Value;
    }

    /// <summary>Writes a script that runs the command.</summary>
    /// <param name="scene">The scene.</param>
    /// <param name="withOpenSsl">Whether it finds OpenSSL.</param>
    /// <returns>The script.</returns>
    public string ScriptIn(Scene scene, bool withOpenSsl = true)
    {
        ArgumentNullException.ThrowIfNull(scene);
        var path = withOpenSsl ? $"{Libraries}:{OpenSsl}" : Libraries;
        var text = $"LD_LIBRARY_PATH='{path}' LD_PRELOAD='{Shim}' exec '{Path.Join(App, Name)}' \"$@\"";
        return Path.Join(Script.Write(Path.Join(scene.Secrets, "musl"), Name, text), Name);
    }

    public ValueTask DisposeAsync() => _packages.DisposeAsync();

    private async Task MakeOnceAsync()
    {
        var done = Path.Join(Folder, "done");
        if (!File.Exists(done))
        {
            await PublishRuntimeAsync();
            await TakePackedAssembliesAsync();
            await LinkLibrariesAsync();
            await File.WriteAllTextAsync(done, string.Empty);
        }
    }

    // The lock files don't have the runtime for musl.
    private Task PublishRuntimeAsync() => _packages.BuildAsync(
        "publish", "src/Nebius.Registry.Tool", "-r", Platform, "--self-contained", "-o", App, "-p:RestoreLockedMode=false",
        "-p:RestorePackagesWithLockFile=false", $"-p:NuGetLockFilePath={Path.Join(Folder, "none")}");

    private async Task TakePackedAssembliesAsync()
    {
        await using var package = await ZipFile.OpenReadAsync(_packages.FileOf($"Nebius.Registry.Tool.{Platform}"), TestContext.Current.CancellationToken);
        foreach (var entry in package.Entries.Where(entry => entry.Name.EndsWith(".dll", StringComparison.Ordinal)))
        {
            await entry.ExtractToFileAsync(Path.Join(App, entry.Name), overwrite: true, TestContext.Current.CancellationToken);
        }
    }

    private async Task LinkLibrariesAsync()
    {
        CopyLibraries(CppLibraries, Libraries);
        CopyLibraries(OpenSslLibraries, OpenSsl);
        // libstdc++ names glibc's loader. musl's loader has everything that it uses.
        await CompileAsync("/dev/null", Path.Join(Libraries, "ld-linux-x86-64.so.2"));
        await CompileAsync(Path.Join(PackedPackages.RepositoryRoot, "tests/Nebius.Registry.Tool.Tests/Infrastructure/glibc-names.c"), Shim);
    }

    private static void CopyLibraries(string[] libraries, string destination)
    {
        Directory.CreateDirectory(destination);
        foreach (var library in libraries)
        {
            File.Copy(Path.Join("/usr/lib/x86_64-linux-gnu", library), Path.Join(destination, library), overwrite: true);
        }
    }

    private async Task CompileAsync(string source, string library)
    {
        string[] options = ["-shared", "-fPIC", "-nostdlib", "-fno-builtin", "-U_FORTIFY_SOURCE", "-w", "-x", "c", source, "-o", library];
        (await Command.RunAsync("gcc", options, Folder, new Dictionary<string, string?>())).Succeeds();
    }
}
