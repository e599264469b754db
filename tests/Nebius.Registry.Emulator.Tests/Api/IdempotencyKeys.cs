using Grpc.Core;
using Nebius.Registry.Iam.Protos;

namespace Nebius.Registry.Emulator.Tests;

/// <summary>`x-idempotency-key`.</summary>
public sealed class IdempotencyKeys : IClassFixture<WorldFixture>, IDisposable
{
    private const string Key = "11111111-2222-4333-8444-555555555555";
    private readonly WorldFixture _fixture;
    private readonly ApiUser _user;

    public IdempotencyKeys(WorldFixture fixture)
    {
        _fixture = fixture;
        _user = new ApiUser(fixture.World);
    }

    private int Count => _fixture.World.Iam.StaticKeys.Count(key => key.ProjectId == _user.Account.ProjectId);

    [Fact]
    public async Task Two_calls_with_the_same_idempotency_key_issue_one_static_key()
    {
        IssueStaticKeyResponse first = await _user.IssueAsync("ci", Key);

        Assert.Equal(first, await _user.IssueAsync("ci", Key));
        Assert.Equal(1, Count);
    }

    [Fact]
    public async Task Concurrent_calls_with_the_same_idempotency_key_issue_one_static_key()
    {
        IssueStaticKeyResponse[] answers =
            await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => _user.IssueAsync(idempotencyKey: Key)));

        Assert.Single(answers.Distinct());
        Assert.Equal(1, Count);
    }

    [Fact]
    public async Task A_different_or_missing_idempotency_key_makes_another_call()
    {
        await _user.IssueAsync(idempotencyKey: Key);
        await _user.IssueAsync(idempotencyKey: "another");
        await _user.IssueAsync();
        await _user.IssueAsync();

        Assert.Equal(4, Count);
    }

    [Fact]
    public async Task The_same_idempotency_key_of_another_caller_makes_another_call()
    {
        using ApiUser other = new(_fixture.World);
        await other.IssueAsync(idempotencyKey: Key);

        await _user.IssueAsync(idempotencyKey: Key);

        Assert.Equal(1, Count);
    }

    [Fact]
    public async Task Delete_and_revoke_with_the_same_idempotency_key_return_the_same_operation()
    {
        IssueStaticKeyResponse one = await _user.IssueAsync();
        IssueStaticKeyResponse two = await _user.IssueAsync();
        DeleteStaticKeyRequest delete = new() { Id = one.Operation.ResourceId };
        RevokeStaticKeyRequest revoke = new() { Token = two.Token };

        Assert.Equal(await _user.Keys.DeleteAsync(delete, _user.Options("a")), await _user.Keys.DeleteAsync(delete, _user.Options("a")));
        Assert.Equal(await _user.Keys.RevokeAsync(revoke, _user.Options("b")), await _user.Keys.RevokeAsync(revoke, _user.Options("b")));
        Assert.Equal(0, Count);
    }

    [Fact]
    public async Task The_same_idempotency_key_with_another_request_is_a_violation()
    {
        IssueStaticKeyResponse issued = await _user.IssueAsync("ci", Key);

        await ExpectViolationAsync(() => _user.Keys.IssueAsync(_user.Request("other"), _user.Options(Key)));
        await ExpectViolationAsync(
            () => _user.Keys.DeleteAsync(new DeleteStaticKeyRequest { Id = issued.Operation.ResourceId }, _user.Options(Key)));

        Assert.Equal(1, Count);
    }

    [Theory]
    [InlineData("")]
    [InlineData("under_score")]
    [InlineData("two words")]
    public async Task An_idempotency_key_is_made_of_letters_digits_and_hyphens(string key)
    {
        await ExpectViolationAsync(() => _user.Keys.IssueAsync(_user.Request(), _user.Options(key)));

        Assert.Equal(0, Count);
    }

    [Fact]
    public async Task A_failed_call_is_made_again_with_the_same_idempotency_key()
    {
        _fixture.World.Iam.ForbidKeys(_user.Account);
        await ApiUser.ExpectAsync(StatusCode.PermissionDenied, () => _user.Keys.IssueAsync(_user.Request(), _user.Options(Key)));
        _fixture.World.Iam.AllowKeyManagement(_user.Account);

        await _user.IssueAsync(idempotencyKey: Key);

        Assert.Equal(1, Count);
    }

    [Theory]
    [InlineData(Key)]
    [InlineData("under_score")]
    public async Task An_idempotency_key_is_ignored_on_reads(string key)
    {
        ListStaticKeysRequest list = new() { ParentId = _user.Account.ProjectId };
        Assert.Empty((await _user.Keys.ListAsync(list, _user.Options(key))).Items);
        string id = (await _user.IssueAsync()).Operation.ResourceId;

        Assert.Single((await _user.Keys.ListAsync(list, _user.Options(key))).Items);
        Assert.Equal(id, (await _user.Keys.GetAsync(new GetStaticKeyRequest { Id = id }, _user.Options(key))).Metadata.Id);
    }

    public void Dispose() => _user.Dispose();

    private static async Task ExpectViolationAsync<T>(Func<AsyncUnaryCall<T>> call)
    {
        ServiceError error = await ApiUser.ExpectAsync(StatusCode.InvalidArgument, call);

        Assert.Equal("x-idempotency-key", Assert.Single(error.BadRequest.Violations).Field);
    }
}
