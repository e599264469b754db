using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace Nebius.Registry.Emulator.Tests;

/// <summary>Gets a token from `/v2/token/` with Basic, and uses it.</summary>
internal sealed class TokenClient(EmulatorWorld world, string host = "cr.eu-west1.nebius.cloud") : IDisposable
{
    private readonly HttpClient _client = new(world.CreateHandler()) { BaseAddress = new Uri($"https://{host}") };

    public async Task<HttpResponseMessage> RequestTokenAsync(
        string? password, string query = "", string userName = "iam", HttpMethod? method = null)
    {
        using HttpRequestMessage request = new(method ?? HttpMethod.Get, $"/v2/token/{query}");
        if (password is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue(
                "Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{userName}:{password}")));
        }

        return await _client.SendAsync(request, Cancellation.Token);
    }

    public async Task<string> GetTokenAsync(string? password, string query = "")
    {
        HttpResponseMessage response = await RequestTokenAsync(password, query);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        JsonNode body = JsonNode.Parse(await response.Content.ReadAsStringAsync(Cancellation.Token))!;
        return body["token"]!.GetValue<string>();
    }

    /// <summary>Sends a request with this token as Bearer; null sends it without one.</summary>
    public async Task<HttpResponseMessage> SendAsync(string? token, HttpMethod method, string path)
    {
        using HttpRequestMessage request = new(method, path);
        request.Headers.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
        return await _client.SendAsync(request, Cancellation.Token);
    }

    public async Task<HttpStatusCode> GetStatusAsync(string? token, HttpMethod method, string path) =>
        (await SendAsync(token, method, path)).StatusCode;

    public void Dispose() => _client.Dispose();
}
