using System.Text;
using System.Text.Json.Nodes;
using Nebius.Registry.Testing;

namespace Nebius.Registry.Tool.Tests.Infrastructure;

/// <summary>The self-contained command for Windows, published once, and Wine to run it.</summary>
public sealed class WindowsCommand(InstalledTool tool) : IAsyncLifetime
{
    private const string Name = "nebius-registry";
    private const string SharedFramework = "Microsoft.NETCore.App";

    // What .NET 10 needs under Wine 8.
    private static readonly Dictionary<string, string?> ForWine = new()
    {
        ["DOTNET_EnableWriteXorExecute"] = "0",
        ["DOTNET_SYSTEM_GLOBALIZATION_INVARIANT"] = "1",
        ["DOTNET_gcConcurrent"] = "0",
        ["WINEDEBUG"] = "-all",
        // "dotnet test" sets it, and it wins over DOTNET_ROOT.
        ["DOTNET_ROOT_X64"] = null,
    };

    private readonly TemporaryDirectory _directory = new();
    private readonly string? _wine = Find("wine64");
    private CancellationToken _cancellationToken;

    /// <summary>Gets the directory of the command, whose name has a blank.</summary>
    public string Folder => _directory.File("the command");

    /// <summary>Gets the home directory.</summary>
    public string Home => _directory.File("home");

    public string DockerConfig => Path.Join(Home, ".docker", "config.json");

    /// <summary>Returns a path as Windows programs write it.</summary>
    public static string Windows(string path) => $"Z:{path.Replace('/', '\\')}";

    public async ValueTask InitializeAsync()
    {
        if (_wine is null)
        {
            return;
        }

        Directory.CreateDirectory(Path.GetDirectoryName(DockerConfig)!);

        // The lock files don't have the packages for Windows.
        await tool.Packages.BuildAsync(
            "publish", "src/Nebius.Registry.Tool", "-r", "win-x64", "--self-contained", "-o", Folder, "-p:RestorePackagesWithLockFile=false",
            $"-p:NuGetLockFilePath={_directory.File("none")}");
        await RunWineServerAsync("-p");
    }

    /// <summary>Skips a test where Wine is missing.</summary>
    /// <param name="cancellationToken">The test's, which ends what it runs.</param>
    public void Require(CancellationToken cancellationToken)
    {
        Testing.Tool.Require(_wine is not null, "not installed: wine64");
        _cancellationToken = cancellationToken;
    }

    /// <summary>Runs a program in a directory that is on PATH.</summary>
    /// <param name="program">Such as <c>nebius-registry.exe</c>.</param>
    /// <param name="arguments">Its arguments, without blanks.</param>
    /// <param name="environment">Further variables.</param>
    /// <param name="input">What it reads, with the escapes of <c>printf</c>.</param>
    /// <param name="folder">The directory; null for that of the command.</param>
    /// <param name="around">A program that runs it, with arguments.</param>
    public Task<CommandResult> RunAsync(
        string program,
        string arguments,
        IReadOnlyDictionary<string, string?>? environment = null,
        string input = "",
        string? folder = null,
        string around = "")
    {
        var all = new Dictionary<string, string?>(ForWine)
        {
            ["WINEPREFIX"] = _directory.File("prefix"),
            ["WINEPATH"] = Windows(folder ?? Folder),
            ["USERPROFILE"] = Windows(Home),
            ["DOCKER_CONFIG"] = Windows(Path.GetDirectoryName(DockerConfig)!),
        };
        foreach (var (name, value) in environment ?? new Dictionary<string, string?>())
        {
            all[name] = value;
        }

        // Files in place of pipes: the programs that Wine starts by itself keep what they inherit open.
        var (output, error) = (_directory.File("output"), _directory.File("error"));
        return ReadAsync(
            Command.RunAsync(
                "sh", ["-c", $"printf '{input}' | {around} '{_wine}' '{Path.Join(folder ?? Folder, program)}' {arguments} > '{output}' 2> '{error}'"], _directory.FullPath, all),
            output,
            error,
            _cancellationToken);
    }

