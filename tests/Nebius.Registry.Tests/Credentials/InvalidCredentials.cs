using Nebius.Registry.Build.Tests.Infrastructure;
using Nebius.Registry.Credentials;

namespace Nebius.Registry.Tests.Credentials;

/// <summary>What users put into a variable by mistake is reported with a code and the variable's name, and never shown.</summary>
public sealed class InvalidCredentials
{
    public static TheoryData<string> Names => [.. BadCredential.All.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task An_invalid_credential_is_reported_by_its_variable_and_never_shown(string whatIsWrong)
    {
        var bad = BadCredential.All[whatIsWrong];
        var settings = new NebiusSettings { Environment = bad.Environment.GetValueOrDefault, StartDirectory = Path.GetTempPath() };
        var chain = new CredentialChain(new CredentialChainOptions { Settings = settings, Memory = new() });

        var error = await Assert.ThrowsAsync<NebiusRegistryException>(
            () => chain.ResolveAsync(RegistryHost.ForRegion("eu-west1"), TestContext.Current.CancellationToken));

        Assert.Equal(bad.Code, error.Code);
        Assert.Contains(bad.Environment.Keys, name => error.Message.Contains(name, StringComparison.Ordinal));
        Assert.All(bad.Secrets, secret => Assert.DoesNotContain(secret, error.ToString(), StringComparison.Ordinal));
    }
}
