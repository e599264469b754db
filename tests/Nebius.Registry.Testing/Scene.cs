using System.Diagnostics;
using System.Globalization;
using Nebius.Registry.Emulator;

namespace Nebius.Registry.Testing;

/// <summary>
/// The world of one test: the emulator, a workspace with a feed that has the package, a home, a temp directory, and secrets. After each
/// command, everything that it left behind is searched for all secrets.
/// </summary>
public sealed partial class Scene : IAsyncDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly PackedPackages _packages;
    private readonly BuildServer? _server;
    private int _runs;
    private int _running;

    private Scene(PackedPackages packages, EmulatorWorld world, BuildServer? server) => (_packages, World, _server) = (packages, world, server);

    public EmulatorWorld World { get; }

    public Canary Canary { get; } = new();

    public string PackageVersion => _packages.Version;

    public string Feed => _packages.Feed;

    public string PackageReference => _packages.Reference;

    public string Workspace => _directory.File("w");

    public string Home => _directory.File("h");

    public string Temp => _server?.Temp ?? _directory.File("t");

    public string Logs => _directory.File("logs");

    /// <summary>Gets the directory for key files. As a user's would be, it is outside the workspace; it isn't searched.</summary>
    public string Secrets => _directory.File("secrets");

    public string LastBinaryLog => Path.Join(Logs, string.Create(CultureInfo.InvariantCulture, $"{_runs}.binlog"));

    public string LastTextLog => Path.ChangeExtension(LastBinaryLog, ".diag.log");

    /// <summary>Gets or sets a value indicating whether builds also write a text log, which takes a tenth of their time.</summary>
    public bool HasTextLog { get; set; }

    /// <summary>Gets a value indicating whether the scene's builds run in an MSBuild server.</summary>
    public bool HasServer => _server is not null && !BuildsAlone;

    /// <summary>
    /// Gets or sets a value indicating whether a build starts a process of its own although the scene has a server. In the server, the
    /// command line isn't the user's, and what the process has cached, also for earlier scenes, is still there.
    /// </summary>
    public bool BuildsAlone { get; set; }

    /// <summary>Starts a scene.</summary>
    /// <param name="packages">The packages under test.</param>
    /// <param name="options">The settings of the emulator.</param>
    /// <param name="hasTextLog">Whether builds write a diagnostic log as text, too.</param>
    /// <param name="hasServer">Whether its builds run in an MSBuild server, which is faster: see <see cref="BuildsAlone"/>.</param>
    public static async Task<Scene> StartAsync(
        PackedPackages packages, EmulatorOptions? options = null, bool hasTextLog = false, bool hasServer = false)
    {
        ArgumentNullException.ThrowIfNull(packages);
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Child processes trust the emulator's certificate by SSL_CERT_FILE, which .NET reads on Linux only.");
        var server = hasServer ? await packages.Servers.TakeAsync() : null;

        // A scene that can't start doesn't give its server back, because the server may be the cause.
        var world = await EmulatorWorld.StartAsync(server?.Reachable(options) ?? options, TestContext.Current.CancellationToken);
        var scene = new Scene(packages, world, server) { HasTextLog = hasTextLog };
        try
        {
            scene.Prepare();
            return scene;
        }
        catch
        {
            await scene.DisposeAsync();
            throw;
        }
    }

    /// <summary>Adds the console project that is restored and built already, to publish it with --no-build or to build it again.</summary>
    public void AddBuiltApp(string properties = "", string folder = ".")
    {
        _packages.App.CopyTo(Path.GetFullPath(folder, Workspace));
        this.AddConsole(PreparedApp.Name, properties, folder: folder);
    }

    /// <summary>Adds a project of another name that is built already, to be published with <see cref="Publishing.NoBuild"/>.</summary>
    public void AddBuiltConsole(string name, string properties = "", bool twoArchitectures = false)
    {
        _packages.App.CopyTo(Workspace, name, twoArchitectures);
        var architectures = twoArchitectures ? Projects.TwoArchitectures : string.Empty;
        this.AddConsole(
            name,
            $"<AssemblyName>{PreparedApp.Name}</AssemblyName><ContainerRepository>{name}</ContainerRepository>{architectures}{properties}");
    }

    /// <summary>Adds the console project restored but not built, for tests that end or begin before the compiler.</summary>
    public void AddRestoredApp(string properties = "")
    {
        AddBuiltApp(properties);
        Directory.Delete(Path.Join(Workspace, PreparedApp.Name, "bin"), recursive: true);
        Directory.Delete(Path.Join(Workspace, PreparedApp.Name, "obj", "Release"), recursive: true);
    }

    public void Write(string relativePath, string content) => _directory.Write(Path.Join("w", relativePath), content);

    /// <summary>Runs dotnet in the workspace, or in a folder of it.</summary>
    public async Task<CommandResult> DotNetAsync(string[] arguments, IReadOnlyDictionary<string, string?>? environment = null, string folder = ".")
    {
        _runs++;
        string[] text = HasTextLog ? [$"-flp:verbosity=diagnostic;logfile={LastTextLog}"] : [];

        // The binary log has all events of the diagnostic level. It doesn't embed the project files, which are searched themselves.
        string[] logging = [$"-bl:{LastBinaryLog};ProjectImports=None", .. text];
        var all = environment ?? new Dictionary<string, string?>();
        return HasServer
            ? await RunAsync("dotnet", [.. arguments, .. logging], WithServer(all), folder)
            : await RunAsync("dotnet", [.. arguments, .. logging, "-nodeReuse:false"], all, folder);
    }

    /// <summary>Returns an environment in which a command's builds run in the scene's server.</summary>
    public Dictionary<string, string?> WithServer(IReadOnlyDictionary<string, string?> environment)
    {
        Assert.NotNull(_server);
        return _server.Environment(environment);
    }

    public async Task<CommandResult> RunAsync(string program, string[] arguments, IReadOnlyDictionary<string, string?>? environment = null, string folder = ".")
    {
        Canary.WatchAll(World.Secrets);

        CommandResult result;
        var watch = new ArgumentWatch(Canary);
        await using (watch)
        {
            var all = Environment([program, .. arguments], environment);
            Interlocked.Increment(ref _running);
            result = await Command.RunAsync(program, arguments, Path.GetFullPath(folder, Workspace), all);
            Interlocked.Decrement(ref _running);
        }

        Canary.WatchAll(World.Secrets);

        Assert.False(Canary.IsIn(result.Output), "A secret is in the output of " + result.CommandLine);
        Assert.Empty(watch.Programs);
        Assert.DoesNotContain(Canary.FilesWithSecrets(Searched), file => !TokenCacheFiles.IsOne(this, file));
        TokenCacheFiles.AreForTheirOwnerAlone(this);
        return result;
    }

    /// <summary>Runs a command beside others, and looks for secrets in its output alone: files come and go while others run.</summary>
    public async Task<CommandResult> RunAloneAsync(
        string program, string[] arguments, IReadOnlyDictionary<string, string?> environment, Action<Process>? started = null)
    {
        var all = Environment([program, .. arguments], environment);
        var result = await Command.RunAsync(program, arguments, Workspace, all, started);
        Canary.WatchAll(World.Secrets);
        Assert.False(Canary.IsIn(result.Output), "A secret is in the output of " + result.CommandLine);
        return result;
    }

    /// <summary>Returns an environment with the real compiler, for tests for which the prepared app's assembly isn't enough.</summary>
    public static Dictionary<string, string?> WithCompiler(IReadOnlyDictionary<string, string?> environment) =>
        new(environment) { [PreparedApp.CompilerProperty] = null };

    private string[] Searched => _server is null ? [Workspace, Home, Temp, Logs] : [Workspace, Home, Temp, Logs, _server.CommandHome];

    private void Prepare()
    {
        foreach (var directory in new[] { Workspace, Home, Temp, Logs, Secrets })
        {
            Directory.CreateDirectory(directory);
        }

        Write("nuget.config", _packages.NuGetConfig);
        this.AddIdentities();
    }

    private Dictionary<string, string?> Environment(IReadOnlyList<string> command, IReadOnlyDictionary<string, string?>? more)
    {
        var all = new Dictionary<string, string?>(World.ChildEnvironment)
        {
            ["HOME"] = Home,
            ["DOTNET_CLI_HOME"] = Home,
            ["TMPDIR"] = Temp,

            // Without it, podman's logins are the machine's.
            ["XDG_RUNTIME_DIR"] = Path.Join(Home, "run"),
            [PreparedApp.CompilerProperty] = _packages.App.InsteadOfTheCompiler,
        };
        foreach (var (name, value) in _packages.Environment.Concat(more ?? new Dictionary<string, string?>()))
        {
            all[name] = value;
        }

        if (command is ["dotnet", "build" or "msbuild" or "publish", ..])
        {
            all.TryAdd("PATH", Script.Path(_packages.WithoutDocker));
        }

        return all;
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            await Leftovers.EndAsync(_directory.FullPath);
            await World.DisposeAsync();

            // The build of a cancelled command may still run.
            if (_server is not null && _running == 0)
            {
                _packages.Servers.Return(_server);
            }
        }
        finally
        {
            _directory.Dispose();
        }
    }
}
