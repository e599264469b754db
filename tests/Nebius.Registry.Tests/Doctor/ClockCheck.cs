using Microsoft.Extensions.Time.Testing;
using Nebius.Registry.Doctor;
using Nebius.Registry.Oci;
using Nebius.Registry.Tests.Support;

namespace Nebius.Registry.Tests.Doctor;

/// <summary>IAM takes requests that were signed from 30 seconds ahead of its clock to two minutes behind it.</summary>
public sealed class ClockCheck
{
    [Theory]
    [InlineData(0, true, FindingSeverity.Good)]
    [InlineData(-60, true, FindingSeverity.Warning)]
    [InlineData(20, true, FindingSeverity.Warning)]
    [InlineData(45, true, FindingSeverity.Bad)]
    [InlineData(-300, true, FindingSeverity.Bad)]
    [InlineData(45, false, FindingSeverity.Warning)]
    public async Task A_clock_that_is_off_is_a_problem_only_when_IAM_needs_signed_requests(
        int secondsAhead, bool needsIam, FindingSeverity expected)
    {
        await using var scene = await ChainScene.StartAsync();
        scene.Environment[needsIam ? "NEBIUS_AUTHORIZED_KEY" : "NEBIUS_REGISTRY_STATIC_KEY"] = needsIam ? scene.Account.AuthorizedKey.Json : "v1.a-static-key";
        var options = new DoctorOptions
        {
            Host = Hosts.EuWest1,
            Settings = scene.Options().Settings,
            Time = new FakeTimeProvider(DateTimeOffset.UtcNow.AddSeconds(secondsAhead)),
            CreateHandler = scene.CreateHandler,
            Probe = new RegistryProbe { CreateHandler = scene.CreateRegistryHandler },
        };

        var report = await new RegistryDoctor(options).RunAsync(TestContext.Current.CancellationToken);

        var clock = report.Findings.Single(finding => finding.Subject == "clock");
        Assert.Equal(expected, clock.Severity);
        Assert.Equal(expected == FindingSeverity.Good, clock.Next is null);
    }
}
