using Nebius.Registry.DockerConfig;
using Nebius.Registry.Tests.Support;

namespace Nebius.Registry.Tests;

/// <summary>
/// Code that runs in each build and at each pull allocates no more than a fifth above the stored number. Unlike time, memory doesn't depend
/// on the machine. A change that needs more memory changes the number here.
/// </summary>
public sealed class AllocationsOfHotPaths
{
    private const int Runs = 20;

    // Bytes in a debug build, where each asynchronous method allocates.
    [Theory]
    [InlineData("host", 352)]
    [InlineData("request of docker", 1_832)]
    [InlineData("repository", 760)]
    [InlineData("redacted message", 184_728)]
    [InlineData("static key", 19_544)]
    [InlineData("cached token of an authorized key", 155_512)]
    public async Task A_hot_path_allocates_at_most_a_fifth_more_than_its_stored_number(string path, long stored)
    {
        await using var scene = await ChainScene.StartAsync();
        var allocated = await MeasureAsync(await PrepareAsync(path, scene));

        Assert.InRange(allocated, 1, stored * 6 / 5);
    }

    private static async Task<Func<Task>> PrepareAsync(string path, ChainScene scene)
    {
        var host = RegistryHost.ForRegion("eu-west1");
        Func<Task> chain = () => scene.Chain().ResolveAsync(host, CancellationToken.None);
        switch (path)
        {
            case "static key":
                scene.Environment["NEBIUS_REGISTRY_STATIC_KEY"] = "v1.static-key";
                return chain;
            case "cached token of an authorized key":
                scene.Environment["NEBIUS_AUTHORIZED_KEY"] = scene.Account.AuthorizedKey.Json;
                await chain();
                return chain;
            default:
                return () =>
                {
                    Run(path);
                    return Task.CompletedTask;
                };
        }
    }

    private static object? Run(string path)
    {
        switch (path)
        {
            case "host":
                return RegistryHost.ForRegion("eu-west1");
            case "request of docker":
                using (var request = new MemoryStream("https://cr.eu-west1.nebius.cloud/v2/\n"u8.ToArray()))
                {
                    return HelperRequest.ReadHost(request);
                }

            case "repository":
                return RepositoryPath.ForImage(RegistryHost.ForRegion("eu-west1"), "team/app", "registry-e01abc", isAssemblyName: false);
            default:
                return Redactor.Message(string.Concat(Enumerable.Repeat("The registry said: ::warning::no such image. ", 100)));
        }
    }

    private static async Task<long> MeasureAsync(Func<Task> run)
    {
        var least = long.MaxValue;
        for (var i = 0; i < Runs; i++)
        {
            least = Math.Min(least, await MeasureOnceAsync(run));
        }

        return least;
    }

    private static async Task<long> MeasureOnceAsync(Func<Task> run)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var running = run();
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.True(running.IsCompleted, "It went on in another thread, whose memory isn't counted.");
        await running;
        return allocated;
    }
}
