using Nebius.Registry.Build.Tests.Infrastructure;

namespace Nebius.Registry.Build.Tests;

/// <summary>Hosts that are meant as ours are told how to be written; hosts that only look like ours get nothing.</summary>
public sealed class MisspelledHosts(BuiltApp app) : IClassFixture<BuiltApp>
{
    [Theory]
    [InlineData("CR.eu-west1.nebius.cloud", "NEBIUS1101")]
    [InlineData("https://cr.eu-west1.nebius.cloud", "NEBIUS1101")]
    [InlineData("cr.eu-west1.nebius.cloud:443", "NEBIUS1101")]
    [InlineData("cr.eu-west1.nebius.cloud/e00abc/app", "NEBIUS1104")]
    public async Task A_Nebius_host_in_a_wrong_form_ends_the_build_with_the_right_form(string host, string code)
    {
        var published = await app.PublishAsync(app.Scene.WithStaticKey, $"-p:ContainerRegistry={host}");

        published.IsExplained(app.LastLog, code, "cr.eu-west1.nebius.cloud");
        Assert.Empty(app.World.Requests.All);
    }

    [Theory]
    [InlineData("cr.eu-west1.nebius.cloud.example.test")]
    [InlineData("cr-eu-west1.nebius.cloud")]
    public async Task A_host_that_only_looks_like_Nebius_gets_a_warning_and_no_credential(string host)
    {
        app.World.AddHostileHost(host);

        var published = await app.PublishAsync(app.Scene.WithStaticKey, $"-p:ContainerRegistry={host}", "-p:ContainerRepository=e00abc/app");

        var warning = Assert.Single(app.LastLog.OurWarnings);
        Assert.Equal("NEBIUS2003", warning.Code);
        Assert.Contains($"'{host}'", warning.Text, StringComparison.Ordinal);
        published.DoesNotSay("Nebius: push");
        Assert.NotEmpty(app.World.Requests.To(host));
        Assert.DoesNotContain(app.World.Requests.All, request => request.HasAuthorization);
    }

    // The targets' own condition does not take them for ours, so that nothing of ours is loaded to warn of them.
    [Theory]
    [InlineData("nebius.cloud")]
    [InlineData("cr.eu-west1.nebius-cloud.test")]
    [InlineData("cr.eu-west1.nebiuscloud.test")]
    public async Task A_host_outside_the_Nebius_domain_gets_neither_a_message_nor_a_credential(string host)
    {
        app.World.AddHostileHost(host);

        var published = await app.PublishAsync(app.Scene.WithStaticKey, $"-p:ContainerRegistry={host}", "-p:ContainerRepository=e00abc/app");

        published.DoesNotSay("Nebius:");
        Assert.Empty(app.LastLog.OurWarnings);
        Assert.NotEmpty(app.World.Requests.To(host));
        Assert.DoesNotContain(app.World.Requests.All, request => request.HasAuthorization);
    }
}
