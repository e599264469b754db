using System.Globalization;

namespace Nebius.Registry.Benchmarks;

/// <summary>The whole <c>dotnet publish -t:PublishContainer</c> with the package, and with the SDK's variables set by hand.</summary>
internal static class WholePublish
{
    public static async Task MeasureAsync(Bench bench, int runs, CancellationToken cancellationToken)
    {
        var ours = bench.AddProject("ours", withPackage: true);
        var byHand = bench.AddProject("byhand", withPackage: false);
        string[] publish = ["publish", "-t:PublishContainer", "-p:ContainerRegistry=cr.eu-west1.nebius.cloud"];
        Task<TimeSpan> Ours(params string[] more) => bench.DotNetAsync(
            [.. publish, ours, "-p:NebiusRegistryId=e00abc", .. more],
            new() { ["NEBIUS_REGISTRY_STATIC_KEY"] = bench.Token },
            cancellationToken);
        Task<TimeSpan> ByHand(params string[] more) => bench.DotNetAsync(
            [.. publish, byHand, "-p:ContainerRepository=e00abc/byhand", .. more],
            new() { ["DOTNET_CONTAINER_PUSH_REGISTRY_UNAME"] = "iam", ["DOTNET_CONTAINER_PUSH_REGISTRY_PWORD"] = bench.Token },
            cancellationToken);

        await Ours();
        await ByHand();
        var (oursTook, byHandTook) = (new List<double>(), new List<double>());
        for (var run = 0; run < runs; run++)
        {
            oursTook.Add((await Ours("--no-restore")).TotalMilliseconds);
            byHandTook.Add((await ByHand("--no-restore")).TotalMilliseconds);
        }

        Median.Print("dotnet publish, the SDK's variables set by hand", byHandTook);
        Median.Print("dotnet publish, Nebius.Registry.Build with a static key", oursTook);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{"difference of the medians",-76} {Median.Of(oursTook) - Median.Of(byHandTook),8:0.0} ms"));
    }
}
