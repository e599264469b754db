using System.Globalization;
using System.Reflection;

namespace Nebius.Registry.Benchmarks;

/// <summary>Compares a publish by Cake.Nebius with a plain <c>dotnet publish</c> that the same script starts.</summary>
internal static class CakePublish
{
    private static readonly string Cake = Path.Join(
        typeof(CakePublish).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == "CakeToolPath").Value!, "Cake.dll");

    public static async Task MeasureAsync(Bench bench, int runs, CancellationToken cancellationToken)
    {
        await bench.PackAsync("src/Cake.Nebius", cancellationToken);
        var (ours, plain) = (bench.AddProject("cakeours", withPackage: false), bench.AddProject("cakeplain", withPackage: true));
        await bench.DotNetAsync(["restore", ours], [], cancellationToken);
        await bench.DotNetAsync(["restore", plain], [], cancellationToken);
        var (script, times) = (bench.In("publish.cake"), bench.In("times"));
        await File.WriteAllTextAsync(
            script,
            $$"""
            #addin nuget:?package=Cake.Nebius&version=0.1.0-bench
            double Took(Action action)
            {
                var clock = System.Diagnostics.Stopwatch.StartNew();
                action();
                return clock.Elapsed.TotalMilliseconds;
            }
            void Ours() => NebiusDotNetPublishContainer("{{ours}}", "eu-west1", new NebiusDotNetPublishContainerSettings { RegistryId = "e00abc", NoRestore = true });
            void Plain()
            {
                if (StartProcess("dotnet", "publish {{plain}} --no-restore -t:PublishContainer -p:NebiusRegion=eu-west1 -p:NebiusRegistryId=e00abc") != 0) throw new Exception("plain");
            }
            Ours();
            Plain();
            for (var run = 0; run < {{runs}}; run++)
            {
                System.IO.File.AppendAllLines("{{times}}", new[] { FormattableString.Invariant($"{Took(Ours)} {Took(Plain)}") });
            }
            """,
            cancellationToken);
        await bench.DotNetAsync([Cake, script], new() { ["NEBIUS_REGISTRY_STATIC_KEY"] = bench.Token }, cancellationToken);

        var pairs = (await File.ReadAllLinesAsync(times, cancellationToken)).Select(line => line.Split(' ').Select(text => double.Parse(text, CultureInfo.InvariantCulture)).ToArray()).ToArray();
        var (oursTook, plainTook) = (pairs.Select(pair => pair[0]).ToList(), pairs.Select(pair => pair[1]).ToList());
        Median.Print("in a Cake script: StartProcess of dotnet publish, package in the project", plainTook);
        Median.Print("in a Cake script: NebiusDotNetPublishContainer, no package in the project", oursTook);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{"difference of the medians",-76} {Median.Of(oursTook) - Median.Of(plainTook),8:0.0} ms"));
    }
}
