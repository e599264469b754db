using System.Net;
using System.Text.Json.Nodes;

namespace Nebius.Registry.Emulator.Tests;

public sealed class MetadataService : IAsyncLifetime
{
    private EmulatorWorld _world = null!;
    private HttpClient _client = null!;

    public async ValueTask InitializeAsync()
    {
        _world = await EmulatorWorld.StartAsync(cancellationToken: Cancellation.Token);
        _world.InstanceMetadata.ServiceAccount = _world.Iam.AddServiceAccount();
        _client = new HttpClient(_world.CreateHandler());
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _world.DisposeAsync();
    }

    [Fact]
    public async Task The_metadata_service_gives_a_token_of_the_attached_account()
    {
        using HttpResponseMessage response = await SendAsync(HttpMethod.Get, "true");

        JsonNode answer = JsonNode.Parse(await response.Content.ReadAsStringAsync(Cancellation.Token))!;
        AccessToken token = Assert.Single(_world.Iam.AccessTokens);
        Assert.Equal(token.Value, answer["access_token"]!.GetValue<string>());
        Assert.Equal(_world.InstanceMetadata.ServiceAccount!.Id, token.ServiceAccountId);
        Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}Z$", answer["expires_at"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("POST", "true", HttpStatusCode.MethodNotAllowed)]
    [InlineData("GET", null, HttpStatusCode.BadRequest)]
    [InlineData("GET", "yes", HttpStatusCode.BadRequest)]
    public async Task The_metadata_service_refuses_another_method_or_header(string method, string? header, HttpStatusCode expected)
    {
        using HttpResponseMessage response = await SendAsync(new HttpMethod(method), header);

        Assert.Equal(expected, response.StatusCode);
    }

    [Fact]
    public async Task The_metadata_service_without_an_attached_account_answers_not_found()
    {
        _world.InstanceMetadata.ServiceAccount = null;

        using HttpResponseMessage response = await SendAsync(HttpMethod.Get, "true");

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string? header)
    {
        using HttpRequestMessage request = new(method, _world.LocalMetadataAddress);
        if (header is not null)
        {
            request.Headers.Add("Metadata", header);
        }

        return await _client.SendAsync(request, Cancellation.Token);
    }
}
