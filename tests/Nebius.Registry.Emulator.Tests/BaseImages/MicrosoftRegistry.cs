using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;

namespace Nebius.Registry.Emulator.Tests;

public sealed class MicrosoftRegistry : IClassFixture<WorldFixture>, IDisposable
{
    private readonly WorldFixture _fixture;
    private readonly HttpClient _client;

    public MicrosoftRegistry(WorldFixture fixture)
    {
        _fixture = fixture;
        _client = new HttpClient(fixture.World.CreateHandler()) { BaseAddress = new Uri("https://mcr.microsoft.com/v2/") };
    }

    [Theory]
    [InlineData("dotnet/runtime", "10.0")]
    [InlineData("dotnet/aspnet", "10.0-noble-chiseled")]
    [InlineData("dotnet/runtime-deps", "10.0.1")]
    public async Task Every_NET_10_base_image_can_be_pulled_anonymously(string repository, string tag)
    {
        JsonNode index = await GetAsync($"{repository}/manifests/{tag}");

        Assert.Equal(
            ["linux/amd64", "linux/arm64"],
            index["manifests"]!.AsArray().Select(manifest => $"{manifest!["platform"]!["os"]}/{manifest["platform"]!["architecture"]}"));
    }

    [Theory]
    [InlineData("dotnet/runtime/manifests/9.0")]
    [InlineData("dotnet/runtime/manifests/10.01")]
    [InlineData("dotnet/sdk/manifests/10.0")]
    public async Task Other_base_images_are_not_found(string path)
    {
        using HttpResponseMessage response = await _client.GetAsync(new Uri(path, UriKind.Relative), Cancellation.Token);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    [Fact]
    public async Task Manifest_config_and_layer_of_a_base_image_index_can_be_pulled()
    {
        JsonNode index = await GetAsync("dotnet/runtime/manifests/10.0");
        JsonNode manifest = await GetAsync($"dotnet/runtime/manifests/{index["manifests"]![0]!["digest"]}");
        JsonNode config = await GetAsync($"dotnet/runtime/blobs/{manifest["config"]!["digest"]}");
        byte[] layer = await _client.GetByteArrayAsync(
            new Uri($"dotnet/runtime/blobs/{manifest["layers"]![0]!["digest"]}", UriKind.Relative), Cancellation.Token);

        Assert.Equal("amd64", config["architecture"]!.GetValue<string>());
        Assert.Equal(manifest["layers"]![0]!["size"]!.GetValue<int>(), layer.Length);
        Assert.InRange(layer.Length, 1, 1024);
    }

    [Fact]
    public async Task The_emulated_Microsoft_registry_refuses_every_push()
    {
        using HttpResponseMessage response = await _client.PostAsync(
            new Uri("dotnet/runtime/blobs/uploads/", UriKind.Relative), null, Cancellation.Token);

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
    }

    [Fact]
    public async Task A_credential_sent_to_the_Microsoft_registry_shows_in_the_request_log()
    {
        using HttpRequestMessage request = new(HttpMethod.Get, "dotnet/runtime/manifests/10.0-leak");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", "a secret");

        using HttpResponseMessage response = await _client.SendAsync(request, Cancellation.Token);

        Assert.Contains(_fixture.World.Requests.To("mcr.microsoft.com"), record => record.AuthorizationScheme == "Bearer");
    }

    [Fact]
    public async Task A_base_image_can_be_seeded_into_a_Nebius_registry()
    {
        using RegistryUser user = _fixture.AddUser(RegistryRights.Pull);

        StoredManifest index = await _fixture.World.SeedBaseImageAsync(
            user.Registry, "dotnet/runtime", "10.0", cancellationToken: Cancellation.Token);

        HttpResponseMessage response = await user.ExpectAsync(HttpStatusCode.OK, HttpMethod.Get, "dotnet/runtime/manifests/10.0");
        Assert.Equal(index.Digest, RegistryUser.Header(response, "Docker-Content-Digest"));
    }

    public void Dispose() => _client.Dispose();

    private async Task<JsonNode> GetAsync(string path) =>
        JsonNode.Parse(await _client.GetStringAsync(new Uri(path, UriKind.Relative), Cancellation.Token))!;
}
