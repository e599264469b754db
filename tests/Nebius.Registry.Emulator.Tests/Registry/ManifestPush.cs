using System.Net;
using System.Text.Json.Nodes;

namespace Nebius.Registry.Emulator.Tests;

/// <summary>https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#pushing-manifests</summary>
public sealed class ManifestPush(WorldFixture fixture) : IClassFixture<WorldFixture>
{
    [Fact]
    public async Task A_manifest_pushed_by_tag_is_stored_with_its_tag()
    {
        using RegistryUser user = fixture.AddUser();
        byte[] manifest = await user.PrepareImageAsync("app");

        HttpResponseMessage response = await PutAsync(user, "v1", manifest, HttpStatusCode.Created);

        Assert.Equal(RegistryUser.DigestOf(manifest), RegistryUser.Header(response, "Docker-Content-Digest"));
        Assert.EndsWith($"/app/manifests/{RegistryUser.DigestOf(manifest)}", RegistryUser.Location(response), StringComparison.Ordinal);
        Assert.Equal(["v1"], user.Registry.Content.Tags("app"));
    }

    [Fact]
    public async Task A_manifest_pushed_by_digest_has_no_tag()
    {
        using RegistryUser user = fixture.AddUser();
        byte[] manifest = await user.PrepareImageAsync("app");

        await PutAsync(user, RegistryUser.DigestOf(manifest), manifest, HttpStatusCode.Created);

        Assert.Empty(user.Registry.Content.Tags("app"));
        Assert.NotNull(user.Registry.FindManifest("app", RegistryUser.DigestOf(manifest)));
    }

    [Fact]
    public async Task A_tag_moves_to_a_new_manifest_and_the_old_one_stays_by_digest()
    {
        using RegistryUser user = fixture.AddUser();
        string old = await user.PushImageAsync("app", "latest");
        string now = await user.PushImageAsync("app", "latest", new JsonObject { ["annotations"] = new JsonObject { ["a"] = "b" } });

        Assert.Equal(now, user.Registry.FindManifest("app", "latest")?.Digest);
        await user.ExpectAsync(HttpStatusCode.OK, HttpMethod.Head, $"app/manifests/{old}");
    }

    [Fact]
    public async Task An_index_of_pushed_manifests_is_accepted()
    {
        using RegistryUser user = fixture.AddUser();
        byte[] manifest = await user.PrepareImageAsync("app");
        await user.PushImageAsync("app", RegistryUser.DigestOf(manifest));

        await PutAsync(user, "multi", Index(manifest), HttpStatusCode.Created, RegistryUser.IndexType);

        Assert.Equal([RegistryUser.DigestOf(manifest)], user.Registry.FindManifest("app", "multi")?.Manifests);
    }

    [Fact]
    public async Task An_index_of_manifests_that_were_not_pushed_is_refused()
    {
        using RegistryUser user = fixture.AddUser();

        HttpResponseMessage response = await PutAsync(
            user, "multi", Index(RegistryUser.Bytes("{}")), HttpStatusCode.NotFound, RegistryUser.IndexType);

        Assert.StartsWith("MANIFEST_BLOB_UNKNOWN", await RegistryUser.ErrorAsync(response), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_manifest_whose_blobs_were_not_pushed_is_refused()
    {
        using RegistryUser user = fixture.AddUser();
        byte[] manifest = await user.PrepareImageAsync("elsewhere");

        HttpResponseMessage response = await PutAsync(user, "v1", manifest, HttpStatusCode.NotFound);

        Assert.StartsWith("MANIFEST_BLOB_UNKNOWN", await RegistryUser.ErrorAsync(response), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_manifest_whose_layers_have_URLs_needs_no_layer_push()
    {
        using RegistryUser user = fixture.AddUser();
        JsonObject layer = RegistryUser.Descriptor(
            "application/vnd.oci.image.layer.nondistributable.v1.tar", RegistryUser.Bytes("not here"));
        layer["urls"] = new JsonArray("https://example.test/layer");

        await user.PushImageAsync("app", "v1", new JsonObject { ["layers"] = new JsonArray(layer) });
    }

    [Theory]
    [InlineData("not json", RegistryUser.ManifestType)]
    [InlineData("[]", RegistryUser.ManifestType)]
    [InlineData("{}", RegistryUser.ManifestType)]
    [InlineData("""{"config":{"digest":"sha256:short"}}""", RegistryUser.ManifestType)]
    [InlineData($$"""{"mediaType":"{{RegistryUser.ManifestType}}","manifests":[]}""", RegistryUser.IndexType)]
    public async Task A_malformed_manifest_is_refused(string text, string contentType)
    {
        using RegistryUser user = fixture.AddUser();

        HttpResponseMessage response = await PutAsync(user, "v1", RegistryUser.Bytes(text), HttpStatusCode.BadRequest, contentType);

        Assert.StartsWith("MANIFEST_INVALID", await RegistryUser.ErrorAsync(response), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")]
    [InlineData("sha256:baddigeststring")]
    [InlineData("-not-a-tag")]
    public async Task A_manifest_reference_that_is_invalid_or_does_not_match_is_refused(string reference)
    {
        using RegistryUser user = fixture.AddUser();

        await PutAsync(user, reference, await user.PrepareImageAsync("app"), HttpStatusCode.BadRequest);
    }

    [Theory]
    [InlineData(3_900_000, HttpStatusCode.Created)]
    [InlineData(4_300_000, HttpStatusCode.RequestEntityTooLarge)]
    public async Task A_manifest_of_up_to_4_MiB_is_accepted(int annotationSize, HttpStatusCode expected)
    {
        using RegistryUser user = fixture.AddUser();
        JsonObject large = new() { ["annotations"] = new JsonObject { ["large"] = new string('A', annotationSize) } };

        await PutAsync(user, "v1", await user.PrepareImageAsync("app", large), expected);
    }

    private static byte[] Index(byte[] manifest) => RegistryUser.Bytes(new JsonObject
    {
        ["schemaVersion"] = 2,
        ["mediaType"] = RegistryUser.IndexType,
        ["manifests"] = new JsonArray(RegistryUser.Descriptor(RegistryUser.ManifestType, manifest)),
    }.ToJsonString());

    private static Task<HttpResponseMessage> PutAsync(
        RegistryUser user, string reference, byte[] content, HttpStatusCode expected, string contentType = RegistryUser.ManifestType) =>
        user.ExpectAsync(expected, HttpMethod.Put, $"app/manifests/{reference}", content, contentType);
}
