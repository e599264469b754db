using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace Nebius.Registry.Emulator.Tests;

/// <summary>Registries that don't challenge with Bearer, or that aren't Nebius registries.</summary>
public sealed class OtherRegistries(WorldFixture fixture) : IClassFixture<WorldFixture>
{
    [Fact]
    public async Task A_Nebius_registry_can_challenge_with_Basic()
    {
        fixture.World.UseBasicChallenge("cr.me-west1.nebius.cloud");
        ServiceAccount account = fixture.World.Iam.AddServiceAccount();
        fixture.World.Registries.Add("e00basic", "me-west1").Grant(account, RegistryRights.Push);
        string key = fixture.World.Iam.IssueStaticKey(account).Token;
        Uri ping = new("https://cr.me-west1.nebius.cloud/v2/");

        HttpResponseMessage refused = await SendAsync(HttpMethod.Get, ping, null);
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        Assert.Equal("Basic realm=\"cr.me-west1.nebius.cloud\"", RegistryUser.Header(refused, "WWW-Authenticate"));

        Assert.Equal(HttpStatusCode.OK, await GetStatusAsync(HttpMethod.Get, ping, Basic("iam", key)));
        Uri uploads = new(ping, "e00basic/app/blobs/uploads/");
        Assert.Equal(HttpStatusCode.Accepted, await GetStatusAsync(HttpMethod.Post, uploads, Basic("iam", key)));
        Assert.Equal(HttpStatusCode.NotFound, await GetStatusAsync(HttpMethod.Get, new Uri(ping, "token/"), Basic("iam", key)));
    }

    [Fact]
    public void Only_a_Nebius_registry_can_be_set_to_challenge_with_Basic() =>
        Assert.Throws<ArgumentException>(() => fixture.World.UseBasicChallenge("registry.example.test"));

    [Fact]
    public async Task Another_registry_has_its_own_users()
    {
        ForeignRegistry registry = fixture.World.AddForeignRegistry("registry.example.test");
        Uri uploads = new("https://registry.example.test/v2/app/blobs/uploads/");
        string staticKey = fixture.World.Iam.IssueStaticKey(fixture.World.Iam.AddServiceAccount()).Token;

        Assert.Equal(HttpStatusCode.Unauthorized, await GetStatusAsync(HttpMethod.Post, uploads, null));
        Assert.Equal(HttpStatusCode.Unauthorized, await GetStatusAsync(HttpMethod.Post, uploads, Basic("iam", staticKey)));
        Assert.Equal(HttpStatusCode.Accepted, await GetStatusAsync(HttpMethod.Post, uploads, Basic(registry.UserName, registry.Password)));
    }

    [Fact]
    public async Task Another_registry_can_allow_anonymous_pulls()
    {
        ForeignRegistry registry = fixture.World.AddForeignRegistry("public.example.test");
        registry.AllowAnonymousPull = true;
        await fixture.World.SeedBaseImageAsync(registry, "dotnet/runtime", "10.0", cancellationToken: Cancellation.Token);

        Uri manifest = new("https://public.example.test/v2/dotnet/runtime/manifests/10.0");

        Assert.Equal(HttpStatusCode.OK, await GetStatusAsync(HttpMethod.Get, manifest, null));
    }

    [Fact]
    public async Task A_hostile_host_accepts_any_request_and_the_log_records_the_credential()
    {
        const string Host = "cr.eu-west1.nebius.cloud.example.test";
        fixture.World.AddHostileHost(Host);

        HttpResponseMessage response = await SendAsync(HttpMethod.Get, new Uri($"https://{Host}/v2/token/"), Basic("iam", "a secret"));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        RequestRecord record = Assert.Single(fixture.World.Requests.To(Host));
        Assert.Equal((EmulatorEndpoint.HostileHost, "Basic"), (record.Endpoint, record.AuthorizationScheme));
    }

    private static AuthenticationHeaderValue Basic(string user, string password) =>
        new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}")));

    private async Task<HttpStatusCode> GetStatusAsync(HttpMethod method, Uri address, AuthenticationHeaderValue? authorization) =>
        (await SendAsync(method, address, authorization)).StatusCode;

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, Uri address, AuthenticationHeaderValue? authorization)
    {
        using HttpClient client = new(fixture.World.CreateHandler());
        using HttpRequestMessage request = new(method, address);
        request.Headers.Authorization = authorization;
        return await client.SendAsync(request, Cancellation.Token);
    }
}
