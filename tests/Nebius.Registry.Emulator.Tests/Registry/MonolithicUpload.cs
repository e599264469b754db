using System.Net;
using System.Security.Cryptography;

namespace Nebius.Registry.Emulator.Tests;

/// <summary>https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#pushing-a-blob-monolithically</summary>
public sealed class MonolithicUpload(WorldFixture fixture) : IClassFixture<WorldFixture>
{
    private static readonly byte[] Blob = RegistryUser.Bytes("a blob");

    [Fact]
    public async Task A_blob_is_uploaded_by_POST_and_PUT()
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
    public async Task A_blob_is_uploaded_by_one_POST_with_its_digest()
    {
        using RegistryUser user = fixture.AddUser();

        HttpResponseMessage response = await user.ExpectAsync(
            HttpStatusCode.Created, HttpMethod.Post, $"app/blobs/uploads/?digest={RegistryUser.DigestOf(Blob)}", Blob);

        await user.ExpectAsync(HttpStatusCode.OK, HttpMethod.Head, RegistryUser.Location(response));
    }

    [Fact]
    public async Task A_blob_upload_with_a_sha512_digest_is_accepted()
    {
        using RegistryUser user = fixture.AddUser();
        string digest = "sha512:" + Convert.ToHexStringLower(SHA512.HashData(Blob));

        await user.ExpectAsync(HttpStatusCode.Created, HttpMethod.Post, $"app/blobs/uploads/?digest={digest}", Blob);

        await user.ExpectAsync(HttpStatusCode.OK, HttpMethod.Head, $"app/blobs/{digest}");
    }

    [Fact]
    public async Task An_empty_blob_can_be_uploaded()
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
    public async Task A_PUT_with_a_digest_that_does_not_match_is_refused(string digest)
    {
        using RegistryUser user = fixture.AddUser();
        string location = await user.StartUploadAsync("app");

        HttpResponseMessage response = await user.ExpectAsync(
            HttpStatusCode.BadRequest, HttpMethod.Put, $"{location}&digest={digest}", Blob);

        Assert.StartsWith("DIGEST_INVALID", await RegistryUser.ErrorAsync(response), StringComparison.Ordinal);
        await user.ExpectAsync(HttpStatusCode.NotFound, HttpMethod.Head, $"app/blobs/{RegistryUser.DigestOf(Blob)}");
    }

    [Fact]
    public async Task A_single_POST_with_a_digest_that_does_not_match_is_refused()
    {
        using RegistryUser user = fixture.AddUser();

        await user.ExpectAsync(
            HttpStatusCode.BadRequest, HttpMethod.Post, $"app/blobs/uploads/?digest={RegistryUser.DigestOf([])}", Blob);
    }

    [Fact]
    public async Task An_upload_session_ends_when_its_blob_is_stored()
    {
        using RegistryUser user = fixture.AddUser();
        string location = await user.StartUploadAsync("app");
        await user.ExpectAsync(HttpStatusCode.Created, HttpMethod.Put, $"{location}&digest={RegistryUser.DigestOf(Blob)}", Blob);

        HttpResponseMessage response = await user.ExpectAsync(HttpStatusCode.NotFound, HttpMethod.Get, location);

        Assert.StartsWith("BLOB_UPLOAD_UNKNOWN", await RegistryUser.ErrorAsync(response), StringComparison.Ordinal);
    }
}
