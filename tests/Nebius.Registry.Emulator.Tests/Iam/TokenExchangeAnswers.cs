using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Grpc.Core;
using Nebius.Registry.Iam.Protos;

namespace Nebius.Registry.Emulator.Tests;

public sealed class TokenExchangeAnswers(WorldFixture fixture) : IClassFixture<WorldFixture>
{
    private readonly ServiceAccount _account = fixture.World.Iam.AddServiceAccount();

    [Fact]
    public async Task A_signed_token_is_exchanged_for_an_access_token()
    {
        using IamClient iam = new(fixture.World);
        int before = fixture.World.Iam.ExchangeCount;

        CreateTokenResponse answer = await iam.ExchangeAsync(IamClient.Request(Token().Sign()));

        Assert.Equal("Bearer", answer.TokenType);
        Assert.Equal("urn:ietf:params:oauth:token-type:access_token", answer.IssuedTokenType);
        Assert.Equal(12 * 60 * 60, answer.ExpiresIn);
        Assert.Matches(@"^ne1[\w-]+\.[\w-]+$", answer.AccessToken);
        Assert.Equal(before + 1, fixture.World.Iam.ExchangeCount);
        Assert.Contains(answer.AccessToken, fixture.World.Secrets);
    }

    [Fact]
    public async Task An_exchanged_access_token_is_accepted_by_the_registry()
    {
        fixture.World.Registries.Add("e00exchange", "eu-west1").Grant(_account, RegistryRights.Pull);
        using IamClient iam = new(fixture.World);
        CreateTokenResponse answer = await iam.ExchangeAsync(IamClient.Request(Token().Sign()));
        using HttpClient client = new(fixture.World.CreateHandler());
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", answer.AccessToken);

        using HttpResponseMessage response = await client.GetAsync(new Uri("https://cr.eu-west1.nebius.cloud/v2/"), Cancellation.Token);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Theory]
    [InlineData("array")]
    [InlineData("absent")]
    public async Task The_audience_of_a_signed_token_may_be_an_array_or_missing(string shape)
    {
        SubjectToken token = Token();
        token.Claims["aud"] = new JsonArray("another", "token-service.iam.new.nebiuscloud.net");
        if (shape == "absent")
        {
            token.Claims.Remove("aud");
        }

        using IamClient iam = new(fixture.World);

        Assert.NotEmpty((await iam.ExchangeAsync(IamClient.Request(token.Sign()))).AccessToken);
    }

    [Theory]
    [InlineData(-30, 120)]
    [InlineData(0, 300)]
    [InlineData(30, 90)]
    public async Task A_signed_token_is_accepted_within_the_allowed_clock_difference(int issuedSeconds, int expiresSeconds)
    {
        SubjectToken token = Token();
        token.Claims["iat"] = fixture.Clock.GetUtcNow().AddSeconds(issuedSeconds).ToUnixTimeSeconds();
        token.Claims["exp"] = fixture.Clock.GetUtcNow().AddSeconds(expiresSeconds).ToUnixTimeSeconds();
        using IamClient iam = new(fixture.World);

        Assert.NotEmpty((await iam.ExchangeAsync(IamClient.Request(token.Sign()))).AccessToken);
    }

    [Fact]
    public async Task The_request_id_of_an_exchange_is_in_the_initial_metadata()
    {
        using IamClient iam = new(fixture.World);
        using AsyncUnaryCall<CreateTokenResponse> call = iam.Service.ExchangeAsync(
            IamClient.Request(Token().Sign()), cancellationToken: Cancellation.Token);

        Metadata headers = await call.ResponseHeadersAsync;

        Assert.NotNull(headers.GetValue("x-request-id"));
        Assert.NotNull(headers.GetValue("x-trace-id"));
    }

    [Fact]
    public async Task The_request_id_of_a_refusal_is_in_the_initial_metadata_too()
    {
        using IamClient iam = new(fixture.World);
        using AsyncUnaryCall<CreateTokenResponse> call = iam.Service.ExchangeAsync(
            IamClient.Request("nonsense"), cancellationToken: Cancellation.Token);

        Metadata headers = await call.ResponseHeadersAsync;

        Assert.NotNull(headers.GetValue("x-request-id"));
        await Assert.ThrowsAsync<RpcException>(() => call.ResponseAsync);
    }

    [Fact]
    public async Task The_token_exchange_is_served_on_loopback_without_TLS()
    {
        using IamClient iam = new(fixture.World, fixture.World.LocalIamAddress.ToString());

        Assert.NotEmpty((await iam.ExchangeAsync(IamClient.Request(Token().Sign()))).AccessToken);
    }

    [Theory]
    [InlineData("https://cpl.iam.api.nebius.cloud")]
    [InlineData("https://cr.eu-west1.nebius.cloud")]
    public async Task Another_host_does_not_serve_the_token_exchange(string address)
    {
        using IamClient iam = new(fixture.World, address);

        await Assert.ThrowsAsync<RpcException>(() => iam.ExchangeAsync(IamClient.Request(Token().Sign())));
    }

    private SubjectToken Token() => new(_account.AuthorizedKey, fixture.Clock.GetUtcNow());
}
