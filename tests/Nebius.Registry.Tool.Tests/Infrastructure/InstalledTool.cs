using Nebius.Registry.Testing;

namespace Nebius.Registry.Tool.Tests.Infrastructure;

/// <summary>The command as its users have it: installed from the packed package, once for all tests.</summary>
public sealed class InstalledTool : IAsyncLifetime
{
    private readonly PackedPackages _packages = new();
    private readonly TemporaryDirectory _directory = new();

    public PackedPackages Packages => _packages;

    /// <summary>Gets the directory that users have on PATH.</summary>
    public string Folder => _directory.File("bin");

    /// <summary>Gets the command itself.</summary>
    public string File => Path.Join(Folder, "nebius-registry");

    public async ValueTask InitializeAsync()
    {
        await _packages.InitializeAsync();
        _directory.Write("nuget.config", _packages.NuGetConfig);
        await InstallAsync("Nebius.Registry.Tool", Folder);
    }

    /// <summary>Installs a package of the command, and beside it the program that docker starts.</summary>
    /// <param name="package">The package.</param>
    /// <param name="folder">Where to.</param>
    /// <returns>A task that ends when it is installed.</returns>
    public async Task InstallAsync(string package, string folder)
    {
        var environment = new Dictionary<string, string?>(_packages.Environment) { ["DOTNET_CLI_HOME"] = _directory.FullPath, ["HOME"] = _directory.FullPath };
        var installed = await Command.RunAsync(
            "dotnet",
            ["tool", "install", package, "--version", _packages.Version, "--tool-path", folder, "--configfile", _directory.File("nuget.config")],
            _directory.FullPath,
            environment);
        installed.Succeeds();
        environment["PATH"] = Script.Path(folder);
        (await Command.RunAsync(Path.Join(folder, "nebius-registry"), ["configure", "eu-west1"], _directory.FullPath, environment)).Succeeds();
    }

    public async ValueTask DisposeAsync()
    {
        _directory.Dispose();
        await _packages.DisposeAsync();
    }
}
