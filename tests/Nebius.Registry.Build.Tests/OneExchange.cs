using System.Diagnostics;
using System.Globalization;
using Nebius.Registry.Emulator;
using Nebius.Registry.Testing;

namespace Nebius.Registry.Build.Tests;

/// <summary>However many projects, architectures and builds there are at once on a machine, a key is exchanged once.</summary>
public sealed class OneExchange(PackedPackages packages)
{
    [Fact]
    public async Task Four_projects_for_two_architectures_on_several_nodes_make_one_token_exchange()
    {
        await using var scene = await Scene.StartAsync(packages);
        var names = Names(4);
        foreach (var name in names)
        {
            scene.AddBuiltConsole(name, twoArchitectures: true);
        }

        scene.Write("all.slnx", $"<Solution>{string.Concat(names.Select(name => $"<Project Path=\"{name}/{name}.csproj\" />"))}</Solution>");

        var published = await scene.PublishAsync("all.slnx", scene.WithAuthorizedKey, "--no-build", "-m:3");

        Assert.All(names, name => published.Pushed(scene.WestRegistry, name));
        Assert.True(Footprint.Of(scene).NodesOf("SetNebiusCredentials") > 1, "All were built in one process, so this shows nothing.");
        Assert.Equal(1, scene.World.Iam.ExchangeCount);
    }

    // Each build has its own MSBuild process. To run more of them than CI does, set NEBIUS_TESTS_BUILDS.
    [Fact]
    public async Task Many_builds_at_once_make_one_token_exchange_and_each_image_arrives()
    {
        await using var scene = await Scene.StartAsync(packages);
        var count = int.Parse(Environment.GetEnvironmentVariable("NEBIUS_TESTS_BUILDS") ?? "4", CultureInfo.InvariantCulture);
        var folders = Names(count);
        foreach (var folder in folders)
        {
            scene.AddBuiltApp(folder: folder);
        }

        var builds = await Task.WhenAll(folders.Select(folder =>
            PublishAloneAsync(scene, Path.Join(folder, PreparedApp.Name), more: $"-p:ContainerRepository={folder}")));

        Assert.All(builds.Zip(folders), build => build.First.Pushed(scene.WestRegistry, build.Second));
        Assert.Equal(1, scene.World.Iam.ExchangeCount);
        Assert.Single(Directory.GetFiles(TokenCacheFiles.Private(scene), "*.json"));
    }

    [Fact]
    public async Task A_build_killed_during_its_token_exchange_does_not_hinder_the_others()
    {
        await using var scene = await Scene.StartAsync(packages);
        var names = AddBuilt(scene, 4);
        var hang = scene.World.Faults.Add(EmulatorEndpoint.TokenExchange, Fault.Hang());
        var victim = new TaskCompletionSource<Process>(TaskCreationOptions.RunContinuationsAsynchronously);
        var killed = PublishAloneAsync(scene, names[0], victim.SetResult);
        await hang.Met.WaitAsync(TestContext.Current.CancellationToken);

        var others = names.Skip(1).Select(name => PublishAloneAsync(scene, name)).ToArray();
        (await victim.Task).Kill(entireProcessTree: true);
        var builds = await Task.WhenAll(others);

        Assert.NotEqual(0, (await killed).ExitCode);
        Assert.All(builds.Zip(names.Skip(1)), build => build.First.Pushed(scene.WestRegistry, build.Second));
        Assert.Equal(1, scene.World.Iam.ExchangeCount);
    }

    [Fact]
    public async Task The_next_build_uses_the_cached_token_of_the_build_before()
    {
        await using var scene = await Scene.StartAsync(packages);
        scene.AddBuiltApp();
        (await scene.PublishAsync("app", scene.WithAuthorizedKey, "--no-build")).Pushed(scene.WestRegistry, "app");

        (await scene.PublishAsync("app", scene.WithAuthorizedKey, "--no-build")).Succeeds();

        Assert.Equal(1, scene.World.Iam.ExchangeCount);
        Assert.Single(Directory.GetFiles(TokenCacheFiles.Private(scene), "*.json"));
    }

    [Fact]
    public async Task With_the_memory_cache_nothing_is_written_and_each_build_makes_its_own_exchange()
    {
        await using var scene = await Scene.StartAsync(packages);
        scene.AddBuiltApp();
        (await scene.PublishAsync("app", scene.WithAuthorizedKey, "--no-build", "-p:NebiusTokenCache=Memory")).Pushed(scene.WestRegistry, "app");

        (await scene.PublishAsync("app", scene.WithAuthorizedKey, "--no-build", "-p:NebiusTokenCache=Memory")).Succeeds();

        Assert.Equal(2, scene.World.Iam.ExchangeCount);
        Assert.False(Directory.Exists(TokenCacheFiles.Private(scene)));
    }

    [Fact]
    public async Task A_cached_token_that_the_registry_rejects_is_renewed_in_the_same_build()
    {
        await using var scene = await Scene.StartAsync(packages);
        scene.AddBuiltApp();
        (await scene.PublishAsync("app", scene.WithAuthorizedKey, "--no-build")).Succeeds();
        scene.RevokeAccessTokens();

        (await scene.PublishAsync("app", scene.WithAuthorizedKey, "--no-build")).Pushed(scene.WestRegistry, "app");

        Assert.Equal(2, scene.World.Iam.ExchangeCount);
        scene.RevokeAccessTokens();

        (await scene.PublishAsync("app", scene.WithAuthorizedKey, "--no-build", "-p:NebiusPreflight=false")).Fails().Says("error NEBIUS1401").Says("the next build gets a new one");
        (await scene.PublishAsync("app", scene.WithAuthorizedKey, "--no-build", "-p:NebiusPreflight=false")).Pushed(scene.WestRegistry, "app");
        Assert.Equal(3, scene.World.Iam.ExchangeCount);
    }

    private static string[] Names(int count) => [.. Enumerable.Range(1, count).Select(i => string.Create(CultureInfo.InvariantCulture, $"app{i}"))];

    private static string[] AddBuilt(Scene scene, int count)
    {
        var names = Names(count);
        foreach (var name in names)
        {
            scene.AddBuiltConsole(name);
        }

        return names;
    }

    // Without the scene's logs and searches, which are for one command at a time; the next command of the scene searches all.
    private static Task<CommandResult> PublishAloneAsync(Scene scene, string name, Action<Process>? started = null, params string[] more) =>
        scene.RunAloneAsync("dotnet", ["publish", name, "--no-build", .. Publishing.ToWest, "-nodeReuse:false", .. more], scene.WithAuthorizedKey, started);
}
