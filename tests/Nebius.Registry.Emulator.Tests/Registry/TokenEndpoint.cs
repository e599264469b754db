using System.Net;
using System.Text.Json.Nodes;

namespace Nebius.Registry.Emulator.Tests;

public sealed class TokenEndpoint : IClassFixture<WorldFixture>, IDisposable
{
    private readonly WorldFixture _fixture;
    private readonly RegistryUser _user;
    private readonly TokenClient _client;
    private readonly StaticKey _key;

    public TokenEndpoint(WorldFixture fixture)
    {
        _fixture = fixture;
        _user = fixture.AddUser();
        _client = new TokenClient(fixture.World);
        _key = fixture.World.Iam.IssueStaticKey(_user.Account);
    }

    private string Id => _user.Registry.Id;

    private string Uploads => $"/v2/{Id}/app/blobs/uploads/";

    [Fact]
    public async Task The_challenge_names_the_realm_with_a_trailing_slash()
    {
        HttpResponseMessage response = await _client.SendAsync(null, HttpMethod.Get, "/v2/");

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Equal(
            "Bearer realm=\"https://cr.eu-west1.nebius.cloud/v2/token/\",service=\"cr.eu-west1.nebius.cloud\"",
            RegistryUser.Header(response, "WWW-Authenticate"));
    }

    [Fact]
    public async Task The_challenge_of_a_push_names_its_scope()
    {
        HttpResponseMessage response = await _client.SendAsync(null, HttpMethod.Post, Uploads);

        Assert.EndsWith(
            $",scope=\"repository:{Id}/app:pull,push\"", RegistryUser.Header(response, "WWW-Authenticate"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_challenge_of_a_mount_names_both_scopes()
    {
        HttpResponseMessage response = await _client.SendAsync(null, HttpMethod.Post, $"{Uploads}?mount=sha256:00&from={Id}/base");

        Assert.EndsWith(
            $",scope=\"repository:{Id}/app:pull,push repository:{Id}/base:pull\"",
            RegistryUser.Header(response, "WWW-Authenticate"),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("?scope=repository:{id}/app:pull,push")]
    [InlineData("?service=cr.eu-west1.nebius.cloud&scope=repository:{id}/app:pull,push%20repository:{id}/base:pull")]
    [InlineData("?service=cr.eu-west1.nebius.cloud&scope=repository:{id}/base:pull+repository:{id}/app:pull,push")]
    [InlineData("?scope=repository:{id}/base:pull&scope=repository:{id}/app:pull,push")]
    [InlineData("?account=iam&scope=repository:{id}/app:pull,push")]
    [InlineData("?scope=repository:{id}/app:*")]
    public async Task The_token_endpoint_accepts_scopes_in_every_form_that_clients_use(string query)
    {
        string token = await _client.GetTokenAsync(_key.Token, query.Replace("{id}", Id, StringComparison.Ordinal));

        Assert.Equal(HttpStatusCode.Accepted, await _client.GetStatusAsync(token, HttpMethod.Post, Uploads));
    }

    [Fact]
    public async Task A_registry_token_without_a_scope_is_valid_for_the_ping_only()
    {
        string token = await _client.GetTokenAsync(_user.AccessToken.Value);

        Assert.Equal(HttpStatusCode.OK, await _client.GetStatusAsync(token, HttpMethod.Get, "/v2/"));
        Assert.Equal(HttpStatusCode.Unauthorized, await _client.GetStatusAsync(token, HttpMethod.Post, Uploads));
    }

    [Fact]
    public async Task A_registry_token_for_pull_is_challenged_again_on_a_push()
    {
        string token = await _client.GetTokenAsync(_key.Token, $"?scope=repository:{Id}/app:pull");

        HttpResponseMessage response = await _client.SendAsync(token, HttpMethod.Post, Uploads);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.EndsWith("error=\"insufficient_scope\"", RegistryUser.Header(response, "WWW-Authenticate"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_token_endpoint_grants_any_scope_and_the_rights_are_checked_on_use()
    {
        using RegistryUser stranger = _fixture.AddUser();
        string token = await _client.GetTokenAsync(stranger.AccessToken.Value, $"?scope=repository:{Id}/app:pull,push");

        HttpResponseMessage response = await _client.SendAsync(token, HttpMethod.Post, Uploads);

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        Assert.StartsWith("DENIED", await RegistryUser.ErrorAsync(response), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_POST_to_the_token_endpoint_gives_405_so_that_clients_fall_back_to_GET()
    {
        HttpResponseMessage response = await _client.RequestTokenAsync(_key.Token, method: HttpMethod.Post);

        Assert.Equal(HttpStatusCode.MethodNotAllowed, response.StatusCode);
        Assert.Equal(["GET"], response.Content.Headers.Allow);
    }

    [Fact]
    public async Task The_token_answer_says_when_the_registry_token_expires()
    {
        HttpResponseMessage response = await _client.RequestTokenAsync(_key.Token);

        JsonNode body = JsonNode.Parse(await response.Content.ReadAsStringAsync(Cancellation.Token))!;
        Assert.Equal(300, body["expires_in"]!.GetValue<int>());
        Assert.NotNull(body["issued_at"]);
    }

    [Fact]
    public async Task A_registry_token_expires_after_its_lifetime()
    {
        string token = await _client.GetTokenAsync(_key.Token);
        _fixture.Clock.Advance(TimeSpan.FromMinutes(6));

        Assert.Equal(HttpStatusCode.Unauthorized, await _client.GetStatusAsync(token, HttpMethod.Get, "/v2/"));
    }

    [Fact]
    public async Task A_registry_token_is_valid_for_its_own_host_only()
    {
        string token = await _client.GetTokenAsync(_key.Token);
        using TokenClient other = new(_fixture.World, "cr.eu-north1.nebius.cloud");

        Assert.Equal(HttpStatusCode.Unauthorized, await other.GetStatusAsync(token, HttpMethod.Get, "/v2/"));
    }

    public void Dispose()
    {
        _client.Dispose();
        _user.Dispose();
    }
}
