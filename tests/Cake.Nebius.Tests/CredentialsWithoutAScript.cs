using Cake.Core;
using Cake.Nebius.Tests.Infrastructure;

namespace Cake.Nebius.Tests;

/// <summary>A registry that gets no credential is told with its code, as Cake tells failures.</summary>
public sealed class CredentialsWithoutAScript
{
    [Theory]
    [InlineData("CR.eu-west1.nebius.cloud", "NEBIUS1101")]
    [InlineData("registry.example.test", "NEBIUS1101")]
    [InlineData("Not A Region", "NEBIUS1103")]
    public void A_registry_that_gets_none(string registry, string code)
    {
        var cake = new CakeWithoutAScript().With("NEBIUS_REGISTRY_STATIC_KEY", "v1.a-static-key");

        var error = Assert.Throws<CakeException>(() => cake.Context.NebiusRegistryCredentials(registry));

        Assert.StartsWith($"{code}: ", error.Message, StringComparison.Ordinal);
    }
}
