using System.Net;

namespace Nebius.Registry.Emulator.Tests;

public sealed class Rights(WorldFixture fixture) : IClassFixture<WorldFixture>
{
    [Fact]
    public async Task An_account_that_may_only_pull_cannot_push_or_delete()
    {
        using RegistryUser user = fixture.AddUser();
        string digest = await user.PushImageAsync("app", "v1");
        user.Registry.Grant(user.Account, RegistryRights.Pull);

        await user.ExpectAsync(HttpStatusCode.OK, HttpMethod.Get, "app/manifests/v1");
        await ExpectDeniedAsync(user, HttpMethod.Post, "app/blobs/uploads/");
        await ExpectDeniedAsync(user, HttpMethod.Put, "app/manifests/v2");
        await ExpectDeniedAsync(user, HttpMethod.Delete, $"app/manifests/{digest}");
    }

    [Fact]
    public async Task An_account_without_rights_can_read_neither_manifests_nor_tags()
    {
        using RegistryUser user = fixture.AddUser(RegistryRights.None);

        await ExpectDeniedAsync(user, HttpMethod.Get, "app/manifests/v1");
        await ExpectDeniedAsync(user, HttpMethod.Get, "app/tags/list");
    }

    [Fact]
    public async Task A_registry_token_loses_rights_that_are_revoked()
    {
        using RegistryUser user = fixture.AddUser();
        await user.PushImageAsync("app", "v1");
        user.Registry.Revoke(user.Account);

        await ExpectDeniedAsync(user, HttpMethod.Get, "app/manifests/v1");
    }

    [Fact]
    public async Task An_anonymous_client_may_pull_with_an_anonymous_token_where_allowed()
    {
        using RegistryUser user = fixture.AddUser();
        await user.PushImageAsync("app", "v1");
        user.Registry.AllowAnonymousPull = true;
        string path = $"/v2/{user.Registry.Id}/app/manifests/v1";
        using TokenClient anybody = new(fixture.World);

        Assert.Equal(HttpStatusCode.Unauthorized, await anybody.GetStatusAsync(null, HttpMethod.Get, path));
        string token = await anybody.GetTokenAsync(null, $"?scope=repository:{user.Registry.Id}/app:pull");

        Assert.Equal(HttpStatusCode.OK, await anybody.GetStatusAsync(token, HttpMethod.Get, path));
    }

    [Theory]
    [InlineData(false, "pull")]
    [InlineData(true, "pull,push")]
    public async Task An_anonymous_client_gets_no_token_for_more_than_an_allowed_pull(bool allowAnonymousPull, string actions)
    {
        using RegistryUser user = fixture.AddUser();
        user.Registry.AllowAnonymousPull = allowAnonymousPull;
        using TokenClient anybody = new(fixture.World);

        HttpResponseMessage response = await anybody.RequestTokenAsync(null, $"?scope=repository:{user.Registry.Id}/app:{actions}");

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }

    private static async Task ExpectDeniedAsync(RegistryUser user, HttpMethod method, string path)
    {
        HttpResponseMessage response = await user.ExpectAsync(HttpStatusCode.Forbidden, method, path);
        Assert.StartsWith("DENIED", await RegistryUser.ErrorAsync(response), StringComparison.Ordinal);
    }
}
