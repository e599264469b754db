using Cake.Core;
using Cake.Nebius.Tests.Infrastructure;

namespace Cake.Nebius.Tests;

/// <summary>A script that names no registry uses the one of NEBIUS_REGION or NEBIUS_REGISTRY_ID.</summary>
public sealed class DefaultRegistryOfAScript
{
    private readonly CakeWithoutAScript _cake = new CakeWithoutAScript().With("NEBIUS_REGISTRY_STATIC_KEY", "v1.a-static-key");

    [Fact]
    public void The_region_of_the_environment_is_the_default_and_the_log_names_it()
    {
        _cake.With("NEBIUS_REGION", "eu-west1");

        Assert.Equal("cr.eu-west1.nebius.cloud", _cake.Context.NebiusRegistryCredentials().Host.Name);
        _cake.Context.NebiusDotNetPublishContainer("app.csproj");

        Assert.Contains("-p:NebiusRegion=\"eu-west1\"", _cake.Builds.Arguments, StringComparison.Ordinal);
        Assert.Contains(_cake.Lines, line => line.Contains("the registry is cr.eu-west1.nebius.cloud, from NEBIUS_REGION", StringComparison.Ordinal));
    }

    [Fact]
    public void A_registry_that_the_script_names_is_not_compared_with_the_default()
    {
        _cake.With("NEBIUS_REGION", "eu-west1");

        Assert.Equal("cr.us-central1.nebius.cloud", _cake.Context.NebiusRegistryCredentials("us-central1").Host.Name);
        Assert.DoesNotContain(_cake.Lines, line => line.Contains("NEBIUS_REGION", StringComparison.Ordinal));
    }

    [Fact]
    public void A_script_that_names_no_registry_without_a_default_fails_with_what_to_set()
    {
        var error = Assert.Throws<CakeException>(() => _cake.Context.NebiusRegistryCredentials());

        Assert.StartsWith("NEBIUS1103: ", error.Message, StringComparison.Ordinal);
        Assert.Contains("export NEBIUS_REGION=eu-north1", error.Message, StringComparison.Ordinal);
    }
}
