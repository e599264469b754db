using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Nebius.Registry.Emulator.Tests;

/// <summary>What the port of a world shows to people and programs.</summary>
public sealed class Status : IClassFixture<WorldFixture>, IDisposable
{
    private readonly WorldFixture _fixture;
    private readonly RegistryUser _user;
    private readonly HttpClient _client;

    public Status(WorldFixture fixture)
    {
        _fixture = fixture;
        _user = fixture.AddUser();
        _client = new HttpClient(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false })
        {
            BaseAddress = fixture.World.ProxyAddress,
        };
    }

    [Fact]
    public async Task The_status_lists_registries_tags_and_requests_with_hashed_tokens()
    {
        string digest = await _user.PushImageAsync("app", "v1");
        string token = _user.AccessToken.Value;
        string hash = "sha256:" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token)))[..12];

        string text = await GetAsync("/");
        string json = await GetAsync("/?format=json");
        JsonNode status = JsonNode.Parse(json)!;
        JsonNode registry = Assert.Single(status["registries"]!.AsArray(), one => (string?)one!["id"] == _user.Registry.ResourceId)!;

        Assert.Contains($"  {_user.Registry}  {_user.Registry.ResourceId}  Active\n    app: v1\n", text, StringComparison.Ordinal);
        Assert.Contains($"/v2/{_user.Registry.Id}/app/manifests/v1 [Bearer {hash}] {_user.Account.Id} -> 201\n", text, StringComparison.Ordinal);
        Assert.Equal(digest, (string?)registry["repositories"]![0]!["tags"]![0]!["digest"]);
        Assert.Contains(status["requests"]!.AsArray(), request => (string?)request!["credential"] == hash && (int)request["status"]! == 201);
        Assert.DoesNotContain(_fixture.World.Secrets, secret => text.Contains(secret, StringComparison.Ordinal) || json.Contains(secret, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("application/json", "application/json")]
    [InlineData("application/vnd.example+json", "application/json")]
    [InlineData("text/html, application/json;q=0.5", "text/plain")]
    [InlineData("application/json;q=0.5, text/plain;q=0.1", "application/json")]
    [InlineData("*/*", "text/plain")]
    [InlineData("nonsense", "text/plain")]
    [InlineData(null, "text/plain")]
    public async Task The_status_comes_in_the_format_that_is_accepted(string? accept, string expected)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, "/");
        request.Headers.TryAddWithoutValidation("Accept", accept);

        HttpResponseMessage response = await _client.SendAsync(request, Cancellation.Token);

        Assert.Equal(expected, response.Content.Headers.ContentType!.MediaType);
    }

    [Fact]
    public async Task The_status_does_not_show_a_header_without_a_scheme_or_control_characters()
    {
        using HttpRequestMessage request = new(HttpMethod.Get, "/v2/%1b%5b31m/x");
        request.Headers.TryAddWithoutValidation("Authorization", "canary-without-a-scheme");
        await _client.SendAsync(request, Cancellation.Token);

        string text = await GetAsync("/");

        Assert.DoesNotContain("canary", text, StringComparison.Ordinal);
        Assert.DoesNotContain("\x1b", text, StringComparison.Ordinal);
        Assert.Contains("[(unknown scheme) sha256:", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_status_does_not_show_secrets_in_other_places_than_headers()
    {
        const string Key = "v1.canary+key/of=a.test";
        _fixture.World.Iam.IssueStaticKey(_user.Account, token: Key);
        string everyCharacter = string.Concat(Key.Select(character => $"%{(int)character:X2}"));
        await _client.GetAsync(new Uri($"/v2/?q={everyCharacter}&other=1", UriKind.Relative), Cancellation.Token);
        await _client.GetAsync(new Uri("/v2/?Client_Secret=canary-of-the-user&other=2", UriKind.Relative), Cancellation.Token);
        const string Host = "v1.canary.host";
        _fixture.World.Iam.IssueStaticKey(_user.Account, token: Host);
        using HttpClient proxied = new(new SocketsHttpHandler { Proxy = new WebProxy(_fixture.World.ProxyAddress) });
        await Assert.ThrowsAsync<HttpRequestException>(() => proxied.GetAsync(new Uri($"https://{Host}/"), Cancellation.Token));
        (await AskAsync("/v2/", Host, token: null)).Dispose();

        string text = await GetAsync("/");
        string json = await GetAsync("/?format=json");

        Assert.Contains("other=1", text, StringComparison.Ordinal);
        Assert.Contains("Client_Secret=[secret]&other=2", text, StringComparison.Ordinal);
        Assert.DoesNotContain("canary", text + json, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(everyCharacter, text + json, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Looking_at_the_status_is_not_logged()
    {
        int before = _fixture.World.Requests.All.Count;

        await GetAsync("/");
        await GetAsync("/ca.crt");

        Assert.Equal(before, _fixture.World.Requests.All.Count);
    }

    [Fact]
    public async Task The_status_refuses_other_methods_and_formats()
    {
        using HttpResponseMessage post = await _client.PostAsync(new Uri("/", UriKind.Relative), content: null, Cancellation.Token);
        using HttpResponseMessage xml = await _client.GetAsync(new Uri("/?format=xml", UriKind.Relative), Cancellation.Token);

        Assert.Equal((HttpStatusCode.MethodNotAllowed, HttpStatusCode.BadRequest), (post.StatusCode, xml.StatusCode));
    }

    [Fact]
    public async Task One_port_is_also_a_registry_under_the_name_that_the_client_uses()
    {
        string digest = await _user.PushBlobAsync("app", RegistryUser.Bytes("blob"));

        using HttpResponseMessage challenge = await AskAsync("/v2/", "emulator:8080", token: null);
        using HttpResponseMessage blob = await AskAsync($"/v2/{_user.Registry.Id}/app/blobs/{digest}", "emulator:8080", _user.AccessToken.Value);

        Assert.Equal(
            "Bearer realm=\"http://emulator:8080/v2/token/\",service=\"emulator:8080\"", RegistryUser.Header(challenge, "WWW-Authenticate"));
        Assert.Equal("blob", await blob.Content.ReadAsStringAsync(Cancellation.Token));
    }

    [Fact]
    public async Task One_port_also_serves_the_API()
    {
        using ApiUser user = new(_fixture.World, _user.Account, _fixture.World.ProxyAddress.ToString());

        var registry = await user.Registries.GetAsync(new() { Id = _user.Registry.ResourceId }, user.Options());

        Assert.Equal("cr.eu-west1.nebius.cloud", registry.Status.RegistryFqdn);
    }

    public void Dispose()
    {
        _client.Dispose();
        _user.Dispose();
    }

    private Task<string> GetAsync(string path) => _client.GetStringAsync(new Uri(path, UriKind.Relative), Cancellation.Token);

    private async Task<HttpResponseMessage> AskAsync(string path, string host, string? token)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, path);
        request.Headers.Host = host;
        request.Headers.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
        return await _client.SendAsync(request, Cancellation.Token);
    }
}
