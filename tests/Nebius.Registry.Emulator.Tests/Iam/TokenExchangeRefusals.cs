using System.Text.Json.Nodes;
using Grpc.Core;
using Nebius.Registry.Iam.Protos;

namespace Nebius.Registry.Emulator.Tests;

public sealed class TokenExchangeRefusals(WorldFixture fixture) : IClassFixture<WorldFixture>
{
    private readonly ServiceAccount _account = fixture.World.Iam.AddServiceAccount();

    public static TheoryData<string, string, string?> BadParts => new()
    {
        { "header", "alg", "\"HS256\"" },
        { "header", "alg", "\"none\"" },
        { "header", "alg", null },
        { "header", "kid", "\"publickey-e00unknown\"" },
        { "header", "kid", null },
        { "claims", "iss", "\"serviceaccount-e00other\"" },
        { "claims", "iss", null },
        { "claims", "sub", "\"serviceaccount-e00other\"" },
        { "claims", "sub", null },
        { "claims", "aud", "\"somebody-else\"" },
        { "claims", "aud", "[]" },
        { "claims", "exp", null },
        { "claims", "exp", "\"soon\"" },
        { "claims", "iat", null },
    };

    [Theory]
    [MemberData(nameof(BadParts))]
    public async Task A_signed_token_with_a_wrong_header_or_claim_is_refused(string where, string property, string? json)
    {
        SubjectToken token = Token();
        JsonObject part = where == "header" ? token.Header : token.Claims;
        part.Remove(property);
        if (json is not null)
        {
            part[property] = JsonNode.Parse(json);
        }

        await ExpectRefusalAsync(token.Sign());
    }

    [Theory]
    [InlineData(-120, -1, "expired")]
    [InlineData(0, 3600, "too far")]
    [InlineData(120, 240, "iat")]
    public async Task A_signed_token_outside_its_time_is_refused(int issuedSeconds, int expiresSeconds, string why)
    {
        SubjectToken token = Token();
        token.Claims["iat"] = fixture.Clock.GetUtcNow().AddSeconds(issuedSeconds).ToUnixTimeSeconds();
        token.Claims["exp"] = fixture.Clock.GetUtcNow().AddSeconds(expiresSeconds).ToUnixTimeSeconds();

        RpcException refusal = await ExpectRefusalAsync(token.Sign());

        Assert.Contains(why, refusal.Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_signed_by_another_key_is_refused()
    {
        using AuthorizedKey other = fixture.World.Iam.AddServiceAccount().AuthorizedKey;
        SubjectToken token = new(other, fixture.Clock.GetUtcNow());
        token.Header["kid"] = _account.AuthorizedKey.PublicKeyId;
        token.Claims["iss"] = _account.Id;
        token.Claims["sub"] = _account.Id;

        RpcException refusal = await ExpectRefusalAsync(token.Sign());

        Assert.Contains("signature", refusal.Status.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("one.two")]
    [InlineData("!!.!!.!!")]
    [InlineData("e30.e30.e30")]
    [InlineData("W10.W10.W10")]
    public async Task Text_that_is_not_a_signed_token_is_refused(string text) => await ExpectRefusalAsync(text);

    [Fact]
    public async Task A_token_signed_by_a_revoked_key_is_refused()
    {
        string token = Token().Sign();
        fixture.World.Iam.Revoke(_account.AuthorizedKey);

        await ExpectRefusalAsync(token);
    }

    [Fact]
    public async Task A_token_of_a_removed_account_is_refused()
    {
        string token = Token().Sign();
        fixture.World.Iam.Remove(_account);

        await ExpectRefusalAsync(token);
    }

    [Theory]
    [InlineData("GrantType", "urn:ietf:params:oauth:grant-type:jwt-bearer")]
    [InlineData("GrantType", "")]
    [InlineData("RequestedTokenType", "urn:ietf:params:oauth:token-type:id_token")]
    [InlineData("RequestedTokenType", "")]
    [InlineData("SubjectTokenType", "urn:ietf:params:oauth:token-type:id_token")]
    [InlineData("SubjectTokenType", "")]
    [InlineData("SubjectTokenType", "urn:nebius:params:oauth:token-type:subject_identifier")]
    [InlineData("ActorToken", "something")]
    public async Task A_malformed_exchange_request_is_an_invalid_argument(string field, string value)
    {
        ExchangeTokenRequest request = IamClient.Request(Token().Sign());
        typeof(ExchangeTokenRequest).GetProperty(field)!.SetValue(request, value);
        using IamClient iam = new(fixture.World);

        await iam.ExpectRefusalAsync(StatusCode.InvalidArgument, request);
    }

    private SubjectToken Token() => new(_account.AuthorizedKey, fixture.Clock.GetUtcNow());

    private async Task<RpcException> ExpectRefusalAsync(string token)
    {
        using IamClient iam = new(fixture.World);
        int before = fixture.World.Iam.RefusedExchangeCount;
        RpcException refusal = await iam.ExpectRefusalAsync(StatusCode.Unauthenticated, IamClient.Request(token));

        Assert.Equal(before + 1, fixture.World.Iam.RefusedExchangeCount);
        Assert.All(
            token.Split('.', StringSplitOptions.RemoveEmptyEntries),
            part => Assert.DoesNotContain(part, refusal.ToString(), StringComparison.Ordinal));
        return refusal;
    }
}
