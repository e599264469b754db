using System.Net;
using Grpc.Core;
using Nebius.Registry.Iam.Protos;

namespace Nebius.Registry.Emulator.Tests;

/// <summary>StaticKeyService.Delete and Revoke.</summary>
public sealed class KeyRemoval : IClassFixture<WorldFixture>, IDisposable
{
    private readonly WorldFixture _fixture;
    private readonly ApiUser _user;
    private readonly StaticKey _key;

    public KeyRemoval(WorldFixture fixture)
    {
        _fixture = fixture;
        _user = new ApiUser(fixture.World);
        _key = fixture.World.Iam.IssueStaticKey(_user.Account);
    }

    public static TheoryData<string> Ways => ["delete", "revoke", "revoke without the signature"];

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task The_registry_rejects_a_key_that_was_removed(string way)
    {
        using TokenClient registry = new(_fixture.World);
        string before = await registry.GetTokenAsync(_key.Token);

        Operation operation = await RemoveAsync(way);

        Assert.Equal((_key.Id, 0), (operation.ResourceId, operation.Status.Code));
        Assert.Equal(HttpStatusCode.Unauthorized, (await registry.RequestTokenAsync(_key.Token)).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, await registry.GetStatusAsync(before, HttpMethod.Get, "/v2/"));
        ServiceError error = await ApiUser.ExpectAsync(
            StatusCode.NotFound, () => _user.Keys.GetAsync(new GetStaticKeyRequest { Id = _key.Id }, _user.Options()));
        Assert.Equal(_key.Id, error.ResourceNotFound.ResourceId);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Removing_a_key_that_is_gone_is_not_found(string way)
    {
        await RemoveAsync(way);

        await ApiUser.ExpectAsync(StatusCode.NotFound, () => Remove(way, _user));
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Removing_a_key_is_denied_for_an_account_that_may_only_view_keys(string way)
    {
        ServiceAccount viewer = _fixture.World.Iam.AddServiceAccount();
        _fixture.World.Iam.AllowKeyViewing(viewer, _key.ProjectId);
        using ApiUser other = new(_fixture.World, viewer);

        ServiceError error = await ApiUser.ExpectAsync(StatusCode.PermissionDenied, () => Remove(way, other));

        Assert.Equal(_key.Id, error.PermissionDenied.ResourceId);
        Assert.Contains(_key, _fixture.World.Iam.StaticKeys);
    }

    [Fact]
    public async Task An_expired_key_can_be_removed()
    {
        StaticKey key = _fixture.World.Iam.IssueStaticKey(_user.Account, expires: _fixture.Clock.GetUtcNow());

        await _user.Keys.RevokeAsync(new RevokeStaticKeyRequest { Token = key.Token }, _user.Options());

        Assert.DoesNotContain(key, _fixture.World.Iam.StaticKeys);
    }

    [Theory]
    [InlineData("v1.unknown")]
    [InlineData("v1.unknown.sig")]
    [InlineData("unknown")]
    public async Task Revoking_a_token_that_was_never_issued_is_not_found_and_does_not_repeat_it(string token)
    {
        RpcException refusal = await Assert.ThrowsAsync<RpcException>(
            async () => await _user.Keys.RevokeAsync(new RevokeStaticKeyRequest { Token = token }, _user.Options()));

        Assert.Equal(StatusCode.NotFound, refusal.StatusCode);
        Assert.DoesNotContain("unknown", refusal.ToString() + ApiUser.ErrorOf(refusal), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Revoking_without_a_token_is_a_violation()
    {
        ServiceError error = await ApiUser.ExpectAsync(
            StatusCode.InvalidArgument, () => _user.Keys.RevokeAsync(new RevokeStaticKeyRequest(), _user.Options()));

        Assert.Equal("token", Assert.Single(error.BadRequest.Violations).Field);
    }

    public void Dispose() => _user.Dispose();

    private async Task<Operation> RemoveAsync(string way) => await Remove(way, _user);

    private AsyncUnaryCall<Operation> Remove(string way, ApiUser user) => way switch
    {
        "delete" => user.Keys.DeleteAsync(new DeleteStaticKeyRequest { Id = _key.Id }, user.Options()),
        "revoke" => user.Keys.RevokeAsync(new RevokeStaticKeyRequest { Token = _key.Token }, user.Options()),
        _ => user.Keys.RevokeAsync(
            new RevokeStaticKeyRequest { Token = _key.Token[.._key.Token.LastIndexOf('.')] }, user.Options()),
    };
}
