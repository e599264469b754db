using Nebius.Registry.Iam;
using Nebius.Registry.Net;
using Nebius.Registry.Tests.Support;

namespace Nebius.Registry.Tests.Iam;

public sealed class EndpointsThatMayGetACredential
{
    [Fact]
    public void The_Nebius_API_is_the_endpoint_when_none_is_set()
    {
        var endpoint = IamEndpoint.FromEnvironment(Settings(null));

        Assert.True(endpoint.IsDefault);
        Assert.Equal(new Uri("https://tokens.iam.api.nebius.cloud:443"), endpoint.AddressOf("tokens.iam"));
    }

    [Theory]
    [InlineData("api.nebius.cloud", null, "https://tokens.iam.api.nebius.cloud/")]
    [InlineData(" api.nebius.cloud ", null, "https://tokens.iam.api.nebius.cloud/")]
    [InlineData("https://api.nebius.cloud", null, "https://tokens.iam.api.nebius.cloud/")]
    [InlineData("https://api.nebius.cloud/", null, "https://tokens.iam.api.nebius.cloud/")]
    [InlineData("api.eu.nebius.cloud", null, "https://tokens.iam.api.eu.nebius.cloud/")]
    [InlineData("api.nebius.cloud:8443", null, "https://tokens.iam.api.nebius.cloud:8443/")]
    [InlineData("api.example.com", "api.example.com", "https://tokens.iam.api.example.com/")]
    [InlineData("api.example.com:8443", "a.b+api.example.com:8443", "https://tokens.iam.api.example.com:8443/")]
    [InlineData("http://localhost:5000", "localhost:5000", "http://localhost:5000/")]
    [InlineData("http://127.0.0.1:5000", "127.0.0.1:5000", "http://127.0.0.1:5000/")]
    [InlineData("http://[::1]:5000", "[::1]:5000", "http://[::1]:5000/")]
    [InlineData("localhost:5000", "localhost:5000", "https://localhost:5000/")]
    [InlineData("API.nebius.cloud", null, "https://tokens.iam.api.nebius.cloud/")]
    [InlineData("HTTPS://Api.Nebius.Cloud/", null, "https://tokens.iam.api.nebius.cloud/")]
    [InlineData("API.NEBIUS.CLOUD:443", null, "https://tokens.iam.api.nebius.cloud/")]
    [InlineData("API.Example.com", "api.example.com", "https://tokens.iam.api.example.com/")]
    public void A_Nebius_endpoint_or_a_trusted_one_is_used(string value, string? trusted, string address) =>
        Assert.Equal(new Uri(address), IamEndpoint.FromEnvironment(Settings(value, trusted)).AddressOf("tokens.iam"));

    [Theory]
    [InlineData("nebius.cloud", null)]
    [InlineData("api.nebius.cloud.example.com", null)]
    [InlineData("api-nebius.cloud", null)]
    [InlineData("apinebius.cloud", null)]
    [InlineData("api.nebius.cloud.", null)]
    [InlineData("api.nebius.cloud/path", null)]
    [InlineData("api.nebius.cloud@evil.example", null)]
    [InlineData("https://evil.example@api.nebius.cloud", null)]
    [InlineData("api.nebius.cloud\\evil.example", null)]
    [InlineData("api.nebius.cloud#", null)]
    [InlineData("api.nebius.cloud:0", null)]
    [InlineData("api.nebius.cloud:65536", null)]
    [InlineData("api.nebius.cloud:abc", null)]
    [InlineData("api..nebius.cloud", null)]
    [InlineData("api.nebius.cloud\u212A", null)]
    [InlineData("to\u212Aens.nebius.cloud", null)]
    [InlineData("api\uFF0Enebius.cloud", null)]
    [InlineData("api.nebius\u3002cloud", null)]
    [InlineData("api.nebius.cloud\n.example.com", null)]
    [InlineData("http://api.nebius.cloud", null)]
    [InlineData("http://api.nebius.cloud", "api.nebius.cloud")]
    [InlineData("http://api.example.com", "api.example.com")]
    [InlineData("http://127.0.0.1.example.com", "127.0.0.1.example.com")]
    [InlineData("http://localhost.example.com", "localhost.example.com")]
    [InlineData("http://evil.localhost", "evil.localhost")]
    [InlineData("ftp://api.nebius.cloud", null)]
    [InlineData("api.example.com", null)]
    [InlineData("api.example.com", "api.example.com:443")]
    [InlineData("api.example.com:443", "api.example.com")]
    [InlineData("sub.api.example.com", "api.example.com")]
    [InlineData("http://localhost:5000", null)]
    [InlineData("http://localhost:5000", "localhost:5001")]
    [InlineData("localhost:5000", null)]
    public void An_endpoint_that_is_neither_Nebius_nor_trusted_is_refused(string value, string? trusted) =>
        Leaks.FailsWith(MessageCodes.EndpointNotTrusted, () => IamEndpoint.FromEnvironment(Settings(value, trusted)));

