using System.Net;
using System.Net.Http.Headers;

namespace Nebius.Registry.Emulator.Tests;

/// <summary>Blobs are in object storage, to which the registry only redirects.</summary>
public sealed class BlobRedirect(WorldFixture fixture) : IClassFixture<WorldFixture>
{
    private static readonly byte[] Blob = RegistryUser.Bytes("0123456789");

    [Fact]
    public async Task A_blob_download_is_redirected_to_the_storage_of_the_region()
    {
        using RegistryUser user = fixture.AddUser();

        string location = await RedirectAsync(user);

        Assert.StartsWith("https://storage.eu-west1.nebius.cloud/", location, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_storage_link_gives_the_blob_without_a_token()
    {
        using RegistryUser user = fixture.AddUser();
        using HttpClient client = new(fixture.World.CreateHandler());

        byte[] content = await client.GetByteArrayAsync(new Uri(await RedirectAsync(user)), Cancellation.Token);

        Assert.Equal(Blob, content);
    }

    [Fact]
    public async Task The_storage_refuses_a_client_that_also_sends_its_token()
    {
        using RegistryUser user = fixture.AddUser();
        string location = await RedirectAsync(user);

        await user.ExpectAsync(HttpStatusCode.BadRequest, HttpMethod.Get, location);
    }

    [Fact]
    public async Task A_storage_link_expires()
    {
        using RegistryUser user = fixture.AddUser();
        string location = await RedirectAsync(user);
        fixture.Clock.Advance(TimeSpan.FromMinutes(6));

        Assert.Equal(HttpStatusCode.Forbidden, await GetStatusAsync(location));
    }

    [Fact]
    public async Task A_storage_link_opens_only_its_own_blob()
    {
        using RegistryUser user = fixture.AddUser();
        string location = await RedirectAsync(user);
        string hash = RegistryUser.DigestOf(Blob)["sha256:".Length..];

        Assert.Equal(HttpStatusCode.Forbidden, await GetStatusAsync(location.Replace(hash, new string('0', 64), StringComparison.Ordinal)));
    }

    [Fact]
    public async Task The_storage_serves_a_range_of_a_blob()
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
