using System.Globalization;
using Microsoft.Build.Logging.StructuredLogger;
using Nebius.Registry.Emulator;
using Task = System.Threading.Tasks.Task;

namespace Nebius.Registry.Benchmarks;

/// <summary>
/// How token exchanges, requests and the package's time grow with projects, architectures, nodes and concurrent builds, compared with
/// the same by hand. The projects are built already, the key is an authorized key, and no token is cached.
/// </summary>
internal sealed class Growth
{
    private const string Host = "cr.eu-west1.nebius.cloud";
    private const string TwoArchitectures = """
        <RuntimeIdentifiers>linux-x64;linux-arm64</RuntimeIdentifiers><ContainerRuntimeIdentifiers>linux-x64;linux-arm64</ContainerRuntimeIdentifiers>
        <EnableRuntimePackDownload>false</EnableRuntimePackDownload><EnableAppHostPackDownload>false</EnableAppHostPackDownload>
        """;

    private static readonly string[] Publish = ["publish", "-t:PublishContainer", $"-p:ContainerRegistry={Host}"];

    private readonly Bench _bench;
    private readonly int _runs;
    private readonly CancellationToken _cancellationToken;
    private int _number;

    private Growth(Bench bench, int runs, CancellationToken cancellationToken) => (_bench, _runs, _cancellationToken) = (bench, runs, cancellationToken);

    public static async Task MeasureAsync(Bench bench, int runs, CancellationToken cancellationToken)
    {
        var growth = new Growth(bench, runs, cancellationToken);
        Console.WriteLine("| Projects | Architectures | Nodes | Builds at once | Exchanges | Registry requests by hand | with the package | Package, for each project | Whole, by hand = 1 |");
        Console.WriteLine("| --- | --- | --- | --- | --- | --- | --- | --- | --- |");
        foreach (var projects in new[] { 1, 3, 9, 27 })
        {
            await growth.SolutionAsync(projects, architectures: 1, nodes: 2);
        }

        foreach (var nodes in new[] { 1, 4 })
        {
            await growth.SolutionAsync(projects: 9, architectures: 1, nodes);
        }

        foreach (var projects in new[] { 1, 3, 9 })
        {
            await growth.SolutionAsync(projects, architectures: 2, nodes: 2);
        }

        foreach (var builds in new[] { 4, 40 })
        {
            await growth.BuildsAsync(builds);
        }
    }

    private async Task SolutionAsync(int projects, int architectures, int nodes)
    {
        var properties = $"<UseAppHost>false</UseAppHost>{(architectures == 2 ? TwoArchitectures : string.Empty)}";
        var (ours, byHand) = (await AddAsync("ours", withPackage: true), await AddAsync("byhand", withPackage: false));
        var (all, tasks) = (new List<Measured>(), new List<double>());
        for (var run = 0; run < _runs; run++)
        {
            var log = _bench.In("growth.binlog");
            var measured = new Measured(
                await PublishAsync([byHand, $"-m:{nodes}"], ByHand()),
                await PublishAsync([ours, $"-m:{nodes}", "-p:NebiusRegistryId=e00abc", $"-bl:{log};ProjectImports=None"], WithoutToken()));
            all.Add(measured);
            tasks.Add(TimeOfTasks(log) / projects);
        }

        Print(projects, architectures, nodes, builds: 1, all, tasks);

        async Task<string> AddAsync(string kind, bool withPackage)
        {
            var name = $"{kind}{Next()}";
            var solution = _bench.AddSolution(name, [.. Enumerable.Range(1, projects).Select(i => $"{name}x{i}")], withPackage, properties);

            // Only a push builds for each architecture.
            string[] push = architectures == 1 ? ["build", "-c", "Release"] : [.. Publish, "-p:NebiusRegistryId=e00abc"];
            await _bench.DotNetAsync([.. push, solution], ByHand(), _cancellationToken);
            return solution;
        }
    }

