using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Nebius.Registry.Iam.Protos;

namespace Nebius.Registry.Emulator.Tests;

public sealed class GitHubIdTokens : IAsyncLifetime
{
    private EmulatorWorld _world = null!;
    private HttpClient _client = null!;

    public async ValueTask InitializeAsync()
    {
        _world = await EmulatorWorld.StartAsync(cancellationToken: Cancellation.Token);
        HttpClientHandler handler = _world.CreateHandler();
        handler.AllowAutoRedirect = false;
        _client = new HttpClient(handler);
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _world.DisposeAsync();
    }

    [Theory]
    [InlineData("", "https://github.com/octo")]
    [InlineData("&audience=", "https://github.com/octo")]
    [InlineData("&audience=https%3A%2F%2Fexample.test%2Fa", "https://example.test/a")]
    public async Task A_GitHub_Actions_job_gets_an_ID_token_with_its_own_claims(string query, string audience)
    {
        JsonNode answer = JsonNode.Parse(await (await GetAsync(_world.GitHubActions.RequestToken, query)).Content.ReadAsStringAsync(Cancellation.Token))!;

        string token = answer["value"]!.GetValue<string>();
        Assert.Equal(token.Length, answer["count"]!.GetValue<int>());
        JsonNode claims = JsonNode.Parse(System.Buffers.Text.Base64Url.DecodeFromChars(token.Split('.')[1]))!;
        Assert.Equal("https://token.actions.githubusercontent.com", claims["iss"]!.GetValue<string>());
        Assert.Equal("repo:octo/app:ref:refs/heads/main", claims["sub"]!.GetValue<string>());
        Assert.Equal(audience, claims["aud"]!.GetValue<string>());
        Assert.Contains(token, _world.Secrets);
    }

    [Fact]
    public async Task IAM_accepts_the_ID_token_of_a_GitHub_Actions_job()
    {
        ServiceAccount account = _world.Iam.AddServiceAccount();
        _world.GitHubActions.Subject = "repo:octo/app:environment:production";
        _world.Iam.AddFederatedCredential(account, GitHubActions.Issuer, "repo:octo/app:environment:production");
        JsonNode answer = JsonNode.Parse(await (await GetAsync(_world.GitHubActions.RequestToken)).Content.ReadAsStringAsync(Cancellation.Token))!;
        using IamClient iam = new(_world);

        CreateTokenResponse token = await iam.ExchangeAsync(
            IamClient.ActorRequest(account.Id, answer["value"]!.GetValue<string>(), IamClient.JwtType));

        Assert.NotEmpty(token.AccessToken);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("wrong")]
    public async Task The_GitHub_token_endpoint_gives_no_token_without_the_jobs_request_token(string? bearer) =>
        Assert.Equal(HttpStatusCode.Unauthorized, (await GetAsync(bearer)).StatusCode);

    [Fact]
    public async Task The_GitHub_token_host_answers_not_found_for_any_other_path()
    {
        using HttpResponseMessage response = await _client.GetAsync(new Uri(_world.GitHubActions.RequestUrl, "/elsewhere"), Cancellation.Token);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    [Fact]
    public async Task The_GitHub_token_request_must_keep_the_query_of_its_address()
    {
        using HttpRequestMessage request = new(HttpMethod.Get, _world.GitHubActions.RequestUrl.GetLeftPart(UriPartial.Path));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", _world.GitHubActions.RequestToken);

        Assert.Equal(HttpStatusCode.BadRequest, (await _client.SendAsync(request, Cancellation.Token)).StatusCode);
    }

    [Fact]
    public async Task The_GitHub_token_endpoint_can_answer_with_a_redirect()
    {
        _world.Faults.Add(EmulatorEndpoint.GitHubIdToken, Fault.Redirect("https://evil.example.test/"));

        HttpResponseMessage response = await GetAsync(_world.GitHubActions.RequestToken);

        Assert.Equal((HttpStatusCode.Found, "https://evil.example.test/"), (response.StatusCode, response.Headers.Location?.ToString()));
    }

    [Fact]
    public async Task The_GitHub_token_endpoint_can_answer_with_a_body_of_the_test()
    {
        _world.Faults.Add(EmulatorEndpoint.GitHubIdToken, Fault.Body("{not json"));

        HttpResponseMessage response = await GetAsync(_world.GitHubActions.RequestToken);

        Assert.Equal("{not json", await response.Content.ReadAsStringAsync(Cancellation.Token));
    }

    [Fact]
    public async Task The_GitHub_token_endpoint_can_answer_with_a_body_that_is_too_long()
    {
        _world.Faults.Add(EmulatorEndpoint.GitHubIdToken, Fault.Oversized(100_000));

        HttpResponseMessage response = await GetAsync(_world.GitHubActions.RequestToken);

        Assert.Null(response.Content.Headers.ContentLength);
        string body = await response.Content.ReadAsStringAsync(Cancellation.Token);
        Assert.Equal(100_000, JsonNode.Parse(body)!["value"]!.GetValue<string>().Length);
    }

    [Fact]
    public async Task The_request_log_has_the_GitHub_token_request_without_its_token()
    {
        await GetAsync(_world.GitHubActions.RequestToken);

        RequestRecord record = Assert.Single(_world.Requests.To(EmulatorEndpoint.GitHubIdToken));
        Assert.Equal(("Bearer", "repo:octo/app:ref:refs/heads/main"), (record.AuthorizationScheme, record.Identity));
        Assert.Contains(_world.GitHubActions.RequestToken, _world.Secrets);
        Assert.DoesNotContain(_world.GitHubActions.RequestToken, record.ToString(), StringComparison.Ordinal);
    }

    private async Task<HttpResponseMessage> GetAsync(string? bearer, string query = "")
    {
        using HttpRequestMessage request = new(HttpMethod.Get, _world.GitHubActions.RequestUrl + query);
        request.Headers.Authorization = bearer is null ? null : new AuthenticationHeaderValue("Bearer", bearer);
        return await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancellation.Token);
    }
}
