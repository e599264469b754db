using System.Globalization;

namespace Nebius.Registry.Benchmarks;

/// <summary>What the preflight check costs a push that succeeds, and what it saves one that fails.</summary>
internal static class Preflight
{
    public const int SourceFiles = 200;

    public static async Task MeasureAsync(Bench bench, int runs, CancellationToken cancellationToken)
    {
        await MeasureSuccessAsync(bench, runs, cancellationToken);
        await MeasureWrongKeyAsync(bench, runs, cancellationToken);
    }

    private static async Task MeasureSuccessAsync(Bench bench, int runs, CancellationToken cancellationToken)
    {
        var project = bench.AddProject("preflight", withPackage: true);
        Task<TimeSpan> Publish(string preflight, params string[] more) => bench.DotNetAsync(
            ["publish", "-t:PublishContainer", project, "-p:NebiusRegion=eu-west1", "-p:NebiusRegistryId=e00abc", $"-p:NebiusPreflight={preflight}", .. more],
            bench.PrivateToken,
            cancellationToken);
        await Publish("Auto");
        var (with, without) = (new List<double>(), new List<double>());
        for (var run = 0; run < runs; run++)
        {
            with.Add((await Publish("Auto", "--no-restore")).TotalMilliseconds);
            without.Add((await Publish("false", "--no-restore")).TotalMilliseconds);
        }

        Median.Print("dotnet publish with a kept token, NebiusPreflight=false", without);
        Median.Print("dotnet publish with a kept token, with the preflight", with);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{"difference of the medians",-76} {Median.Of(with) - Median.Of(without),8:0.0} ms"));
    }

    private static async Task MeasureWrongKeyAsync(Bench bench, int runs, CancellationToken cancellationToken)
    {
        var ours = AddSources(bench.AddProject("wrong", withPackage: true));
        var byHand = AddSources(bench.AddProject("wrongbyhand", withPackage: false));
        await bench.DotNetAsync(["restore", ours], [], cancellationToken);
        await bench.DotNetAsync(["restore", byHand], [], cancellationToken);
        string[] publish = ["publish", "--no-restore", "-t:PublishContainer", "-p:ContainerRegistry=cr.eu-west1.nebius.cloud"];
        const string Wrong = "v1.this-key-does-not-exist.signature";
        var (oursTook, byHandTook) = (new List<double>(), new List<double>());
        for (var run = 0; run < runs; run++)
        {
            Clean(ours);
            Clean(byHand);
            oursTook.Add((await bench.FailAsync([.. publish, ours, "-p:NebiusRegistryId=e00abc"], new() { ["NEBIUS_REGISTRY_STATIC_KEY"] = Wrong }, cancellationToken)).TotalMilliseconds);
            byHandTook.Add((await bench.FailAsync(
                [.. publish, byHand, "-p:ContainerRepository=e00abc/byhand"],
                new() { ["DOTNET_CONTAINER_PUSH_REGISTRY_UNAME"] = "iam", ["DOTNET_CONTAINER_PUSH_REGISTRY_PWORD"] = Wrong },
                cancellationToken)).TotalMilliseconds);
        }

        Median.Print($"a wrong key, {SourceFiles} source files: until the build ends, variables set by hand", byHandTook);
        Median.Print($"a wrong key, {SourceFiles} source files: until the build ends, with the package", oursTook);
    }

    public static string AddSources(string project)
    {
        for (var number = 1; number <= SourceFiles; number++)
        {
            File.WriteAllText(Path.Join(project, $"Type{number}.cs"), $$"""
                namespace Many;

                public sealed record Type{{number}}(int First, string Second)
                {
                    public int Sum(System.Collections.Generic.IEnumerable<int> numbers) => First + System.Linq.Enumerable.Sum(numbers);
                }
                """);
        }

        return project;
    }

    /// <summary>Deletes the output of the compiler, but not that of the restore.</summary>
    public static void Clean(string project)
    {
        foreach (var directory in new[] { Path.Join(project, "bin"), Path.Join(project, "obj", "Release") }.Where(Directory.Exists))
        {
            Directory.Delete(directory, recursive: true);
        }
    }
}
