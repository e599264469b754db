using Microsoft.Build.Logging.StructuredLogger;

namespace Nebius.Registry.Benchmarks;

/// <summary>The task that finds the credential, as MSBuild times it: in a new process, and for later projects of a build.</summary>
internal static class CredentialTask
{
    private const string Task = "SetNebiusCredentials";

    public static async System.Threading.Tasks.Task MeasureAsync(Bench bench, int runs, CancellationToken cancellationToken)
    {
        var solution = bench.AddSolution("warm", [.. Enumerable.Range(1, 4).Select(number => $"warm{number}")], withPackage: true);
        await MeasureAsync(bench, runs, solution, "static key", new() { ["NEBIUS_REGISTRY_STATIC_KEY"] = bench.Token }, cancellationToken);
        await MeasureAsync(bench, runs, solution, "authorized key", new(bench.PrivateToken) { ["NEBIUS_TOKEN_CACHE"] = "Memory" }, cancellationToken);
        await MeasureAsync(bench, runs, solution, "token in a private file", bench.PrivateToken, cancellationToken);
        await MeasureAsync(bench, runs, solution, "token in the CLI's file", bench.SharedToken, cancellationToken);
    }

    private static async System.Threading.Tasks.Task MeasureAsync(
        Bench bench,
        int runs,
        string solution,
        string title,
        Dictionary<string, string> environment,
        CancellationToken cancellationToken)
    {
        var (cold, warm) = (new List<double>(), new List<double>());
        for (var run = 0; run <= runs; run++)
        {
            var log = bench.In("run.binlog");
            await bench.DotNetAsync(
                ["publish", solution, "-t:PublishContainer", "-p:ContainerRegistry=cr.eu-west1.nebius.cloud", "-p:NebiusRegistryId=e00abc", "-m:1", $"-bl:{log}"],
                environment,
                cancellationToken);
            var took = TaskTimes(log);
            if (run > 0)
            {
                cold.Add(took[0]);
                warm.AddRange(took.Skip(1));
            }
        }

        Median.Print($"{Task} with {title}, first in a process", cold);
        Median.Print($"{Task} with {title}, later in the same build", warm);
    }

    private static double[] TaskTimes(string log)
    {
        var tasks = new List<Microsoft.Build.Logging.StructuredLogger.Task>();
        BinaryLog.ReadBuild(log).VisitAllChildren<Microsoft.Build.Logging.StructuredLogger.Task>(task =>
        {
            if (task.Name == Task)
            {
                tasks.Add(task);
            }
        });
        return [.. tasks.OrderBy(task => task.StartTime).Select(task => task.Duration.TotalMilliseconds)];
    }
}
