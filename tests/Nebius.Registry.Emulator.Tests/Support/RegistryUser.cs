using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Nebius.Registry.Emulator.Tests;

/// <summary>A client that uses the distribution API directly, with an access token in every request.</summary>
public sealed class RegistryUser : IDisposable
{
    public const string ManifestType = "application/vnd.oci.image.manifest.v1+json";
    public const string IndexType = "application/vnd.oci.image.index.v1+json";
    private const string ConfigType = "application/vnd.oci.image.config.v1+json";
    private readonly HttpClient _client;

    public RegistryUser(EmulatorWorld world, EmulatedRegistry registry, ServiceAccount account)
    {
        World = world;
        Registry = registry;
        Account = account;
        AccessToken = world.Iam.IssueAccessToken(account);
        HttpClientHandler handler = world.CreateHandler();
        handler.AllowAutoRedirect = false;
        _client = new HttpClient(handler) { BaseAddress = new Uri($"https://{registry.Host}") };
        _client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", AccessToken.Value);
    }

    public EmulatorWorld World { get; }

    public EmulatedRegistry Registry { get; }

    public ServiceAccount Account { get; }

    public AccessToken AccessToken { get; }

    public static string DigestOf(byte[] content) => "sha256:" + Convert.ToHexStringLower(SHA256.HashData(content));

    public static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    /// <param name="method">The HTTP method.</param>
    /// <param name="path">Within the registry, `app/manifests/v1`; or a whole path or URL, as a Location has it.</param>
    /// <param name="body">The body, if any.</param>
    /// <param name="contentType">Its type.</param>
    /// <param name="contentRange">The Content-Range of a chunk, as the distribution spec writes it.</param>
    public async Task<HttpResponseMessage> SendAsync(
        HttpMethod method, string path, byte[]? body = null, string contentType = "application/octet-stream", string? contentRange = null)
    {
        bool isWhole = path.StartsWith('/') || path.StartsWith("https:", StringComparison.Ordinal);
        using HttpRequestMessage request = new(method, isWhole ? path : $"/v2/{Registry.Id}/{path}");
        if (body is not null)
        {
            request.Content = new ByteArrayContent(body);
            request.Content.Headers.ContentType = new MediaTypeHeaderValue(contentType);
            if (contentRange is not null)
            {
                request.Content.Headers.TryAddWithoutValidation("Content-Range", contentRange);
            }
        }

        return await _client.SendAsync(request, Cancellation.Token);
    }

    /// <summary>Asserts the status and returns the answer.</summary>
    public async Task<HttpResponseMessage> ExpectAsync(
        HttpStatusCode expected,
        HttpMethod method,
        string path,
        byte[]? body = null,
        string contentType = "application/octet-stream",
        string? contentRange = null)
    {
        HttpResponseMessage response = await SendAsync(method, path, body, contentType, contentRange);
        Assert.Equal(expected, response.StatusCode);
        return response;
    }

    /// <returns>The Location of the new upload session.</returns>
    public async Task<string> StartUploadAsync(string repository) =>
        Location(await ExpectAsync(HttpStatusCode.Accepted, HttpMethod.Post, $"{repository}/blobs/uploads/", []));

    /// <returns>The blob's digest.</returns>
    public async Task<string> PushBlobAsync(string repository, byte[] content)
    {
        string digest = DigestOf(content);
        string location = await StartUploadAsync(repository);
        await ExpectAsync(HttpStatusCode.Created, HttpMethod.Put, $"{location}&digest={digest}", content);
        return digest;
    }

    /// <summary>Pushes a config and a layer, and the manifest that names them.</summary>
    /// <returns>The manifest's digest.</returns>
    public async Task<string> PushImageAsync(string repository, string tag, JsonObject? extra = null)
    {
        byte[] manifest = await PrepareImageAsync(repository, extra);
        await ExpectAsync(HttpStatusCode.Created, HttpMethod.Put, $"{repository}/manifests/{tag}", manifest, ManifestType);
        return DigestOf(manifest);
    }

    /// <summary>Pushes a config and a layer only.</summary>
    /// <returns>A manifest that names them, with further properties.</returns>
    public async Task<byte[]> PrepareImageAsync(string repository, JsonObject? extra = null)
    {
        byte[] config = Bytes("{}");
        byte[] layer = Bytes("a layer");
        await PushBlobAsync(repository, config);
        await PushBlobAsync(repository, layer);
        JsonObject manifest = new()
        {
            ["schemaVersion"] = 2,
            ["mediaType"] = ManifestType,
            ["config"] = Descriptor(ConfigType, config),
            ["layers"] = new JsonArray(Descriptor("application/vnd.oci.image.layer.v1.tar", layer)),
        };
        foreach ((string name, JsonNode? value) in extra ?? [])
        {
            manifest[name] = value?.DeepClone();
        }

        return Bytes(manifest.ToJsonString());
    }

    public static JsonObject Descriptor(string mediaType, byte[] content) =>
        new() { ["mediaType"] = mediaType, ["digest"] = DigestOf(content), ["size"] = content.Length };

    public static string Location(HttpResponseMessage response) => response.Headers.Location!.ToString();

    public static string Header(HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues(name, out IEnumerable<string>? values) ? string.Join(",", values) : "";

    /// <summary>`CODE: message` of the first error in the body.</summary>
    public static async Task<string> ErrorAsync(HttpResponseMessage response)
    {
        JsonNode error = JsonNode.Parse(await response.Content.ReadAsStringAsync(Cancellation.Token))!["errors"]![0]!;
        return $"{error["code"]}: {error["message"]}";
    }

    public void Dispose() => _client.Dispose();
}
