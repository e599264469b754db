using System.Net;

namespace Nebius.Registry.Emulator.Tests;

/// <summary>https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#pull</summary>
public sealed class Pull(WorldFixture fixture) : IClassFixture<WorldFixture>
{
    [Theory]
    [InlineData("tag")]
    [InlineData("digest")]
    public async Task A_pulled_manifest_is_byte_for_byte_the_pushed_one(string by)
    {
        using RegistryUser user = fixture.AddUser();
        byte[] manifest = await user.PrepareImageAsync("app");
        string digest = await user.PushImageAsync("app", "v1");

        HttpResponseMessage response = await user.ExpectAsync(
            HttpStatusCode.OK, HttpMethod.Get, $"app/manifests/{(by == "tag" ? "v1" : digest)}");

        Assert.Equal(manifest, await response.Content.ReadAsByteArrayAsync(Cancellation.Token));
        Assert.Equal(RegistryUser.ManifestType, response.Content.Headers.ContentType?.MediaType);
        Assert.Equal(digest, RegistryUser.Header(response, "Docker-Content-Digest"));
    }

    [Fact]
    public async Task A_HEAD_request_has_the_headers_of_the_GET_and_no_body()
    {
        using RegistryUser user = fixture.AddUser();
        byte[] manifest = await user.PrepareImageAsync("app");
        string digest = await user.PushImageAsync("app", "v1");

        HttpResponseMessage response = await user.ExpectAsync(HttpStatusCode.OK, HttpMethod.Head, "app/manifests/v1");

        Assert.Equal(manifest.Length, response.Content.Headers.ContentLength);
        Assert.Equal(digest, RegistryUser.Header(response, "Docker-Content-Digest"));
        Assert.Empty(await response.Content.ReadAsByteArrayAsync(Cancellation.Token));
    }

    [Fact]
    public async Task A_HEAD_request_for_a_blob_is_not_redirected_to_the_storage()
    {
        using RegistryUser user = fixture.AddUser();
        string digest = await user.PushBlobAsync("app", RegistryUser.Bytes("blob"));

        HttpResponseMessage response = await user.ExpectAsync(HttpStatusCode.OK, HttpMethod.Head, $"app/blobs/{digest}");

        Assert.Equal(4, response.Content.Headers.ContentLength);
        Assert.Equal(digest, RegistryUser.Header(response, "Docker-Content-Digest"));
    }

    [Theory]
    [InlineData("app/manifests/missing", "MANIFEST_UNKNOWN: manifest unknown: Tag not found for manifest missing")]
    [InlineData(
        "app/blobs/sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", "BLOB_UNKNOWN: blob unknown to registry")]
    public async Task A_missing_manifest_or_blob_gives_404_with_its_error_code(string path, string error)
    {
        using RegistryUser user = fixture.AddUser();
        await user.PushImageAsync("app", "v1");

        HttpResponseMessage response = await user.ExpectAsync(HttpStatusCode.NotFound, HttpMethod.Get, path);

        Assert.Equal(error, await RegistryUser.ErrorAsync(response));
    }

    [Fact]
    public async Task A_malformed_digest_finds_no_manifest()
    {
        using RegistryUser user = fixture.AddUser();
        await user.PushImageAsync("app", "v1");

        await user.ExpectAsync(HttpStatusCode.NotFound, HttpMethod.Get, "app/manifests/sha256:baddigeststring");
    }

    // Go clients read a body of a HEAD answer over HTTP/2 as a protocol error.
    [Theory]
    [InlineData("app/manifests/missing")]
    [InlineData("app/blobs/sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")]
    [InlineData("nothing/manifests/missing")]
    public async Task An_error_to_a_HEAD_request_has_no_body_over_HTTP_2(string path)
    {
        using RegistryUser user = fixture.AddUser();
        await user.PushImageAsync("app", "v1");

        int body = await Http2Wire.CountHeadBodyAsync(
            fixture.World, user.Registry.Host, $"/v2/{user.Registry.Id}/{path}", $"Bearer {user.AccessToken.Value}");

        Assert.Equal(0, body);
    }
}
