using System.Net;
using System.Net.Http.Headers;

namespace Nebius.Registry.Emulator.Tests;

/// <summary>The registry without TLS and without a proxy, for clients that can't use them.</summary>
public sealed class LocalhostRegistry : IClassFixture<WorldFixture>, IDisposable
{
    private readonly WorldFixture _fixture;
    private readonly RegistryUser _user;
    private readonly HttpClient _client;

    public LocalhostRegistry(WorldFixture fixture)
    {
        _fixture = fixture;
        _user = fixture.AddUser();
        _client = new HttpClient(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false })
        {
            BaseAddress = new Uri($"http://{fixture.World.LocalRegistryHost}"),
        };
    }

    private string Host => _fixture.World.LocalRegistryHost;

    [Fact]
    public async Task The_localhost_registry_names_its_own_realm()
    {
        HttpResponseMessage response = await _client.GetAsync(new Uri("/v2/", UriKind.Relative), Cancellation.Token);

        Assert.Equal(
            $"Bearer realm=\"http://{Host}/v2/token/\",service=\"{Host}\"", RegistryUser.Header(response, "WWW-Authenticate"));
    }

    [Fact]
    public async Task The_localhost_registry_serves_the_images_of_its_region()
    {
        string digest = await _user.PushImageAsync("app", "v1");

        HttpResponseMessage response = await SendAsync(HttpMethod.Get, $"/v2/{_user.Registry.Id}/app/manifests/v1");

        Assert.Equal(digest, RegistryUser.Header(response, "Docker-Content-Digest"));
    }

    [Fact]
    public async Task The_localhost_registry_redirects_blobs_to_another_origin()
    {
        string digest = await _user.PushBlobAsync("app", RegistryUser.Bytes("blob"));
        HttpResponseMessage redirect = await SendAsync(HttpMethod.Get, $"/v2/{_user.Registry.Id}/app/blobs/{digest}");
        Uri location = redirect.Headers.Location!;

        Assert.Equal("127.0.0.1", location.Host);
        Assert.Equal("blob", await _client.GetStringAsync(location, Cancellation.Token));
        Assert.Equal(HttpStatusCode.BadRequest, (await SendAsync(HttpMethod.Get, location.ToString())).StatusCode);
    }

    [Fact]
    public async Task The_localhost_registry_serves_the_base_images_too()
    {
        HttpResponseMessage response = await _client.GetAsync(
            new Uri("/v2/dotnet/aspnet/manifests/10.0", UriKind.Relative), Cancellation.Token);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task The_localhost_registry_can_challenge_with_Basic()
    {
        await using EmulatorWorld world = await EmulatorWorld.StartAsync(cancellationToken: Cancellation.Token);
        world.UseBasicChallenge(world.LocalRegistryHost);

        HttpResponseMessage response = await _client.GetAsync(new Uri($"http://{world.LocalRegistryHost}/v2/"), Cancellation.Token);

        Assert.StartsWith("Basic ", RegistryUser.Header(response, "WWW-Authenticate"), StringComparison.Ordinal);
    }

    public void Dispose()
    {
        _client.Dispose();
        _user.Dispose();
    }

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path)
    {
        using HttpRequestMessage request = new(method, path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", _user.AccessToken.Value);
        return await _client.SendAsync(request, Cancellation.Token);
    }
}
