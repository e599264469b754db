using System.Net;

namespace Nebius.Registry.Emulator.Tests;

/// <summary>https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#pushing-a-blob-in-chunks</summary>
public sealed class ChunkedUpload(WorldFixture fixture) : IClassFixture<WorldFixture>
{
    private static readonly byte[] First = RegistryUser.Bytes("first,");
    private static readonly byte[] Second = RegistryUser.Bytes("second");
    private static readonly string Whole = RegistryUser.DigestOf([.. First, .. Second]);

    [Fact]
    public async Task Chunks_uploaded_in_order_make_the_blob()
    {
        using RegistryUser user = fixture.AddUser();
        string location = await AppendAsync(user, await user.StartUploadAsync("app"), First, "0-5");
        location = await AppendAsync(user, location, Second, "6-11");

        await user.ExpectAsync(HttpStatusCode.Created, HttpMethod.Put, $"{location}&digest={Whole}", []);

        await user.ExpectAsync(HttpStatusCode.OK, HttpMethod.Head, $"app/blobs/{Whole}");
    }

    [Fact]
    public async Task The_last_chunk_of_an_upload_may_come_with_the_PUT()
    {
        using RegistryUser user = fixture.AddUser();
        string location = await AppendAsync(user, await user.StartUploadAsync("app"), First, "0-5");

        await user.ExpectAsync(HttpStatusCode.Created, HttpMethod.Put, $"{location}&digest={Whole}", Second, contentRange: "6-11");

        await user.ExpectAsync(HttpStatusCode.OK, HttpMethod.Head, $"app/blobs/{Whole}");
    }

    [Fact]
    public async Task A_chunk_without_a_range_is_appended_to_the_upload()
    {
        using RegistryUser user = fixture.AddUser();
        string location = await AppendAsync(user, await user.StartUploadAsync("app"), First, contentRange: null);
        location = await AppendAsync(user, location, Second, contentRange: null);

        await user.ExpectAsync(HttpStatusCode.Created, HttpMethod.Put, $"{location}&digest={Whole}", []);
    }

    [Theory]
    [InlineData("6-11")]
    [InlineData("1-6")]
    [InlineData("0-99")]
    public async Task A_first_chunk_with_a_wrong_range_gives_416_and_changes_nothing(string contentRange)
    {
        using RegistryUser user = fixture.AddUser();
        string location = await user.StartUploadAsync("app");

        HttpResponseMessage refused = await user.ExpectAsync(
            HttpStatusCode.RequestedRangeNotSatisfiable, HttpMethod.Patch, location, First, contentRange: contentRange);

        location = await AppendAsync(user, RegistryUser.Location(refused), First, "0-5");
        await user.ExpectAsync(HttpStatusCode.Created, HttpMethod.Put, $"{location}&digest={RegistryUser.DigestOf(First)}", []);
    }

    [Fact]
    public async Task A_last_chunk_with_a_wrong_range_gives_416_and_the_session_stays_open()
    {
        using RegistryUser user = fixture.AddUser();
        string location = await AppendAsync(user, await user.StartUploadAsync("app"), First, "0-5");

        await user.ExpectAsync(
            HttpStatusCode.RequestedRangeNotSatisfiable, HttpMethod.Put, $"{location}&digest={Whole}", Second, contentRange: "7-12");

        await user.ExpectAsync(HttpStatusCode.Created, HttpMethod.Put, $"{location}&digest={Whole}", Second, contentRange: "6-11");
    }

    [Fact]
    public async Task A_malformed_content_range_gives_400()
    {
        using RegistryUser user = fixture.AddUser();
        string location = await user.StartUploadAsync("app");

        await user.ExpectAsync(HttpStatusCode.BadRequest, HttpMethod.Patch, location, First, contentRange: "all of it");
    }

    [Fact]
    public async Task The_status_of_an_upload_session_gives_the_received_range()
    {
        using RegistryUser user = fixture.AddUser();
        string location = await AppendAsync(user, await user.StartUploadAsync("app"), First, "0-5");

        HttpResponseMessage status = await user.ExpectAsync(HttpStatusCode.NoContent, HttpMethod.Get, location);

        Assert.Equal("0-5", RegistryUser.Header(status, "Range"));
        Assert.NotEmpty(RegistryUser.Location(status));
    }

    [Fact]
    public async Task A_cancelled_upload_session_is_gone()
    {
        using RegistryUser user = fixture.AddUser();
        string location = await user.StartUploadAsync("app");

        await user.ExpectAsync(HttpStatusCode.NoContent, HttpMethod.Delete, location);

        await user.ExpectAsync(HttpStatusCode.NotFound, HttpMethod.Patch, location, First, contentRange: "0-5");
    }

    private static async Task<string> AppendAsync(RegistryUser user, string location, byte[] chunk, string? contentRange) =>
        RegistryUser.Location(
            await user.ExpectAsync(HttpStatusCode.Accepted, HttpMethod.Patch, location, chunk, contentRange: contentRange));
}
