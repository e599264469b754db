using Microsoft.Build.Logging.StructuredLogger;

namespace Nebius.Registry.Benchmarks;

/// <summary>The times of the parts of a publish with restore and compilation, from its binary log.</summary>
internal static class PublishParts
{
    private const string OurAssembly = "Nebius.Registry.Build";

    /// <summary>Measures a publish by hand, with a static key, and with a cached token, in turns.</summary>
    public static async Task<IReadOnlyList<Breakdown>> MeasureAsync(Bench bench, int runs, CancellationToken cancellationToken)
    {
        var byHand = bench.AddProject("partsbyhand", withPackage: false);
        var ours = bench.AddProject("partsours", withPackage: true);
        (string What, string Project, string Repository, Dictionary<string, string> Environment)[] variants =
        [
            (
                "by hand",
                byHand,
                "-p:ContainerRepository=e00abc/partsbyhand",
                new() { ["DOTNET_CONTAINER_PUSH_REGISTRY_UNAME"] = "iam", ["DOTNET_CONTAINER_PUSH_REGISTRY_PWORD"] = bench.Token }),
            ("static key", ours, "-p:NebiusRegistryId=e00abc", new() { ["NEBIUS_REGISTRY_STATIC_KEY"] = bench.Token }),
            ("authorized key, cached token", ours, "-p:NebiusRegistryId=e00abc", bench.PrivateToken),
        ];
        var took = variants.Select(_ => new List<Dictionary<string, double>>()).ToArray();
        for (var run = 0; run <= runs; run++)
        {
            for (var i = 0; i < variants.Length; i++)
            {
                var (_, project, repository, environment) = variants[i];
                var log = bench.In("parts.binlog");
                await File.WriteAllTextAsync(Path.Join(project, "Program.cs"), $"System.Console.WriteLine({run});", cancellationToken);
                string[] publish = ["publish", project, "-t:PublishContainer", "-p:ContainerRegistry=cr.eu-west1.nebius.cloud", repository, $"-bl:{log}"];
                var whole = await bench.DotNetAsync(publish, environment, cancellationToken);
                if (run > 0)
                {
                    took[i].Add(Read(log, whole.TotalMilliseconds));
                }
            }
        }

        return [.. variants.Zip(took, (variant, times) => Summarize(variant.What, times))];
    }

    /// <summary>Whether a task comes from the package.</summary>
    public static bool IsOurs(Microsoft.Build.Logging.StructuredLogger.Task task) =>
        Path.GetFileNameWithoutExtension(task.FromAssembly ?? string.Empty) == OurAssembly;

    private static Breakdown Summarize(string what, List<Dictionary<string, double>> times)
    {
        var parts = times[0].Keys.ToDictionary(part => part, part => Median.Of(times.Select(time => time[part])));
        return new(what, Median.Of(times.Select(time => time.Values.Sum())), parts);
    }

    // The parts don't overlap, and their sum is the whole process.
    private static Dictionary<string, double> Read(string log, double whole)
    {
        var build = BinaryLog.ReadBuild(log);
        var (evaluation, restore, compile, preflight, tasks, push) = (0.0, 0.0, 0.0, 0.0, 0.0, 0.0);
        build.VisitAllChildren<ProjectEvaluation>(found => evaluation += found.Duration.TotalMilliseconds);
        build.VisitAllChildren<Target>(target => restore = target.Name == "Restore" ? Math.Max(restore, target.Duration.TotalMilliseconds) : restore);
        build.VisitAllChildren<Microsoft.Build.Logging.StructuredLogger.Task>(task =>
        {
            var took = task.Duration.TotalMilliseconds;
            compile += task.Name == "Csc" ? took : 0;
            preflight += task.Name == "PreflightNebius" ? took : 0;
            tasks += task.Name != "PreflightNebius" && IsOurs(task) ? took : 0;
            push += task.Name == "CreateNewImage" ? took : 0;
        });
        return new()
        {
            ["start and evaluate"] = whole - build.Duration.TotalMilliseconds + evaluation,
            ["restore"] = restore,
            ["compile"] = compile,
            ["preflight check"] = preflight,
            ["other tasks of the package"] = tasks,
            ["image and push"] = push,
            ["rest"] = Math.Max(0, build.Duration.TotalMilliseconds - evaluation - restore - compile - preflight - tasks - push),
        };
    }
}
