using System.Net;
using System.Security.Authentication;

namespace Nebius.Registry.Emulator.Tests;

public sealed class Certificates(WorldFixture fixture) : IClassFixture<WorldFixture>
{
    [Theory]
    [InlineData("https://cr.eu-west1.nebius.cloud/v2/")]
    [InlineData("https://tokens.iam.api.nebius.cloud/")]
    [InlineData("https://mcr.microsoft.com/v2/")]
    public async Task Each_emulated_host_has_a_certificate_with_its_own_name(string address)
    {
        using HttpClient client = new(fixture.World.CreateHandler());

        using HttpResponseMessage response = await client.GetAsync(new Uri(address), Cancellation.Token);

        Assert.NotEqual(HttpStatusCode.InternalServerError, response.StatusCode);
    }

    [Fact]
    public async Task A_client_that_does_not_trust_the_emulators_CA_cannot_connect()
    {
        using HttpClientHandler handler = new()
        {
            Proxy = new WebProxy(fixture.World.ProxyAddress),
            CheckCertificateRevocationList = true,
        };
        using HttpClient client = new(handler);

        HttpRequestException failure = await Assert.ThrowsAsync<HttpRequestException>(
            () => client.GetAsync(new Uri("https://cr.eu-west1.nebius.cloud/v2/"), Cancellation.Token));

        Assert.IsType<AuthenticationException>(failure.InnerException);
    }

    [Fact]
    public async Task The_HTTP_handler_of_one_world_does_not_trust_another_world()
    {
        await using EmulatorWorld other = await EmulatorWorld.StartAsync(cancellationToken: Cancellation.Token);
        using HttpClientHandler handler = fixture.World.CreateHandler();
        handler.Proxy = new WebProxy(other.ProxyAddress);
        using HttpClient client = new(handler);

        await Assert.ThrowsAsync<HttpRequestException>(
            () => client.GetAsync(new Uri("https://cr.eu-west1.nebius.cloud/v2/"), Cancellation.Token));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task The_emulator_speaks_HTTP_1_1_and_HTTP_2(int major)
    {
        using HttpClient client = new(fixture.World.CreateHandler());
        using HttpRequestMessage request = new(HttpMethod.Get, "https://cr.eu-west1.nebius.cloud/v2/")
        {
            Version = new Version(major, major == 1 ? 1 : 0),
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };

        HttpResponseMessage response = await client.SendAsync(request, Cancellation.Token);

        Assert.Equal(major, response.Version.Major);
    }
}
