using Cake.Core;
using Cake.Nebius.Tests.Infrastructure;

namespace Cake.Nebius.Tests;

/// <summary>If there is no credential for a registry, the alias throws a CakeException with a code.</summary>
public sealed class CredentialsWithoutAScript
{
    [Theory]
    [InlineData("CR.eu-west1.nebius.cloud", "NEBIUS1101")]
    [InlineData("registry.example.test", "NEBIUS1101")]
    [InlineData("Not A Region", "NEBIUS1103")]
    public void A_registry_that_gets_no_credential_is_an_error_with_its_code(string registry, string code)
    {
        var cake = new CakeWithoutAScript().With("NEBIUS_REGISTRY_STATIC_KEY", "v1.a-static-key");

        var error = Assert.Throws<CakeException>(() => cake.Context.NebiusRegistryCredentials(registry));

        Assert.StartsWith($"{code}: ", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("##vso[task.setvariable variable=A]b")]
    [InlineData("x\n::error::boom")]
    [InlineData("##[error]boom.example.test")]
    [InlineData("user:password@registry.example.test")]
    [InlineData("v1.abcdefghijklmnop.signature")]
    public void A_registry_that_holds_a_CI_command_or_a_secret_is_not_repeated(string registry)
    {
        var cake = new CakeWithoutAScript().With("NEBIUS_REGISTRY_STATIC_KEY", "v1.a-static-key");

        var error = Assert.Throws<CakeException>(() => cake.Context.NebiusRegistryCredentials(registry));

        Assert.DoesNotContain("##", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("::", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("password@", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("abcdefghijklmnop", error.Message, StringComparison.Ordinal);
    }
}
