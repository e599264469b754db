using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Nebius.Registry.Copying;
using Nebius.Registry.Credentials;
using Nebius.Registry.Emulator;
using Nebius.Registry.Oci;
using Nebius.Registry.Tests.Support;

namespace Nebius.Registry.Tests.Copying;

/// <summary>A registry in each of three regions, an account that may push to all of them, and images in the first.</summary>
internal sealed class CopyScene : IAsyncDisposable
{
    public const string OciManifest = "application/vnd.oci.image.manifest.v1+json";
    public const string OciIndex = "application/vnd.oci.image.index.v1+json";
    public const string OciConfig = "application/vnd.oci.image.config.v1+json";
    public const string OciLayer = "application/vnd.oci.image.layer.v1.tar+gzip";

    private CopyScene(EmulatorWorld world)
    {
        World = world;
        Account = world.Iam.AddServiceAccount();
        Key = world.Iam.IssueStaticKey(Account);
        (North, West, Central) = (Add("e00abc", "eu-north1"), Add("e01abc", "eu-west1"), Add("u00abc", "us-central1"));
    }

    public EmulatorWorld World { get; }

    public ServiceAccount Account { get; }

    public StaticKey Key { get; }

    public EmulatedRegistry North { get; }

    public EmulatedRegistry West { get; }

    public EmulatedRegistry Central { get; }

    public static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static async Task<CopyScene> StartAsync() => new(await EmulatorWorld.StartAsync(cancellationToken: Cancel));

    /// <summary>Gets the password for a host; null for a host without one.</summary>
    public Func<RegistryHost, string?>? PasswordFor { get; set; }

    /// <summary>Gets what answers a request in place of a registry; null leaves it to the registry.</summary>
    public Func<HttpRequestMessage, HttpResponseMessage?>? Answer { get; set; }

    /// <summary>Copies the app from eu-north1 to other registries.</summary>
    public Task<ImageCopyReport> CopyAsync(
        string reference,
        EmulatedRegistry[] targets,
        string[]? tags = null,
        ImageCopyOptions? options = null,
        string repository = "app",
        CancellationToken? cancellationToken = null) => new ImageCopier(
            new Keys(PasswordFor ?? (_ => Key.Token)),
            (options ?? new()) with { CreateHandler = CreateHandler, Attempts = new PushRetryPolicy { Time = new InstantTime() } })
        .CopyAsync(
            new ImageCopySource(HostOf(North), $"{North.Id}/app", reference),
            [.. targets.Select(target => new ImageCopyTarget(HostOf(target), $"{target.Id}/{repository}", tags ?? ["1.2.3"]))],
            cancellationToken ?? Cancel);

    /// <summary>Pushes an image with random layers, and returns its digest.</summary>
    public async Task<string> PushImageAsync(EmulatedRegistry registry, string reference, params int[] layers)
    {
        var config = await PushBlobAsync(registry, Encoding.UTF8.GetBytes($$"""{ "os": "linux", "architecture": "{{reference}}" }"""), OciConfig);
        var pushed = new JsonArray();
        foreach (var size in layers)
        {
            pushed.Add(await PushBlobAsync(registry, RandomNumberGenerator.GetBytes(size), OciLayer));
        }

        return await PushManifestAsync(
            registry, reference, OciManifest, new() { ["schemaVersion"] = 2, ["mediaType"] = OciManifest, ["config"] = config, ["layers"] = pushed });
    }

    /// <summary>Pushes an index of images, and returns its digest.</summary>
    public Task<string> PushIndexAsync(EmulatedRegistry registry, string reference, params string[] digests) => PushManifestAsync(
        registry,
        reference,
        OciIndex,
        new()
        {
            ["schemaVersion"] = 2,
            ["mediaType"] = OciIndex,
            ["manifests"] = new JsonArray([.. digests.Select(digest => Descriptor(digest, SizeOf(registry, digest), OciManifest))]),
        });

    public async Task<JsonObject> PushBlobAsync(EmulatedRegistry registry, byte[] content, string mediaType)
    {
        var digest = OciDigest.OfContent(content);
        using var client = await ClientAsync(registry);
        using var body = new ByteArrayContent(content);
        using var response = await client.PostAsync(new Uri($"/v2/{registry.Id}/app/blobs/uploads/?digest={digest}", UriKind.Relative), body, Cancel);
        response.EnsureSuccessStatusCode();
        return Descriptor(digest, content.Length, mediaType);
    }

