using Grpc.Core;
using Nebius.Registry.Iam.Protos;
using Proto = Nebius.Registry.Iam.Protos;

namespace Nebius.Registry.Emulator.Tests;

/// <summary>StaticKeyService.Get, GetByName, Find and List.</summary>
public sealed class KeyLookup : IClassFixture<WorldFixture>, IDisposable
{
    private readonly WorldFixture _fixture;
    private readonly ApiUser _user;

    public KeyLookup(WorldFixture fixture)
    {
        _fixture = fixture;
        _user = new ApiUser(fixture.World);
    }

    private IamDirectory Iam => _fixture.World.Iam;

    private string Project => _user.Account.ProjectId;

    [Fact]
    public async Task A_key_that_a_test_made_is_found_by_every_lookup_without_its_token()
    {
        StaticKey key = Iam.IssueStaticKey(_user.Account, token: "v1.PAYLOAD-canary.SIGNATURE-canary");

        Proto.StaticKey[] seen =
        [
            await _user.Keys.GetAsync(new GetStaticKeyRequest { Id = key.Id }, _user.Options()),
            await _user.FindAsync("v1.PAYLOAD-canary.SIGNATURE-canary"),
            await _user.FindAsync("v1.PAYLOAD-canary"),
            Assert.Single((await ListAsync(0, "")).Items),
        ];

        Assert.All(seen, one => Assert.Equal((key.Id, Project, true), (one.Metadata.Id, one.Metadata.ParentId, one.Status.Active)));
        Assert.All(seen, one => Assert.DoesNotContain("canary", one.ToString(), StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_static_key_is_found_by_its_name_and_project()
    {
        string id = (await _user.IssueAsync("ci")).Operation.ResourceId;

        Proto.StaticKey key = await GetByName(Project, "ci");

        Assert.Equal((id, "ci"), (key.Metadata.Id, key.Metadata.Name));
        string byHand = Iam.IssueStaticKey(_user.Account, name: "by-hand").Id;
        Assert.Equal(byHand, (await GetByName(Project, "by-hand")).Metadata.Id);
        await ApiUser.ExpectAsync(StatusCode.NotFound, () => GetByName(Project, "other"));
        await ApiUser.ExpectAsync(StatusCode.PermissionDenied, () => GetByName("project-e00other", "ci"));
    }

    [Fact]
    public async Task Looking_up_a_key_by_an_empty_name_is_a_violation()
    {
        await _user.IssueAsync();

        ServiceError error = await ApiUser.ExpectAsync(StatusCode.InvalidArgument, () => GetByName(Project, ""));

        Assert.Equal("name", Assert.Single(error.BadRequest.Violations).Field);
    }

    [Theory]
    [InlineData("v1.a")]
    [InlineData("v1.a.other")]
    [InlineData("v1")]
    [InlineData("a.b")]
    public async Task Finding_a_key_needs_its_token_in_full_or_without_the_signature(string token)
    {
        Iam.IssueStaticKey(_user.Account, token: "v1.a-b.c");

        await ApiUser.ExpectAsync(
            StatusCode.NotFound, () => _user.Keys.FindAsync(new FindStaticKeyRequest { Token = token }, _user.Options()));
    }

    [Fact]
    public async Task A_full_token_in_a_lookup_counts_as_a_secret_and_one_without_its_signature_does_not()
    {
        await ApiUser.ExpectAsync(
            StatusCode.NotFound, () => _user.Keys.FindAsync(new FindStaticKeyRequest { Token = "v1.sent.sig" }, _user.Options()));
        await ApiUser.ExpectAsync(
            StatusCode.NotFound, () => _user.Keys.FindAsync(new FindStaticKeyRequest { Token = "v1.sent" }, _user.Options()));

        Assert.Contains("v1.sent.sig", _fixture.World.Secrets);
        Assert.DoesNotContain("v1.sent", _fixture.World.Secrets);
    }

    [Fact]
    public async Task An_expired_key_is_found_and_not_active()
    {
        StaticKey key = Iam.IssueStaticKey(_user.Account, expires: _fixture.Clock.GetUtcNow().AddMinutes(1));
        _fixture.Clock.Advance(TimeSpan.FromMinutes(1));

        Assert.False((await _user.FindAsync(key.Token)).Status.Active);
    }

    [Fact]
    public async Task A_key_that_a_test_revoked_is_not_found()
    {
        StaticKey key = Iam.IssueStaticKey(_user.Account);
        Iam.Revoke(key);

        await ApiUser.ExpectAsync(
            StatusCode.NotFound, () => _user.Keys.FindAsync(new FindStaticKeyRequest { Token = key.Token }, _user.Options()));
    }

    [Fact]
    public async Task A_viewer_may_look_up_keys_and_an_account_without_rights_may_not()
    {
        StaticKey key = Iam.IssueStaticKey(_user.Account);
        Iam.AllowKeyViewing(_user.Account);
        await _user.FindAsync(key.Token);
        await ListAsync(0, "");

        Iam.ForbidKeys(_user.Account);

        ServiceError find = await ApiUser.ExpectAsync(
            StatusCode.PermissionDenied, () => _user.Keys.FindAsync(new FindStaticKeyRequest { Token = key.Token }, _user.Options()));
        ServiceError get = await ApiUser.ExpectAsync(
            StatusCode.PermissionDenied, () => _user.Keys.GetAsync(new GetStaticKeyRequest { Id = key.Id }, _user.Options()));
        ServiceError list = await ApiUser.ExpectAsync(StatusCode.PermissionDenied, () => List(0, ""));
        Assert.Equal(
            (key.Id, key.Id, Project),
            (find.PermissionDenied.ResourceId, get.PermissionDenied.ResourceId, list.PermissionDenied.ResourceId));
    }

    public void Dispose() => _user.Dispose();

    private AsyncUnaryCall<Proto.StaticKey> GetByName(string project, string name) =>
        _user.Keys.GetByNameAsync(new GetStaticKeyByNameRequest { ParentId = project, Name = name }, _user.Options());

    private async Task<ListStaticKeysResponse> ListAsync(long size, string token) => await List(size, token);

    private AsyncUnaryCall<ListStaticKeysResponse> List(long size, string token) => _user.Keys.ListAsync(
        new ListStaticKeysRequest { ParentId = Project, PageSize = size, PageToken = token }, _user.Options());
}
