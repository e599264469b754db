using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Nebius.Registry.Testing;

namespace Nebius.Registry.Tool.Tests.Infrastructure;

/// <summary>The command for linux-arm64 on another machine: linked once for each state of the sources, and run by QEMU.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class Arm64Command : IAsyncDisposable
{
    private const string Platform = "linux-arm64";
    private const string Qemu = "qemu-aarch64-static";
    private const string Compiler = "aarch64-linux-gnu-gcc";

    private readonly PackedPackages _packages = new();
    private readonly Lazy<Task> _packed;

    public Arm64Command() => _packed = new(PackOnceAsync);

    public string Feed => _packages.Feed + "-arm64";

    /// <summary>Gets the folder with the program, as the SDK unpacks it.</summary>
    public string Folder => Path.Join(Feed, "unpacked", "tools", "any", Platform);

    public string Program => Path.Join(Folder, "nebius-registry");

    // QEMU's own variable; without it, the C library of Debian's architecture arm64, or that of the cross compiler.
    private static string SystemRoot =>
        Environment.GetEnvironmentVariable("QEMU_LD_PREFIX") is { Length: > 0 } prefix ? prefix
        : File.Exists("/lib/ld-linux-aarch64.so.1") ? "/"
        : "/usr/aarch64-linux-gnu";

    private string Done => Path.Join(Feed, "done");

    /// <summary>Skips a test where OpenSSL for arm64 is missing, which .NET loads for TLS and for keys.</summary>
    public static void RequireOpenSsl() =>
        Testing.Tool.Require(File.Exists(Path.Join(SystemRoot, "usr", "lib", "aarch64-linux-gnu", "libssl.so.3")), "not installed: libssl3:arm64");

    /// <summary>Packs the command, unless that is done. Skips a test where it can't be linked or run.</summary>
    /// <returns>A task that ends when it is packed.</returns>
    public async Task RequireAsync()
    {
        Assert.SkipWhen(RuntimeInformation.OSArchitecture == Architecture.Arm64, "This machine is arm64: its installed command is tested instead.");
        Testing.Tool.Require(Qemu, Compiler);
        await _packed.Value;
    }

    /// <summary>Writes a script that runs the command.</summary>
    /// <param name="scene">The scene.</param>
    /// <returns>The script.</returns>
    public string ScriptIn(Scene scene)
    {
        ArgumentNullException.ThrowIfNull(scene);
        const string Name = "nebius-registry";
        return Path.Join(Script.Write(Path.Join(scene.Secrets, "arm64"), Name, $"exec {Qemu} -L '{SystemRoot}' '{Program}' \"$@\""), Name);
    }

    public ValueTask DisposeAsync() => _packages.DisposeAsync();

    private async Task PackOnceAsync()
    {
        if (!File.Exists(Done))
        {
            await PackAsync();
        }
    }

    private async Task PackAsync()
    {
        await _packages.BuildAsync("pack", "src/Nebius.Registry.Tool", "-o", Feed, $"-p:NativePlatforms={Platform}");
        var package = Path.Join(Feed, $"Nebius.Registry.Tool.{Platform}.{_packages.Version}.nupkg");
        await ZipFile.ExtractToDirectoryAsync(package, Path.Join(Feed, "unpacked"), overwriteFiles: true, TestContext.Current.CancellationToken);
        // A package has no modes; "dotnet tool install" sets this one.
        File.SetUnixFileMode(Program, File.GetUnixFileMode(Program) | UnixFileMode.UserExecute);
        await File.WriteAllTextAsync(Done, string.Empty);
    }
}
