using Nebius.Registry.Emulator;
using Nebius.Registry.Oci;
using Nebius.Registry.Preflight;
using Nebius.Registry.Tests.Support;

namespace Nebius.Registry.Tests.Preflight;

/// <summary>A registry in eu-west1, an account, and a preflight that reaches nothing but the emulator.</summary>
public abstract class PreflightScene : IAsyncLifetime
{
    private protected ChainScene Scene { get; private set; } = null!;

    private protected EmulatedRegistry Registry { get; private set; } = null!;

    private protected EmulatorWorld World => Scene.World;

    private protected static PushPlan Plan => new() { Host = Hosts.EuWest1, Repository = "e00abc/app" };

    public async ValueTask InitializeAsync()
    {
        Scene = await ChainScene.StartAsync();
        Registry = World.Registries.Add("e00abc", "eu-west1");
        Registry.Grant(Scene.Account, RegistryRights.Push);
        Scene.Environment["NEBIUS_AUTHORIZED_KEY"] = Scene.Account.AuthorizedKey.Json;
    }

    public async ValueTask DisposeAsync()
    {
        await Scene.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>Gets or sets the timeout for the Nebius API.</summary>
    private protected TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(30);

    private protected ApiClients Api => new() { CreateHandler = Scene.CreateHandler, Time = Scene.Time, Timeout = Timeout };

    /// <summary>Runs a preflight as a new process does.</summary>
    private protected async Task<PreflightReport> RunAsync(PushPlan? plan = null)
    {
        var preflight = new PushPreflight(Scene.Chain())
        {
            Time = Scene.Time,
            Probe = new RegistryProbe { CreateHandler = Scene.CreateRegistryHandler },
            Api = Api,
        };
        var report = await preflight.RunAsync(plan ?? Plan, TestContext.Current.CancellationToken);
        string[] said = [.. report.Lines, .. report.Gaps, .. report.Problems.Select(problem => problem.Message)];
        Assert.DoesNotContain(said, line => World.Secrets.Any(secret => line.Contains(secret, StringComparison.Ordinal)));
        return report;
    }

    private protected async Task<string> FailsAsync(string code, PushPlan? plan = null)
    {
        var problem = Assert.Single((await RunAsync(plan)).Problems);
        Assert.Equal(code, problem.Code);
        return problem.Message;
    }
}
