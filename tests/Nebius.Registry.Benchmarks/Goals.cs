using System.Globalization;
using Microsoft.Build.Logging.StructuredLogger;
using Task = System.Threading.Tasks.Task;

namespace Nebius.Registry.Benchmarks;

/// <summary>The table in docs/benchmarks.md: the package's times, those by hand or with another program, and the goals.</summary>
internal sealed class Goals
{
    private const string Host = "cr.eu-west1.nebius.cloud";
    private const string WrongKey = "v1.this-key-does-not-exist.signature";
    private const string ShortestGoCommand = "/usr/bin/docker-credential-ecr-login";

    // A process takes milliseconds, and some of them are chance.
    private const int HelperRuns = 5;
    private const int ManyCharts = 10;

    private readonly Bench _bench;
    private readonly int _runs;
    private readonly CancellationToken _cancellationToken;
    private int _number;

    private Goals(Bench bench, int runs, CancellationToken cancellationToken) => (_bench, _runs, _cancellationToken) = (bench, runs, cancellationToken);

    private Dictionary<string, string> StaticKey => new() { ["NEBIUS_REGISTRY_STATIC_KEY"] = _bench.Token };

    /// <summary>Gets the variables for an authorized key with an empty token cache: a new folder.</summary>
    private Dictionary<string, string> NoCachedToken => new(_bench.PrivateToken) { ["XDG_CACHE_HOME"] = _bench.In($"cache{Next()}") };

    public static async Task MeasureAsync(Bench bench, int runs, CancellationToken cancellationToken)
    {
        var goals = new Goals(bench, runs, cancellationToken);
        var machine = Machine.Read(Bench.RepositoryRoot);
        Group[] groups =
        [
            await goals.PublishAsync(),
            await goals.WrongKeyAsync(),
            await goals.SolutionAsync("Three projects in one build, `-m:3`", []),
            await goals.SolutionAsync("The same in task hosts, as in Visual Studio", new() { ["MSBUILDFORCEALLTASKSOUTOFPROC"] = "1" }),
            .. await goals.ChartsAsync(),
            await goals.HelperAsync(),
        ];
        var report = new Report(machine, runs, groups, await PublishParts.MeasureAsync(bench, runs, cancellationToken));
        Console.Write(report.ToMarkdown());
        if (bench.JsonFile is { } file)
        {
            await File.WriteAllTextAsync(file, report.ToJson(), cancellationToken);
        }
    }

    private async Task<Group> PublishAsync()
    {
        string[] publish = ["publish", "--no-restore", "-t:PublishContainer", $"-p:ContainerRegistry={Host}"];
        var byHand = await AddAsync("goalbyhand", withPackage: false);
        var ours = await AddAsync("goalours", withPackage: true);
        Task<double> Ours(Dictionary<string, string> environment) => DotNetAsync([.. publish, ours, "-p:NebiusRegistryId=e00abc"], environment);
        return await Turns.MeasureAsync(
            "`dotnet publish -t:PublishContainer`",
            _runs,
            new Variant("the SDK's variables, set by hand", () => DotNetAsync([.. publish, byHand, "-p:ContainerRepository=e00abc/goalbyhand"], ByHand(_bench.Token))),
            new Variant("static key", () => Ours(StaticKey), "1.02"),
            new Variant("authorized key, cached token", () => Ours(_bench.PrivateToken), "1.03"),
            new Variant("authorized key, with the exchange", () => Ours(NoCachedToken), "a round trip + 60 ms"));
    }

    private async Task<Group> WrongKeyAsync()
    {
        string[] publish = ["publish", "--no-restore", "-t:PublishContainer", $"-p:ContainerRegistry={Host}"];
        var byHand = Preflight.AddSources(await AddAsync("wronggoalbyhand", withPackage: false));
        var ours = Preflight.AddSources(await AddAsync("wronggoal", withPackage: true));
        return await Turns.MeasureAsync(
            $"A wrong key, {Preflight.SourceFiles} source files: until the build fails",
            _runs,
            new Variant("the SDK's variables, set by hand", () => FailAsync(byHand, "-p:ContainerRepository=e00abc/byhand", ByHand(WrongKey))),
            new Variant("static key", () => FailAsync(ours, "-p:NebiusRegistryId=e00abc", new() { ["NEBIUS_REGISTRY_STATIC_KEY"] = WrongKey }), "700 ms"));

        async Task<double> FailAsync(string project, string repository, Dictionary<string, string> environment)
        {
            Preflight.Clean(project);
            return (await _bench.FailAsync([.. publish, project, repository], environment, _cancellationToken)).TotalMilliseconds;
        }
    }

    private async Task<Group> SolutionAsync(string title, Dictionary<string, string> environment)
    {
        var byHand = await AddSolutionAsync("by", withPackage: false);
        var ours = await AddSolutionAsync("our", withPackage: true);
        string[] publish = ["publish", "--no-restore", "-t:PublishContainer", $"-p:ContainerRegistry={Host}", "-m:3"];
        return await Turns.MeasureAsync(
            title,
            _runs,
            new Variant("the SDK's variables, set by hand", () => DotNetAsync([.. publish, byHand], new([.. ByHand(_bench.Token), .. environment]))),
            new Variant("static key", () => DotNetAsync([.. publish, ours, "-p:NebiusRegistryId=e00abc"], new([.. StaticKey, .. environment])), "1.05"));
    }