    /// <summary>Pushes a manifest by a reference, or by its digest without one, and returns its digest.</summary>
    public async Task<string> PushManifestAsync(EmulatedRegistry registry, string? reference, string mediaType, JsonObject manifest)
    {
        var content = JsonSerializer.SerializeToUtf8Bytes(manifest);
        var digest = OciDigest.OfContent(content);
        using var client = await ClientAsync(registry);
        using var body = new ByteArrayContent(content) { Headers = { ContentType = new MediaTypeHeaderValue(mediaType) } };
        using var response = await client.PutAsync(new Uri($"/v2/{registry.Id}/app/manifests/{reference ?? digest}", UriKind.Relative), body, Cancel);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync(Cancel));
        return digest;
    }

    /// <summary>Pushes a manifest that refers to another one, and returns its digest.</summary>
    public async Task<string> PushReferrerAsync(EmulatedRegistry registry, string subject, string text = "signed")
    {
        var config = await PushBlobAsync(registry, "{}"u8.ToArray(), "application/vnd.oci.empty.v1+json");
        var content = await PushBlobAsync(registry, Encoding.UTF8.GetBytes(text), "application/vnd.example.signature");
        return await PushManifestAsync(registry, null, OciManifest, new()
        {
            ["schemaVersion"] = 2,
            ["mediaType"] = OciManifest,
            ["artifactType"] = "application/vnd.example.signature",
            ["config"] = config,
            ["layers"] = new JsonArray(content),
            ["subject"] = Descriptor(subject, SizeOf(registry, subject), OciManifest),
            ["annotations"] = new JsonObject { ["example"] = text },
        });
    }

    public async Task DeleteAsync(EmulatedRegistry registry, string path)
    {
        using var client = await ClientAsync(registry);
        using var response = await client.DeleteAsync(new Uri($"/v2/{registry.Id}/app/{path}", UriKind.Relative), Cancel);
        response.EnsureSuccessStatusCode();
    }

    /// <summary>Asserts that the copy has the same digest, and everything that its manifests name.</summary>
    public static void IsWhole(EmulatedRegistry registry, string reference, string digest, string repository = "app")
    {
        var manifest = registry.FindManifest(repository, reference);
        Assert.Equal(digest, manifest?.Digest);
        var content = ManifestContent.Parse([.. manifest!.Content], null);
        Assert.All(content.Blobs, blob => Assert.NotNull(registry.Content.FindBlob(repository, blob.Digest)));
        Assert.All(content.Manifests, child => IsWhole(registry, child.Digest, child.Digest, repository));
    }

    public async ValueTask DisposeAsync() => await World.DisposeAsync();

    public static JsonObject Descriptor(string digest, long size, string mediaType) => new() { ["mediaType"] = mediaType, ["digest"] = digest, ["size"] = size };

    // As in the library's own handlers.
    private HttpMessageHandler CreateHandler()
    {
        var handler = World.CreateHandler();
        handler.AllowAutoRedirect = false;
        return Answer is null ? handler : new Answers(Answer, handler);
    }

    private static RegistryHost HostOf(EmulatedRegistry registry) => RegistryHost.ForRegion(registry.Region);

    private static int SizeOf(EmulatedRegistry registry, string digest) => registry.FindManifest("app", digest)!.Content.Length;

    private EmulatedRegistry Add(string id, string region)
    {
        var registry = World.Registries.Add(id, region);
        registry.Grant(Account, RegistryRights.Push);
        return registry;
    }

    private async Task<HttpClient> ClientAsync(EmulatedRegistry registry)
    {
        var client = new HttpClient(World.CreateHandler()) { BaseAddress = new Uri($"https://{registry.Host}") };
        var login = Convert.ToBase64String(Encoding.UTF8.GetBytes($"iam:{Key.Token}"));
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", login);
        var address = $"/v2/token/?service={registry.Host}&scope=repository:{registry.Id}/app:pull,push,delete";
        using var answer = JsonDocument.Parse(await client.GetStringAsync(new Uri(address, UriKind.Relative), Cancel));
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", answer.RootElement.GetProperty("token").GetString());
        return client;
    }

    private sealed class Keys(Func<RegistryHost, string?> keyFor) : ICredentialProvider
    {
        public Task<CredentialResolution> ResolveAsync(RegistryHost host, CancellationToken cancellationToken) => keyFor(host) is { } key
            ? Task.FromResult(new CredentialResolution { Credential = Hosts.Credential(key, host) })
            : throw new NebiusRegistryException(MessageCodes.NoCredential, $"No credential for {host} was found.");

        public Task<CredentialResolution?> RenewAsync(RegistryCredential refused, CancellationToken cancellationToken) =>
            Task.FromResult<CredentialResolution?>(null);

        public bool HasAccessToken() => false;

        public Task<ApiToken> ResolveAccessTokenAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<ApiToken?> RenewAccessTokenAsync(ApiToken refused, CancellationToken cancellationToken) => throw new NotSupportedException();
    }

    private sealed class Answers(Func<HttpRequestMessage, HttpResponseMessage?> answer, HttpMessageHandler registry) : DelegatingHandler(registry)
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (answer(request) is not { } response)
            {
                return base.SendAsync(request, cancellationToken);
            }

            response.RequestMessage = request;
            return Task.FromResult(response);
        }
    }
}
