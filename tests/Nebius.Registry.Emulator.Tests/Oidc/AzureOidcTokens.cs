using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Nebius.Registry.Iam.Protos;

namespace Nebius.Registry.Emulator.Tests;

public sealed class AzureOidcTokens : IAsyncLifetime
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
    [InlineData(true, "sc://octo/app/nebius")]
    [InlineData(false, "p://octo/app/publish")]
    public async Task An_Azure_Pipelines_job_gets_a_token_that_IAM_accepts(bool withConnection, string subject)
    {
        ServiceAccount account = _world.Iam.AddServiceAccount();
        _world.Iam.AddFederatedCredential(account, _world.AzurePipelines.Issuer, subject);
        string connection = withConnection ? $"&serviceConnectionId={_world.AzurePipelines.ServiceConnectionId}" : "";
        HttpResponseMessage response = await SendAsync(HttpMethod.Post, _world.AzurePipelines.AccessToken, "?api-version=7.1" + connection);

        string token = JsonNode.Parse(await response.Content.ReadAsStringAsync(Cancellation.Token))!["oidcToken"]!.GetValue<string>();

        using IamClient iam = new(_world);
        CreateTokenResponse answer = await iam.ExchangeAsync(IamClient.ActorRequest(account.Id, token, IamClient.JwtType));
        Assert.NotEmpty(answer.AccessToken);
        Assert.Contains(token, _world.Secrets);
    }

    [Theory]
    [InlineData("GET", "?api-version=7.1", HttpStatusCode.MethodNotAllowed)]
    [InlineData("POST", "", HttpStatusCode.BadRequest)]
    [InlineData("POST", "?api-version=7.1&serviceConnectionId=another", HttpStatusCode.NotFound)]
    public async Task The_Azure_token_endpoint_refuses_another_request(string method, string query, HttpStatusCode expected) =>
        Assert.Equal(expected, (await SendAsync(new HttpMethod(method), _world.AzurePipelines.AccessToken, query)).StatusCode);

    [Theory]
    [InlineData(null, false, HttpStatusCode.Found)]
    [InlineData("wrong", false, HttpStatusCode.Found)]
    [InlineData("wrong", true, HttpStatusCode.Unauthorized)]
    public async Task The_Azure_token_endpoint_gives_no_token_without_the_jobs_access_token(
        string? bearer, bool suppressesRedirect, HttpStatusCode expected) =>
        Assert.Equal(expected, (await SendAsync(HttpMethod.Post, bearer, "?api-version=7.1", suppressesRedirect)).StatusCode);

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string? bearer, string query, bool suppressesRedirect = true)
    {
        using HttpRequestMessage request = new(method, _world.AzurePipelines.RequestUrl + query);
        request.Headers.Authorization = bearer is null ? null : new AuthenticationHeaderValue("Bearer", bearer);
        if (suppressesRedirect)
        {
            request.Headers.Add("X-TFS-FedAuthRedirect", "Suppress");
        }

        return await _client.SendAsync(request, Cancellation.Token);
    }
}
