using Grpc.Core;
using Nebius.Registry.Iam.Protos;

namespace Nebius.Registry.Emulator.Tests;

public sealed class ImpersonatedExchange : IClassFixture<WorldFixture>
{
    private readonly WorldFixture _fixture;
    private readonly ServiceAccount _caller;
    private readonly ServiceAccount _target;

    public ImpersonatedExchange(WorldFixture fixture)
    {
        _fixture = fixture;
        _caller = fixture.World.Iam.AddServiceAccount();
        _target = fixture.World.Iam.AddServiceAccount();
    }

    [Fact]
    public async Task An_account_that_may_impersonate_gets_the_token_of_the_target()
    {
        _fixture.World.Iam.AllowImpersonation(_caller, _target);
        using IamClient iam = new(_fixture.World);

        CreateTokenResponse answer = await iam.ExchangeAsync(Request(_fixture.World.Iam.IssueAccessToken(_caller)));

        Assert.Equal(_target.Id, _fixture.World.Iam.AccessTokens.Single(issued => issued.Value == answer.AccessToken).ServiceAccountId);
    }

    [Fact]
    public async Task An_account_that_may_not_impersonate_is_denied()
    {
        _fixture.World.Iam.AllowImpersonation(_target, _caller);

        await ExpectRefusalAsync(StatusCode.PermissionDenied, _fixture.World.Iam.IssueAccessToken(_caller));
    }

    [Fact]
    public async Task A_missing_impersonation_target_is_denied_like_a_forbidden_one()
    {
        _fixture.World.Iam.AllowImpersonation(_caller, _target);
        _fixture.World.Iam.Remove(_target);

        await ExpectRefusalAsync(StatusCode.PermissionDenied, _fixture.World.Iam.IssueAccessToken(_caller));
    }

    [Theory]
    [InlineData("expired")]
    [InlineData("revoked")]
    [InlineData("of an account that was removed")]
    public async Task Impersonation_with_a_token_that_is_not_valid_any_more_is_unauthenticated(string how)
    {
        _fixture.World.Iam.AllowImpersonation(_caller, _target);
        AccessToken token = _fixture.World.Iam.IssueAccessToken(_caller, TimeSpan.FromSeconds(5));
        switch (how)
        {
            case "expired":
                _fixture.Clock.Advance(TimeSpan.FromSeconds(6));
                break;
            case "revoked":
                _fixture.World.Iam.Revoke(token);
                break;
            default:
                _fixture.World.Iam.Remove(_caller);
                break;
        }

        await ExpectRefusalAsync(StatusCode.Unauthenticated, token);
    }

    [Fact]
    public async Task A_static_key_cannot_impersonate()
    {
        _fixture.World.Iam.AllowImpersonation(_caller, _target);
        using IamClient iam = new(_fixture.World);
        string key = _fixture.World.Iam.IssueStaticKey(_caller).Token;

        await iam.ExpectRefusalAsync(StatusCode.Unauthenticated, IamClient.ActorRequest(_target.Id, key, IamClient.AccessTokenType));
    }

    private ExchangeTokenRequest Request(AccessToken token) =>
        IamClient.ActorRequest(_target.Id, token.Value, IamClient.AccessTokenType);

    private async Task ExpectRefusalAsync(StatusCode status, AccessToken token)
    {
        using IamClient iam = new(_fixture.World);
        int before = _fixture.World.Iam.RefusedExchangeCount;

        RpcException refusal = await iam.ExpectRefusalAsync(status, Request(token));

        Assert.Equal(before + 1, _fixture.World.Iam.RefusedExchangeCount);
        Assert.DoesNotContain(token.Value, refusal.ToString(), StringComparison.Ordinal);
    }
}
