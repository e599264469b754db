using Cake.Nebius.Tests.Infrastructure;
using Nebius.Registry.Testing;

namespace Cake.Nebius.Tests;

/// <summary>A script runs the doctor and uses its findings.</summary>
public sealed class TheDoctorInAScript(PackedPackages packages)
{
    [CakeScript]
    private const string AskTheDoctor = """
        var good = NebiusDoctor("cr.eu-west1.nebius.cloud/e00abc/app");
        var bad = NebiusDoctor("eu-west1/e00nothere/app", new NebiusCredentialSettings { Sources = "StaticKey" });
        Information("The script has {0} and {1}, {2}", good.IsHealthy, bad.IsHealthy, bad.First.Code);
        """;

    [Fact]
    public async Task The_doctor_in_a_script_reports_what_works_and_what_does_not()
    {
        await using var scene = await Scene.StartAsync(packages);

        var ran = await scene.CakeAsync(AskTheDoctor, scene.WithStaticKey);

        ran.Succeeds().Matches("✓ push +allowed: ").Says("NAME_UNKNOWN, no such registry in this region").Says("The script has True and False, NEBIUS1403");
    }
}
