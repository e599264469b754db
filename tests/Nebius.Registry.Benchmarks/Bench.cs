using System.Diagnostics;
using System.Reflection;
using Nebius.Registry.Emulator;

namespace Nebius.Registry.Benchmarks;

/// <summary>The emulator, a feed with the packed package, a workspace, and a home directory without a user's settings.</summary>
internal sealed class Bench : IAsyncDisposable
{
    public static readonly string RepositoryRoot = typeof(Bench).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == "RepositoryRoot").Value!;

    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("nebius-bench-");
    private readonly EmulatorWorld _world;

    private readonly string[] _packArguments;

    private Bench(EmulatorWorld world, string[] packArguments) => (_world, _packArguments) = (world, packArguments);

    /// <summary>Gets the file for the numbers, or null.</summary>
    public string? JsonFile { get; init; }

    /// <summary>Gets the requests that reached the emulator.</summary>
    public RequestLog Requests => _world.Requests;

    public string Token { get; private set; } = string.Empty;

    /// <summary>Gets the variables that connect a process to the emulator.</summary>
    public IReadOnlyDictionary<string, string> Network =>
        _world.ChildEnvironment.Where(variable => variable.Value is not null).ToDictionary(variable => variable.Key, variable => variable.Value!);

    /// <summary>An authorized key, whose token is cached in a private file.</summary>
    public Dictionary<string, string> PrivateToken => new() { ["HOME"] = In("home"), ["NEBIUS_AUTHORIZED_KEY_FILE"] = In("key.json") };

    /// <summary>The same key in a profile of the CLI, whose tokens are in the CLI's file.</summary>
    public Dictionary<string, string> SharedToken => new() { ["HOME"] = In("home"), ["NEBIUS_CONFIG_FILE"] = In("cli.yaml") };

    public static async Task<Bench> StartAsync(string[] packArguments, string? jsonFile, CancellationToken cancellationToken)
    {
        var bench = new Bench(await EmulatorWorld.StartAsync(cancellationToken: cancellationToken), packArguments) { JsonFile = jsonFile };
        var account = bench._world.Iam.AddServiceAccount();
        bench._world.Registries.Add("e00abc", "eu-west1").Grant(account, RegistryRights.Push);
        bench.Token = bench._world.Iam.IssueStaticKey(account).Token;
        await File.WriteAllTextAsync(bench.In("key.json"), account.AuthorizedKey.Json, cancellationToken);
        await File.WriteAllTextAsync(
            bench.In("cli.yaml"),
            $"""
            default: bench
            profiles:
              bench:
                endpoint: api.nebius.cloud
                auth-type: service account
                service-account-credentials-file-path: {bench.In("key.json")}
            """,
            cancellationToken);
        await bench.PackAsync("src/Nebius.Registry.Build", cancellationToken);
        await File.WriteAllTextAsync(
            bench.In("nuget.config"),
            $"""<configuration><packageSources><clear /><add key="bench" value="{bench.In("feed")}" /></packageSources></configuration>""",
            cancellationToken);
        return bench;
    }

    public string In(string name) => Path.Join(_root.FullName, name);

    /// <summary>Creates a console project; without the package, one for the SDK's variables set by hand.</summary>
    public string AddProject(string name, bool withPackage, string properties = "", string items = "")
    {
        Directory.CreateDirectory(In(name));
        var reference = withPackage ? """<PackageReference Include="Nebius.Registry.Build" Version="0.1.0-bench" />""" : string.Empty;
        File.WriteAllText(In($"{name}/{name}.csproj"), $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup><TargetFramework>net10.0</TargetFramework><OutputType>Exe</OutputType>{properties}</PropertyGroup>
              <ItemGroup>{reference}{items}</ItemGroup>
            </Project>
            """);
        File.WriteAllText(In($"{name}/Program.cs"), """System.Console.WriteLine("hello");""");
        return In(name);
    }

    /// <summary>Makes a solution of new console projects, whose images have the projects' names.</summary>
    public string AddSolution(string name, string[] projects, bool withPackage, string properties = "")
    {
        foreach (var project in projects)
        {
            AddProject(project, withPackage, properties + (withPackage ? string.Empty : $"<ContainerRepository>e00abc/{project}</ContainerRepository>"));
        }

        File.WriteAllText(In($"{name}.slnx"), $"<Solution>{string.Concat(projects.Select(project => $"""<Project Path="{project}/{project}.csproj" />"""))}</Solution>");
        return In($"{name}.slnx");
    }

    /// <summary>Packs a project of this repository into the feed, as version 0.1.0-bench.</summary>
    public Task PackAsync(string project, CancellationToken cancellationToken, params string[] more) => DotNetAsync(
        ["pack", Path.Join(RepositoryRoot, project), "-c", "Release", "-o", In("feed"), "-p:Version=0.1.0-bench", "--artifacts-path", In("artifacts"), "-nodeReuse:false", .. _packArguments, .. more],
        isolated: false,
        [],
        cancellationToken);

    /// <summary>Installs a package of the command from the feed.</summary>
    /// <returns>The command.</returns>
    public async Task<string> InstallAsync(string package, string folder, CancellationToken cancellationToken)
    {
        await DotNetAsync(["tool", "install", package, "--version", "0.1.0-bench", "--tool-path", In(folder), "--configfile", In("nuget.config")], [], cancellationToken);
        return Path.Join(In(folder), "nebius-registry");
    }

    /// <summary>Publishes a project of this repository.</summary>
    public Task<TimeSpan> PublishAsync(string project, string directory, string[] more, CancellationToken cancellationToken) => DotNetAsync(
        ["publish", Path.Join(RepositoryRoot, project), "-c", "Release", "-o", directory, "--artifacts-path", In("artifacts"), "-nodeReuse:false", .. more, .. _packArguments],
        isolated: false,
        [],
        cancellationToken);

    /// <summary>Runs dotnet to its end, in the emulator's world.</summary>
    /// <returns>How long the whole process took.</returns>
    public Task<TimeSpan> DotNetAsync(string[] arguments, Dictionary<string, string> environment, CancellationToken cancellationToken) =>
        DotNetAsync(arguments, isolated: true, environment, cancellationToken);

    /// <summary>Runs dotnet in the emulator's world, to an end that must be a failure.</summary>
    /// <returns>How long the whole process took.</returns>
    public Task<TimeSpan> FailAsync(string[] arguments, Dictionary<string, string> environment, CancellationToken cancellationToken) =>
        DotNetAsync(arguments, isolated: true, environment, cancellationToken, succeeds: false);

    public async ValueTask DisposeAsync()
    {
        await _world.DisposeAsync();
        _root.Delete(recursive: true);
    }

    /// <summary>Runs a program to its end, in the emulator's world.</summary>
    /// <returns>How long the whole process took.</returns>
    public Task<TimeSpan> RunAsync(string program, string[] arguments, string input, Dictionary<string, string> environment, bool succeeds, CancellationToken cancellationToken) =>
        RunAsync(program, arguments, input, isolated: true, environment, succeeds, cancellationToken);

    private Task<TimeSpan> DotNetAsync(string[] arguments, bool isolated, Dictionary<string, string> environment, CancellationToken cancellationToken, bool succeeds = true) =>
        RunAsync("dotnet", arguments, input: null, isolated, environment, succeeds, cancellationToken);

    private async Task<TimeSpan> RunAsync(
        string program, string[] arguments, string? input, bool isolated, Dictionary<string, string> environment, bool succeeds, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = _root.FullName, RedirectStandardOutput = true, RedirectStandardInput = input is not null };
        if (isolated)
        {
            Isolate(start);
        }

        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        var clock = Stopwatch.StartNew();
        using var process = Process.Start(start)!;
        if (input is not null)
        {
            await process.StandardInput.WriteAsync(input);
            process.StandardInput.Close();
        }

        var output = await process.StandardOutput.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        return process.ExitCode == 0 == succeeds ? clock.Elapsed : throw new InvalidOperationException($"{program} {string.Join(' ', arguments)}\n{output}");
    }

    private static bool IsSetting(string name) =>
        name.StartsWith("NEBIUS_", StringComparison.Ordinal)
        || name.Contains("_CONTAINER_", StringComparison.Ordinal)
        // What CI and the tests set, and users don't.
        || name is "DOTNET_TieredPGO" or "DOTNET_EnableWriteXorExecute" or "MSBuildEnableWorkloadResolver"
        || name is "XDG_CACHE_HOME" or "RUNNER_TEMP" or "AGENT_TEMPDIRECTORY";

    private void Isolate(ProcessStartInfo start)
    {
        foreach (var name in start.Environment.Keys.Where(IsSetting).ToArray())
        {
            start.Environment.Remove(name);
        }

        foreach (var (name, value) in _world.ChildEnvironment)
        {
            start.Environment[name] = value;
        }

        start.Environment["HOME"] = start.Environment["DOTNET_CLI_HOME"] = In("home");
        start.Environment["NUGET_PACKAGES"] = In("packages");
        start.Environment["DOTNET_NOLOGO"] = "1";
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        Directory.CreateDirectory(In("home"));
    }
}
