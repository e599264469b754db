using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Nebius.Registry.Emulator;
using Nebius.Registry.Testing;

namespace Nebius.Registry.Tool.Tests.Infrastructure;

/// <summary>Puts content into an emulated registry that no tool pushes.</summary>
internal sealed class RawPush : IDisposable
{
    private readonly HttpClient _client;
    private readonly string _repository;

    private RawPush(HttpClient client, string repository) => (_client, _repository) = (client, repository);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Logs in.</summary>
    public static async Task<RawPush> ToAsync(Scene scene, EmulatedRegistry registry, string repository)
    {
        var client = new HttpClient(scene.World.CreateHandler()) { BaseAddress = new Uri($"https://{registry.Host}") };
        var login = Convert.ToBase64String(Encoding.UTF8.GetBytes($"iam:{scene.StaticKey.Token}"));
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", login);
        var address = $"/v2/token/?service={registry.Host}&scope=repository:{registry.Id}/{repository}:pull,push";
        using var answer = JsonDocument.Parse(await client.GetStringAsync(new Uri(address, UriKind.Relative), Cancel));
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", answer.RootElement.GetProperty("token").GetString());
        return new RawPush(client, $"/v2/{registry.Id}/{repository}");
    }

    /// <summary>Pushes a blob.</summary>
    /// <returns>Its descriptor.</returns>
    public async Task<JsonObject> BlobAsync(string mediaType, byte[] content)
    {
        using var body = new ByteArrayContent(content);
        var address = new Uri($"{_repository}/blobs/uploads/?digest={OciLayout.DigestOf(content)}", UriKind.Relative);
        using var response = await _client.PostAsync(address, body, Cancel);
        response.EnsureSuccessStatusCode();
        return OciLayout.Describe(mediaType, content);
    }

    /// <summary>Pushes a manifest.</summary>
    /// <returns>Its descriptor.</returns>
    public async Task<JsonObject> ManifestAsync(string tag, JsonObject manifest)
    {
        var content = JsonSerializer.SerializeToUtf8Bytes(manifest);
        var mediaType = manifest["mediaType"]!.GetValue<string>();
        using var body = new ByteArrayContent(content) { Headers = { ContentType = new MediaTypeHeaderValue(mediaType) } };
        using var response = await _client.PutAsync(new Uri($"{_repository}/manifests/{tag}", UriKind.Relative), body, Cancel);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync(Cancel));
        return OciLayout.Describe(mediaType, content);
    }

    /// <summary>Deletes a manifest, which an index may list.</summary>
    public async Task DeleteAsync(JsonObject manifest)
    {
        using var response = await _client.DeleteAsync(new Uri($"{_repository}/manifests/{manifest["digest"]}", UriKind.Relative), Cancel);
        response.EnsureSuccessStatusCode();
    }

    public void Dispose() => _client.Dispose();
}
