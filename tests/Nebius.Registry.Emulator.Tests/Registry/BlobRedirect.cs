using System.Net;
using System.Net.Http.Headers;

namespace Nebius.Registry.Emulator.Tests;

/// <summary>A blob is in object storage; the registry only tells where.</summary>
public sealed class BlobRedirect(WorldFixture fixture) : IClassFixture<WorldFixture>
{
    private static readonly byte[] Blob = RegistryUser.Bytes("0123456789");

    [Fact]
    public async Task A_get_is_sent_to_the_storage_of_the_region()
    {
        using RegistryUser user = fixture.AddUser();

        string location = await RedirectAsync(user);

        Assert.StartsWith("https://storage.eu-west1.nebius.cloud/", location, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_link_alone_gives_the_blob()
    {
        using RegistryUser user = fixture.AddUser();
        using HttpClient client = new(fixture.World.CreateHandler());

        byte[] content = await client.GetByteArrayAsync(new Uri(await RedirectAsync(user)), Cancellation.Token);

        Assert.Equal(Blob, content);
    }

    [Fact]
    public async Task A_client_that_brings_its_token_along_is_refused()
    {
        using RegistryUser user = fixture.AddUser();
        string location = await RedirectAsync(user);

        await user.ExpectAsync(HttpStatusCode.BadRequest, HttpMethod.Get, location);
    }

    [Fact]
    public async Task A_link_expires()
    {
        using RegistryUser user = fixture.AddUser();
        string location = await RedirectAsync(user);
        fixture.Clock.Advance(TimeSpan.FromMinutes(6));

        Assert.Equal(HttpStatusCode.Forbidden, await GetStatusAsync(location));
    }

    [Fact]
    public async Task A_link_opens_its_own_blob_only()
    {
        using RegistryUser user = fixture.AddUser();
        string location = await RedirectAsync(user);
        string hash = RegistryUser.DigestOf(Blob)["sha256:".Length..];

        Assert.Equal(HttpStatusCode.Forbidden, await GetStatusAsync(location.Replace(hash, new string('0', 64), StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_range_is_served()
    {
        using RegistryUser user = fixture.AddUser();
        using HttpClient client = new(fixture.World.CreateHandler());
        using HttpRequestMessage request = new(HttpMethod.Get, await RedirectAsync(user));
        request.Headers.Range = new RangeHeaderValue(3, 5);

        HttpResponseMessage response = await client.SendAsync(request, Cancellation.Token);

        Assert.Equal(HttpStatusCode.PartialContent, response.StatusCode);
        Assert.Equal("345", await response.Content.ReadAsStringAsync(Cancellation.Token));
    }

    private async Task<HttpStatusCode> GetStatusAsync(string location)
    {
        using HttpClient client = new(fixture.World.CreateHandler());
        using HttpResponseMessage response = await client.GetAsync(new Uri(location), Cancellation.Token);
        return response.StatusCode;
    }

    private static async Task<string> RedirectAsync(RegistryUser user)
    {
        string digest = await user.PushBlobAsync("app", Blob);
        return RegistryUser.Location(await user.ExpectAsync(HttpStatusCode.TemporaryRedirect, HttpMethod.Get, $"app/blobs/{digest}"));
    }
}
