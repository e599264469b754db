using Nebius.Registry.Build.Tests.Infrastructure;

namespace Nebius.Registry.Build.Tests;

/// <summary>A misspelled Nebius host is an error with the right form; a host that only looks like one gets no credential.</summary>
public sealed class MisspelledHosts(ServedApp app) : IClassFixture<ServedApp>
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

    // A registry ID shows that a Nebius registry is meant. Without one, any other host is the user's choice.
    [Theory]
    [InlineData("nebius.cloud", "cr.<region>.nebius.cloud")]
    [InlineData("cr.eu-west1.nebius-cloud.test", "cr.eu-west1.nebius.cloud")]
    [InlineData("cr.eu-north1.nebius.com", "cr.eu-north1.nebius.cloud")]
    [InlineData("cr.us-central1.nebuis.cloud", "cr.us-central1.nebius.cloud")]
    public async Task A_host_outside_the_Nebius_domain_gets_no_credential_and_a_warning_if_there_is_a_registry_ID(string host, string likely)
    {
        app.World.AddHostileHost(host);

        foreach (var id in new[] { "registry-e00abc", string.Empty })
        {
            var published = await app.PublishAsync(
                app.Scene.WithStaticKey, $"-p:ContainerRegistry={host}", "-p:ContainerRepository=e00abc/app", $"-p:NebiusRegistryId={id}");

            Assert.Equal(id.Length > 0 ? ["NEBIUS2003"] : [], app.LastLog.OurWarnings.Select(warning => warning.Code));
            Assert.Equal(id.Length > 0, published.Output.Contains($"-p:ContainerRegistry={likely}", StringComparison.Ordinal));
            Assert.NotEmpty(app.World.Requests.To(host));
            Assert.DoesNotContain(app.World.Requests.All, request => request.HasAuthorization);
        }
    }

    [Fact]
    public async Task What_stands_before_a_host_is_not_repeated()
    {
        await app.PublishAsync(
            app.Scene.WithStaticKey, "-p:ContainerRegistry=ab-cd12@cr.eu-west1.nebuis.cloud", "-p:NebiusRegion=eu-west1");

        var error = Assert.Single(app.LastLog.OurErrors);
        Assert.Equal("NEBIUS1102", error.Code);
        Assert.Contains("the registry is a host with a user name", error.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("cd12", error.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("-p:NebiusRegion=\n", error.Text + "\n", StringComparison.Ordinal);
    }
}