    /// <summary>Installs the command in a directory as "dotnet tool install" does: the program names the assembly of a version.</summary>
    /// <returns>Where a .NET for it is.</returns>
    public string InstallAsTool(string folder, string version)
    {
        var store = Path.Join(".store", "nebius.registry.tool", version, "tools", "net10.0", "any");
        var assemblies = Directory.CreateDirectory(Path.Join(folder, store)).FullName;
        var shared = Shared();
        var ofFramework = shared.Files.Select(Path.GetFileName).ToHashSet();
        foreach (var file in Directory.EnumerateFiles(Folder, "*.dll").Where(file => !ofFramework.Contains(Path.GetFileName(file))))
        {
            File.Copy(file, Path.Join(assemblies, Path.GetFileName(file)));
        }

        File.WriteAllText(
            Path.Join(assemblies, $"{Name}.runtimeconfig.json"),
            $$"""{ "runtimeOptions": { "framework": { "name": "{{SharedFramework}}", "version": "{{shared.Version}}" } } }""");
        var program = File.ReadAllBytes(Path.Join(Folder, $"{Name}.exe"));
        var field = program.AsSpan().IndexOf(Encoding.UTF8.GetBytes($"{Name}.dll\0"));
        Encoding.UTF8.GetBytes(Path.Join(store, $"{Name}.dll").Replace('/', '\\')).CopyTo(program, field);
        File.WriteAllBytes(Path.Join(folder, $"{Name}.exe"), program);
        return Windows(Root(shared));
    }

    public async ValueTask DisposeAsync()
    {
        if (_wine is not null)
        {
            await RunWineServerAsync("-k");
        }

        _directory.Dispose();
    }

    private static async Task<CommandResult> ReadAsync(Task<CommandResult> running, string output, string error, CancellationToken cancellationToken)
    {
        var ended = await running.WaitAsync(cancellationToken);
        var said = await File.ReadAllTextAsync(output, Encoding.Latin1, cancellationToken) + await File.ReadAllTextAsync(error, Encoding.Latin1, cancellationToken);
        return ended with { Output = said.ReplaceLineEndings("\n") };
    }

    private static string? Find(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(Path.PathSeparator).Append("/usr/lib/wine")
            .Select(directory => Path.Join(directory, program)).FirstOrDefault(File.Exists);

    // The server keeps running in the background, and would keep pipes open.
    private async Task RunWineServerAsync(string option) => await Command.RunAsync(
        "sh",
        ["-c", $"'{Find("wineserver64") ?? Find("wineserver")}' {option} > /dev/null 2>&1"],
        _directory.FullPath,
        new Dictionary<string, string?> { ["WINEPREFIX"] = Directory.CreateDirectory(_directory.File("prefix")).FullName });

    // The command's deps.json lists the files of .NET.
    private (string Version, string[] Files, JsonObject Library) Shared()
    {
        var json = JsonNode.Parse(File.ReadAllText(Path.Join(Folder, $"{Name}.deps.json")))!;
        var target = json["targets"]![json["runtimeTarget"]!["name"]!.GetValue<string>()]!.AsObject();
        var (name, library) = target.Single(one => one.Key.StartsWith("runtimepack.", StringComparison.Ordinal));
        string[] files = [.. library!["runtime"]!.AsObject().Concat(library["native"]!.AsObject()).Select(file => file.Key)];
        return (name.Split('/')[1], files, library.AsObject());
    }

    // Returns a directory with the files as where .NET is installed.
    private string Root((string Version, string[] Files, JsonObject Library) shared)
    {
        const string Host = "hostfxr.dll";
        var root = _directory.File("dotnet");
        var (host, framework) = (Path.Join(root, "host", "fxr", shared.Version), Path.Join(root, "shared", SharedFramework, shared.Version));
        if (Directory.Exists(root))
        {
            return root;
        }

        Directory.CreateDirectory(host);
        Directory.CreateDirectory(framework);
        File.CreateSymbolicLink(Path.Join(host, Host), Path.Join(Folder, Host));
        foreach (var file in shared.Files.Where(file => file != Host))
        {
            File.CreateSymbolicLink(Path.Join(framework, file), Path.Join(Folder, file));
        }

        const string Target = ".NETCoreApp,Version=v10.0/win-x64";
        var library = shared.Library.DeepClone().AsObject();
        library["native"]!.AsObject().Remove(Host);
        File.WriteAllText(Path.Join(framework, $"{SharedFramework}.deps.json"), new JsonObject
        {
            ["runtimeTarget"] = new JsonObject { ["name"] = Target },
            ["targets"] = new JsonObject { [Target] = new JsonObject { ["all/1.0.0"] = library } },
            ["libraries"] = new JsonObject { ["all/1.0.0"] = new JsonObject { ["type"] = "package", ["serviceable"] = false, ["sha512"] = "" } },
        }.ToJsonString());
        return root;
    }
}
