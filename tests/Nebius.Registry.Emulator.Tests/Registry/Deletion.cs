using System.Net;

namespace Nebius.Registry.Emulator.Tests;

/// <summary>https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#content-management</summary>
public sealed class Deletion(WorldFixture fixture) : IClassFixture<WorldFixture>
{
    [Fact]
    public async Task Deleting_a_tag_keeps_its_manifest()
    {
        using RegistryUser user = fixture.AddUser();
        string digest = await user.PushImageAsync("app", "v1");

        await user.ExpectAsync(HttpStatusCode.Accepted, HttpMethod.Delete, "app/manifests/v1");

        await user.ExpectAsync(HttpStatusCode.NotFound, HttpMethod.Head, "app/manifests/v1");
        await user.ExpectAsync(HttpStatusCode.OK, HttpMethod.Head, $"app/manifests/{digest}");
    }

    [Fact]
    public async Task Deleting_a_manifest_deletes_its_tags()
    {
        using RegistryUser user = fixture.AddUser();
        string digest = await user.PushImageAsync("app", "v1");
        await user.PushImageAsync("app", "v2");

        await user.ExpectAsync(HttpStatusCode.Accepted, HttpMethod.Delete, $"app/manifests/{digest}");

        await user.ExpectAsync(HttpStatusCode.NotFound, HttpMethod.Head, $"app/manifests/{digest}");
        Assert.Empty(user.Registry.Content.Tags("app"));
    }

    [Fact]
    public async Task A_deleted_blob_is_gone_from_its_repository_only()
    {
        using RegistryUser user = fixture.AddUser();
        string digest = await user.PushBlobAsync("app", RegistryUser.Bytes("blob"));
        await user.PushBlobAsync("other", RegistryUser.Bytes("blob"));

        await user.ExpectAsync(HttpStatusCode.Accepted, HttpMethod.Delete, $"app/blobs/{digest}");

        await user.ExpectAsync(HttpStatusCode.NotFound, HttpMethod.Head, $"app/blobs/{digest}");
        await user.ExpectAsync(HttpStatusCode.OK, HttpMethod.Head, $"other/blobs/{digest}");
    }

    [Theory]
    [InlineData("app/manifests/missing")]
    [InlineData("app/manifests/sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")]
    [InlineData("app/blobs/sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")]
    public async Task Deleting_a_missing_tag_manifest_or_blob_is_not_found(string path)
    {
        using RegistryUser user = fixture.AddUser();
        await user.PushImageAsync("app", "v1");

        await user.ExpectAsync(HttpStatusCode.NotFound, HttpMethod.Delete, path);
    }
}