    [Theory]
    [InlineData("api.nebius.cloud/path", null, "NEBIUS_ENDPOINT 'api.nebius.cloud/path' isn't an API domain. Expected: a host name with an optional port and no path, as in api.nebius.cloud. To use api.nebius.cloud, type:\n  unset NEBIUS_ENDPOINT")]
    [InlineData("http://api.example.com", null, "Use 'api.example.com', without a scheme, which means https. To use api.nebius.cloud, type:\n  unset NEBIUS_ENDPOINT")]
    [InlineData("api.example.com", null, "so no credential is sent there. To use api.nebius.cloud, type:\n  unset NEBIUS_ENDPOINT\nIf the endpoint is yours, trust it:\n  export NEBIUS_TRUSTED_ENDPOINTS=api.example.com")]
    [InlineData("api.example.com", "a.example", "trust it:\n  export NEBIUS_TRUSTED_ENDPOINTS=\"$NEBIUS_TRUSTED_ENDPOINTS+api.example.com\"")]
    public void A_refused_endpoint_is_explained_with_the_command_to_type(string value, string? trusted, string expected)
    {
        var failure = Leaks.FailsWith(MessageCodes.EndpointNotTrusted, () => IamEndpoint.FromEnvironment(Settings(value, trusted)));

        var typed = expected.Replace("unset NEBIUS_ENDPOINT", Shell.Current.Unset("NEBIUS_ENDPOINT"), StringComparison.Ordinal)
            .Replace("export NEBIUS_TRUSTED_ENDPOINTS=api.example.com", Shell.Current.Set("NEBIUS_TRUSTED_ENDPOINTS", "api.example.com"), StringComparison.Ordinal)
            .Replace(
                "export NEBIUS_TRUSTED_ENDPOINTS=\"$NEBIUS_TRUSTED_ENDPOINTS+api.example.com\"",
                Shell.Current.Append("NEBIUS_TRUSTED_ENDPOINTS", "+api.example.com"),
                StringComparison.Ordinal);
        Assert.EndsWith(typed, failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("api.nebius.cloud", null, ".api.nebius.cloud")]
    [InlineData("api.example.com:8443", "api.example.com:8443", ".api.example.com")]
    [InlineData("http://localhost:5000", "localhost:5000", "localhost")]
    [InlineData("http://[::1]:5000", "[::1]:5000", "[::1]")]
    public void The_NO_PROXY_entry_of_an_endpoint_matches_all_its_hosts_by_the_rules_of_NET(string value, string? trusted, string entry)
    {
        var endpoint = IamEndpoint.FromEnvironment(Settings(value, trusted));

        Assert.Equal(entry, endpoint.NoProxyEntry);
        Assert.True(new EnvironmentProxy(name => name is "ALL_PROXY" ? "http://proxy.example:3128" : name is "NO_PROXY" ? entry : null)
            .IsBypassed(endpoint.AddressOf("tokens.iam")));
    }

    [Fact]
    public void Credentials_in_an_endpoint_address_are_not_shown() => Leaks.FailsWith(
        MessageCodes.EndpointNotTrusted,
        () => IamEndpoint.FromEnvironment(Settings("https://me:CANARY@api.nebius.cloud")),
        "CANARY");

    [Fact]
    public void An_endpoint_set_in_a_project_or_on_the_command_line_is_ignored()
    {
        var elsewhere = new Dictionary<string, SettingValue>
        {
            [EnvironmentVariables.Endpoint] = new("evil.nebius.cloud", "NebiusEndpoint", "/", SettingLevel.Typed),
        };

        Assert.True(IamEndpoint.FromEnvironment(Settings(null) with { Typed = elsewhere, CheckedIn = elsewhere }).IsDefault);
    }

    private static NebiusSettings Settings(string? endpoint, string? trusted = null) => new()
    {
        Environment = name => name switch
        {
            EnvironmentVariables.Endpoint => endpoint,
            EnvironmentVariables.TrustedEndpoints => trusted,
            _ => null,
        },
    };
}
