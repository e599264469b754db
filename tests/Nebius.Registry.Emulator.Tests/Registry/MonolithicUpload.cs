using System.Net;
using System.Security.Cryptography;

namespace Nebius.Registry.Emulator.Tests;

/// <summary>https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#pushing-a-blob-monolithically</summary>
public sealed class MonolithicUpload(WorldFixture fixture) : IClassFixture<WorldFixture>
{
    private static readonly byte[] Blob = RegistryUser.Bytes("a blob");

    [Fact]
    public async Task Post_then_put()
    {
        using RegistryUser user = fixture.AddUser();
        string location = await user.StartUploadAsync("app");

        HttpResponseMessage response = await user.ExpectAsync(
            HttpStatusCode.Created, HttpMethod.Put, $"{location}&digest={RegistryUser.DigestOf(Blob)}", Blob);

        Assert.Equal(RegistryUser.DigestOf(Blob), RegistryUser.Header(response, "Docker-Content-Digest"));
        await user.ExpectAsync(HttpStatusCode.OK, HttpMethod.Head, RegistryUser.Location(response));
        Assert.Equal(Blob, user.Registry.Content.FindBlob("app", RegistryUser.DigestOf(Blob)));
    }

    [Fact]
    public async Task One_post_with_the_digest()
    {
        using RegistryUser user = fixture.AddUser();

        HttpResponseMessage response = await user.ExpectAsync(
            HttpStatusCode.Created, HttpMethod.Post, $"app/blobs/uploads/?digest={RegistryUser.DigestOf(Blob)}", Blob);

        await user.ExpectAsync(HttpStatusCode.OK, HttpMethod.Head, RegistryUser.Location(response));
    }

    [Fact]
    public async Task Sha512_is_a_digest_too()
    {
        using RegistryUser user = fixture.AddUser();
        string digest = "sha512:" + Convert.ToHexStringLower(SHA512.HashData(Blob));

        await user.ExpectAsync(HttpStatusCode.Created, HttpMethod.Post, $"app/blobs/uploads/?digest={digest}", Blob);

        await user.ExpectAsync(HttpStatusCode.OK, HttpMethod.Head, $"app/blobs/{digest}");
    }

    [Fact]
    public async Task The_empty_blob_is_a_blob()
    {
        using RegistryUser user = fixture.AddUser();

        string digest = await user.PushBlobAsync("app", []);

        HttpResponseMessage response = await user.ExpectAsync(HttpStatusCode.OK, HttpMethod.Head, $"app/blobs/{digest}");
        Assert.Equal(0, response.Content.Headers.ContentLength);
    }

    [Theory]
    [InlineData("sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")]
    [InlineData("sha256:baddigeststring")]
    [InlineData("md5:d41d8cd98f00b204e9800998ecf8427e")]
    [InlineData("")]
    public async Task A_digest_that_does_not_match_is_refused_by_the_put(string digest)
    {
        using RegistryUser user = fixture.AddUser();
        string location = await user.StartUploadAsync("app");

        HttpResponseMessage response = await user.ExpectAsync(
            HttpStatusCode.BadRequest, HttpMethod.Put, $"{location}&digest={digest}", Blob);

        Assert.StartsWith("DIGEST_INVALID", await RegistryUser.ErrorAsync(response), StringComparison.Ordinal);
        await user.ExpectAsync(HttpStatusCode.NotFound, HttpMethod.Head, $"app/blobs/{RegistryUser.DigestOf(Blob)}");
    }

    [Fact]
    public async Task A_digest_that_does_not_match_is_refused_by_the_single_post()
    {
        using RegistryUser user = fixture.AddUser();

        await user.ExpectAsync(
            HttpStatusCode.BadRequest, HttpMethod.Post, $"app/blobs/uploads/?digest={RegistryUser.DigestOf([])}", Blob);
    }

    [Fact]
    public async Task A_session_ends_with_its_blob()
    {
        using RegistryUser user = fixture.AddUser();
        string location = await user.StartUploadAsync("app");
        await user.ExpectAsync(HttpStatusCode.Created, HttpMethod.Put, $"{location}&digest={RegistryUser.DigestOf(Blob)}", Blob);

        HttpResponseMessage response = await user.ExpectAsync(HttpStatusCode.NotFound, HttpMethod.Get, location);

        Assert.StartsWith("BLOB_UPLOAD_UNKNOWN", await RegistryUser.ErrorAsync(response), StringComparison.Ordinal);
    }
}
