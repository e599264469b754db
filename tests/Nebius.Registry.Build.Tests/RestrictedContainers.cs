using Nebius.Registry.Build.Tests.Infrastructure;
using Nebius.Registry.Testing;

namespace Nebius.Registry.Build.Tests;

/// <summary>
/// Containers of CI systems: a user without a name, a read-only root, a /tmp as Kubernetes mounts an emptyDir (open to everybody, no
/// sticky bit) without programs, no space in shared memory.
/// </summary>
public sealed class RestrictedContainers(PackedPackages packages)
{
    private static readonly Confinement Container = new(Confinement.FullSharedMemory);

    [Fact]
    public async Task A_push_works_where_only_the_project_and_tmp_can_be_written_and_HOME_is_the_root()
    {
        await using var scene = await StartAsync();
        scene.Write(".git/HEAD", "ref: refs/heads/main");

        var published = await (Container with { Umask = "000", OwnsWorkspace = false }).RunAsync(
            scene, Publish, With(scene, ("HOME", "/"), ("XDG_CACHE_HOME", CacheOf(scene))));

        published.DoesNotSay("warning").Pushed(scene.WestRegistry, PreparedApp.Name);
        Assert.Empty(Left(scene));
    }

    // CI images often set HOME=/tmp, as in the second case.
    [Theory]
    [InlineData("XDG_CACHE_HOME", "/tmp/cache")]
    [InlineData("HOME", "/tmp")]
    public async Task A_push_works_with_one_variable_set_for_a_user_without_a_name(string variable, string value)
    {
        await using var scene = await StartAsync();

        var published = await (Container with { Umask = "077" }).RunAsync(
            scene, Publish, With(scene, (variable, value), ("NEBIUS_TOKEN_CACHE", "Memory")));

        published.Pushed(scene.WestRegistry, PreparedApp.Name);
        Assert.Empty(Left(scene));
    }

    [Fact]
    public async Task A_container_in_which_the_SDK_cannot_write_its_layers_is_told_what_to_set()
    {
        await using var scene = await StartAsync();

        var checkedBefore = await Container.RunAsync(scene, Publish, With(scene, ("HOME", "/")));
        var withoutPlace = await Container.RunAsync(scene, [.. Publish, "-p:NebiusPreflight=false"], With(scene, ("HOME", "/")));
        var explained = await new Confinement().RunAsync(scene, [.. Publish, "-p:NebiusPreflight=false"], With(scene, ("HOME", "/")));

        checkedBefore.Fails().Says("error NEBIUS1417").Says("'/' isn't writable for this user (id 64999)")
            .Says("export XDG_CACHE_HOME=").DoesNotSay("ContentStore");
        withoutPlace.Fails().Says("error NEBIUS1415")
            .Says("Tried: /dev/shm (full), /tmp (open to other users, mode 0777), /var/tmp (read-only), /.cache (read-only). Free some space there");
        explained.Fails().Says("ContentStore").Says("error NEBIUS1417");
    }

    private static string[] Publish =>
        ["dotnet", "publish", PreparedApp.Name, "--no-build", .. Publishing.ToWest, "-nodeReuse:false"];

    private async Task<Scene> StartAsync()
    {
        var scene = await Scene.StartAsync(packages);
        await Confinement.RequireAsync(scene);
        await scene.AddBuiltAppOfAnyUserAsync(packages);
        return scene;
    }

    private static Dictionary<string, string?> With(Scene scene, params (string Name, string Value)[] variables)
    {
        var environment = new Dictionary<string, string?>(scene.WithAuthorizedKey)
        {
            ["NUGET_PACKAGES"] = Access.PackagesOf(scene),
            ["NUGET_SCRATCH"] = "/tmp/scratch",
        };
        foreach (var (name, value) in variables)
        {
            environment[name] = value;
        }

        return environment;
    }

    private static string CacheOf(Scene scene) => Path.Join(scene.Home, ".cache");

    private static IEnumerable<string> Left(Scene scene) => new[] { scene.Temp, scene.Home, scene.Workspace }
        .SelectMany(folder => Directory.GetFileSystemEntries(folder, "nebius-registry-*", SearchOption.AllDirectories));
}
