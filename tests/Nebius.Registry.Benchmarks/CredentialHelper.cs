namespace Nebius.Registry.Benchmarks;

/// <summary>
/// The time that docker waits at each pull: whole processes of <c>nebius-registry docker-credential get</c>, native and portable, beside
/// the shortest command of Debian's helper for Amazon's registry. Also a publish with the helper, and one with the package.
/// </summary>
internal static class CredentialHelper
{
    private const string Floor = "/usr/bin/docker-credential-ecr-login";
    private const string Host = "cr.eu-west1.nebius.cloud";

    // A process takes milliseconds, and some of them are chance.
    private const int Times = 5;

    public static async Task MeasureAsync(Bench bench, int runs, CancellationToken cancellationToken)
    {
        var (native, portable) = await InstallAsync(bench, cancellationToken);
        var nothing = new Dictionary<string, string> { ["HOME"] = bench.In("empty"), ["PATH"] = "/usr/bin:/bin" };
        Directory.CreateDirectory(bench.In("empty"));

        (string Title, Func<Task<TimeSpan>> Run)[] all =
        [
            ("docker-credential get, kept token, native", () => Get(native, bench.PrivateToken, true)),
            ("docker-credential get, kept token, portable", () => Get(portable, bench.PrivateToken, true)),
            ("docker-credential get, nothing configured, native", () => Get(native, nothing, false)),
            ("docker-credential get, nothing configured, portable", () => Get(portable, nothing, false)),
            .. File.Exists(Floor)
                ? new (string, Func<Task<TimeSpan>>)[] { ("docker-credential-ecr-login version, the floor of a Go process", () => bench.RunAsync(Floor, ["version"], string.Empty, nothing, true, cancellationToken)) }
                : [],
        ];
        var took = all.Select(_ => new List<double>()).ToArray();
        foreach (var each in all)
        {
            await each.Run();
        }

        for (var run = 0; run < runs * Times; run++)
        {
            for (var i = 0; i < all.Length; i++)
            {
                took[i].Add((await all[i].Run()).TotalMilliseconds);
            }
        }

        for (var i = 0; i < all.Length; i++)
        {
            Median.Print(all[i].Title, took[i]);
        }

        await PublishAsync(bench, native, runs, cancellationToken);

        Task<TimeSpan> Get(string command, Dictionary<string, string> environment, bool succeeds) =>
            bench.RunAsync(command, ["docker-credential", "get"], Host, environment, succeeds, cancellationToken);
    }

    /// <summary>Packs and installs the command.</summary>
    /// <returns>The native and the portable one.</returns>
    public static async Task<(string Native, string Portable)> InstallAsync(Bench bench, CancellationToken cancellationToken)
    {
        if (!Directory.Exists(bench.In("native")))
        {
            await bench.PackAsync("src/Nebius.Registry.Tool", cancellationToken, "-p:CrossCompile=false");
            await bench.InstallAsync("Nebius.Registry.Tool", "native", cancellationToken);
            await bench.InstallAsync("Nebius.Registry.Tool.any", "portable", cancellationToken);
        }

        return (bench.In("native/nebius-registry"), bench.In("portable/nebius-registry"));
    }

    private static async Task PublishAsync(Bench bench, string command, int runs, CancellationToken cancellationToken)
    {
        var withHelper = bench.AddProject("withhelper", withPackage: false);
        var withPackage = bench.AddProject("withpackage", withPackage: true);
        var environment = new Dictionary<string, string>(bench.PrivateToken)
        {
            ["DOCKER_CONFIG"] = bench.In("docker"),
            ["PATH"] = $"{Path.GetDirectoryName(command)}{Path.PathSeparator}{Environment.GetEnvironmentVariable("PATH")}",
        };
        await bench.RunAsync(command, ["configure"], string.Empty, environment, true, cancellationToken);
        string[] publish = ["publish", "-t:PublishContainer", $"-p:ContainerRegistry={Host}"];
        Task<TimeSpan> ByHelper(params string[] more) => bench.DotNetAsync([.. publish, withHelper, "-p:ContainerRepository=e00abc/withhelper", .. more], environment, cancellationToken);
        Task<TimeSpan> ByPackage(params string[] more) => bench.DotNetAsync([.. publish, withPackage, "-p:NebiusRegistryId=e00abc", .. more], bench.PrivateToken, cancellationToken);

        await ByHelper();
        await ByPackage();
        var (helper, package) = (new List<double>(), new List<double>());
        for (var run = 0; run < runs; run++)
        {
            helper.Add((await ByHelper("--no-restore")).TotalMilliseconds);
            package.Add((await ByPackage("--no-restore")).TotalMilliseconds);
        }

        Median.Print("dotnet publish by the credential helper, without the package", helper);
        Median.Print("dotnet publish, Nebius.Registry.Build with the same kept token", package);
    }
}