    private async Task<string> AddSolutionAsync(string name, bool withPackage)
    {
        var file = _bench.AddSolution(name, [.. Enumerable.Range(1, 3).Select(i => $"{name}{i}")], withPackage);
        await _bench.DotNetAsync(["restore", file], [], _cancellationToken);
        return file;
    }

    private async Task<Group[]> ChartsAsync()
    {
        var one = await AddChartsAsync("onechart", 1);
        var many = await AddChartsAsync("manycharts", ManyCharts);
        var login = await HelmCharts.LoginAsync(_bench, _cancellationToken);
        var archive = await HelmCharts.PackAsync(_bench, "goalchart", 0, _cancellationToken);
        return
        [
            await Turns.MeasureAsync(
                "A small chart",
                _runs,
                new Variant("`helm push` of the packed chart", () => HelmAsync(1)),
                new Variant("`dotnet build -t:NebiusHelmPush`: packing and pushing, without the rest of the build", () => PushAsync(one), "1.5")),
            await Turns.MeasureAsync(
                "Ten charts",
                _runs,
                new Variant("`helm push` ten times", () => HelmAsync(ManyCharts)),
                new Variant("`dotnet build -t:NebiusHelmPush`: packing and pushing, without the rest of the build", () => PushAsync(many), "0.10")),
        ];

        async Task<double> HelmAsync(int count)
        {
            var sum = 0.0;
            for (var i = 0; i < count; i++)
            {
                string[] push = ["push", archive, $"oci://{Host}/e00abc/helm{Next()}", "--registry-config", login];
                sum += (await _bench.RunAsync("helm", push, string.Empty, [], succeeds: true, _cancellationToken)).TotalMilliseconds;
            }

            return sum;
        }

        // A version that isn't in the registry, so that the push sends something.
        async Task<double> PushAsync(string project)
        {
            var log = _bench.In("charts.binlog");
            string[] push = ["build", project, "--no-restore", "-t:NebiusHelmPush", $"-p:NebiusRegion=eu-west1", "-p:NebiusRegistryId=e00abc", $"-p:Version=1.0.{Next()}", $"-bl:{log}"];
            await _bench.DotNetAsync(push, StaticKey, _cancellationToken);
            var took = 0.0;
            BinaryLog.ReadBuild(log).VisitAllChildren<Target>(target => took = target.Name == "NebiusHelmPush" ? target.Duration.TotalMilliseconds : took);
            return took;
        }
    }

    private async Task<string> AddChartsAsync(string name, int count)
    {
        var project = _bench.AddProject(name, withPackage: true, items: """<NebiusHelmChart Include="charts/*/Chart.yaml" />""");
        for (var i = 0; i < count; i++)
        {
            await HelmCharts.WriteAsync(Path.Join(project, "charts", $"{name}{i}"), $"{name}{i}", _cancellationToken);
        }

        await _bench.DotNetAsync(["restore", project], [], _cancellationToken);
        return project;
    }

    private async Task<Group> HelperAsync()
    {
        var (native, portable) = await CredentialHelper.InstallAsync(_bench, _cancellationToken);
        Task<double> Get(string command) => RunAsync(command, ["docker-credential", "get"], Host, _bench.PrivateToken);
        Variant[] ours =
        [
            new("`nebius-registry docker-credential get`, cached token, native", () => Get(native), "1.8"),
            new("the same, portable", () => Get(portable), "10"),
        ];
        Variant[] theirs = File.Exists(ShortestGoCommand)
            ? [new("`docker-credential-ecr-login version`, the shortest command of a helper in Go", () => RunAsync(ShortestGoCommand, ["version"], string.Empty, []))]
            : [];
        return await Turns.MeasureAsync("The credential helper", _runs * HelperRuns, [.. theirs, .. ours]);

        async Task<double> RunAsync(string program, string[] arguments, string input, Dictionary<string, string> environment) =>
            (await _bench.RunAsync(program, arguments, input, environment, succeeds: true, _cancellationToken)).TotalMilliseconds;
    }

    private async Task<string> AddAsync(string name, bool withPackage)
    {
        var project = _bench.AddProject(name, withPackage);
        await _bench.DotNetAsync(["restore", project], [], _cancellationToken);
        return project;
    }

    private async Task<double> DotNetAsync(string[] arguments, Dictionary<string, string> environment) =>
        (await _bench.DotNetAsync(arguments, environment, _cancellationToken)).TotalMilliseconds;

    private static Dictionary<string, string> ByHand(string key) =>
        new() { ["DOTNET_CONTAINER_PUSH_REGISTRY_UNAME"] = "iam", ["DOTNET_CONTAINER_PUSH_REGISTRY_PWORD"] = key };

    private string Next() => (++_number).ToString(CultureInfo.InvariantCulture);
}