    private async Task BuildsAsync(int builds)
    {
        var (ours, byHand) = (await AddAsync("alone", withPackage: true), await AddAsync("handalone", withPackage: false));
        var all = new List<Measured>();
        for (var run = 0; run < _runs; run++)
        {
            var token = WithoutToken();
            all.Add(new(
                await AtOnceAsync(byHand, project => PublishAsync([project], ByHand())),
                await AtOnceAsync(ours, project => PublishAsync([project, "-p:NebiusRegistryId=e00abc"], token))));
        }

        Print(projects: 1, architectures: 1, nodes: 1, builds, all, []);

        async Task<string[]> AddAsync(string kind, bool withPackage)
        {
            var name = $"{kind}{Next()}";
            string[] names = [.. Enumerable.Range(1, builds).Select(i => $"{name}x{i}")];
            await _bench.DotNetAsync(["build", _bench.AddSolution(name, names, withPackage), "-c", "Release"], [], _cancellationToken);
            return [.. names.Select(_bench.In)];
        }

        async Task<Published> AtOnceAsync(string[] projects, Func<string, Task<Published>> publishAsync)
        {
            _bench.Requests.Clear();
            var each = await Task.WhenAll(projects.Select(publishAsync));
            return Counted(each.Max(publish => publish.Milliseconds));
        }
    }

    private async Task<Published> PublishAsync(string[] arguments, Dictionary<string, string> environment)
    {
        var isAlone = arguments.Length > 0 && arguments[0].EndsWith(".slnx", StringComparison.Ordinal);
        if (isAlone)
        {
            _bench.Requests.Clear();
        }

        var time = await _bench.DotNetAsync([.. Publish, "--no-build", .. arguments], environment, _cancellationToken);
        return Counted(time.TotalMilliseconds);
    }

    private Published Counted(double milliseconds) =>
        new(milliseconds, _bench.Requests.To(EmulatorEndpoint.TokenExchange).Count, _bench.Requests.To(Host).Count);

    private Dictionary<string, string> ByHand() =>
        new() { ["DOTNET_CONTAINER_PUSH_REGISTRY_UNAME"] = "iam", ["DOTNET_CONTAINER_PUSH_REGISTRY_PWORD"] = _bench.Token };

    private Dictionary<string, string> WithoutToken() => new(_bench.PrivateToken) { ["XDG_CACHE_HOME"] = _bench.In($"cache{Next()}") };

    private static double TimeOfTasks(string log)
    {
        var sum = 0.0;
        BinaryLog.ReadBuild(log).VisitAllChildren<Microsoft.Build.Logging.StructuredLogger.Task>(
            task => sum += PublishParts.IsOurs(task) ? task.Duration.TotalMilliseconds : 0);
        return sum;
    }

    private static void Print(int projects, int architectures, int nodes, int builds, List<Measured> all, List<double> tasks)
    {
        string[] cells =
        [
            $"{projects}",
            $"{architectures}",
            $"{nodes}",
            $"{builds}",
            Range(all.Select(each => each.Ours.Exchanges)),
            Range(all.Select(each => each.ByHand.Requests)),
            Range(all.Select(each => each.Ours.Requests)),
            tasks.Count == 0 ? "–" : string.Create(CultureInfo.InvariantCulture, $"{Median.Of(tasks):0} ms"),
            string.Create(CultureInfo.InvariantCulture, $"{Median.Of(all.Select(each => each.Ours.Milliseconds)) / Median.Of(all.Select(each => each.ByHand.Milliseconds)):0.00}"),
        ];
        Console.WriteLine($"| {string.Join(" | ", cells)} |");
    }

    private static string Range(IEnumerable<int> counts)
    {
        int[] sorted = [.. counts.Order()];
        return sorted[0] == sorted[^1] ? $"{sorted[0]}" : $"{sorted[0]} to {sorted[^1]}";
    }

    private string Next() => (++_number).ToString(CultureInfo.InvariantCulture);

    private sealed record Published(double Milliseconds, int Exchanges, int Requests);

    private sealed record Measured(Published ByHand, Published Ours);
}
