using System.Net;

namespace Nebius.Registry.Emulator.Tests;

/// <summary>https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#mounting-a-blob-from-another-repository</summary>
public sealed class BlobMount(WorldFixture fixture) : IClassFixture<WorldFixture>
{
    private static readonly byte[] Blob = RegistryUser.Bytes("a blob");

    [Fact]
    public async Task A_mounted_blob_of_another_repository_is_linked()
    {
        using RegistryUser user = fixture.AddUser();
        string digest = await user.PushBlobAsync("base", Blob);

        HttpResponseMessage response = await MountAsync(user, digest, $"{user.Registry.Id}/base", HttpStatusCode.Created);

        Assert.Equal(digest, RegistryUser.Header(response, "Docker-Content-Digest"));
        await user.ExpectAsync(HttpStatusCode.OK, HttpMethod.Head, RegistryUser.Location(response));
    }

    [Fact]
    public async Task A_blob_of_another_repository_is_not_found_without_a_mount()
    {
        using RegistryUser user = fixture.AddUser();
        string digest = await user.PushBlobAsync("base", Blob);
        await user.StartUploadAsync("app");

        await user.ExpectAsync(HttpStatusCode.NotFound, HttpMethod.Head, $"app/blobs/{digest}");
    }

    [Theory]
    [InlineData("{id}/missing")]
    [InlineData("e00other/base")]
    [InlineData("dotnet/runtime")]
    [InlineData("noslash")]
    [InlineData("")]
    public async Task A_blob_that_cannot_be_mounted_becomes_an_upload_session(string from)
    {
        using RegistryUser user = fixture.AddUser();
        await user.PushBlobAsync("base", Blob);

        HttpResponseMessage response = await MountAsync(
            user, RegistryUser.DigestOf(Blob), from.Replace("{id}", user.Registry.Id, StringComparison.Ordinal), HttpStatusCode.Accepted);

        string location = RegistryUser.Location(response);
        await user.ExpectAsync(HttpStatusCode.Created, HttpMethod.Put, $"{location}&digest={RegistryUser.DigestOf(Blob)}", Blob);
    }

    [Fact]
    public async Task A_blob_is_not_mounted_from_a_repository_without_pull_rights()
    {
        using RegistryUser owner = fixture.AddUser();
        string digest = await owner.PushBlobAsync("base", Blob);
        using RegistryUser user = fixture.AddUser();

        await MountAsync(user, digest, $"{owner.Registry.Id}/base", HttpStatusCode.Accepted);
    }

    private static Task<HttpResponseMessage> MountAsync(RegistryUser user, string digest, string from, HttpStatusCode expected) =>
        user.ExpectAsync(expected, HttpMethod.Post, $"app/blobs/uploads/?mount={digest}&from={from}", []);
}
