using System.Text.Json.Nodes;
using Grpc.Core;
using Nebius.Registry.Iam.Protos;

namespace Nebius.Registry.Emulator.Tests;

public sealed class FederatedExchange : IClassFixture<WorldFixture>
{
    private const string Subject = "repo:octo/app:ref:refs/heads/main";

    private readonly WorldFixture _fixture;
    private readonly ServiceAccount _account;
    private readonly OidcProvider _provider;

    public FederatedExchange(WorldFixture fixture)
    {
        _fixture = fixture;
        _account = fixture.World.Iam.AddServiceAccount();
        _provider = fixture.World.OidcProviders.Add($"https://{Guid.NewGuid():n}.example.test");
        fixture.World.Iam.AddFederatedCredential(_account, _provider.Issuer, Subject);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("any audience at all")]
    public async Task A_federated_subject_gets_the_accounts_access_token(string? audience)
    {
        string token = _provider.IssueToken(Subject, audience);

        CreateTokenResponse answer = await ExchangeAsync(Request(token));

        Assert.Equal(_account.Id, _fixture.World.Iam.AccessTokens.Single(issued => issued.Value == answer.AccessToken).ServiceAccountId);
        Assert.Contains(token, _fixture.World.Secrets);
        Assert.DoesNotContain(_account.Id, _fixture.World.Secrets);
    }

    [Theory]
    [InlineData("repo:octo/app:ref:refs/heads/other")]
    [InlineData("repo:octo/app:ref:refs/heads/main2")]
    [InlineData("repo:octo/app")]
    [InlineData("REPO:octo/app:ref:refs/heads/main")]
    public async Task A_federated_token_with_another_subject_is_refused(string subject) =>
        await ExpectRefusalAsync(_provider.IssueToken(subject), "federated");

    [Fact]
    public async Task A_federated_token_of_another_issuer_with_the_same_subject_is_refused()
    {
        OidcProvider other = _fixture.World.OidcProviders.Add(_provider.Issuer + "/other");

        await ExpectRefusalAsync(other.IssueToken(Subject), "federated");
    }

    [Fact]
    public async Task A_federated_token_of_an_unknown_issuer_is_refused()
    {
        await using EmulatorWorld elsewhere = await EmulatorWorld.StartAsync(new EmulatorOptions { Time = _fixture.Clock }, Cancellation.Token);

        await ExpectRefusalAsync(elsewhere.OidcProviders.Add("https://unknown.example.test").IssueToken(Subject), "keys");
    }

    [Fact]
    public async Task A_federated_token_signed_by_another_issuer_of_the_same_name_is_refused()
    {
        await using EmulatorWorld elsewhere = await EmulatorWorld.StartAsync(new EmulatorOptions { Time = _fixture.Clock }, Cancellation.Token);

        await ExpectRefusalAsync(elsewhere.OidcProviders.Add(_provider.Issuer).IssueToken(Subject), "signature");
    }

    [Fact]
    public async Task A_federated_token_that_was_changed_is_refused()
    {
        string[] parts = _provider.IssueToken("someone else").Split('.');
        string[] good = _provider.IssueToken(Subject).Split('.');

        await ExpectRefusalAsync($"{parts[0]}.{good[1]}.{parts[2]}", "signature");
    }

    [Fact]
    public async Task An_expired_federated_token_is_refused()
    {
        string token = _provider.IssueToken(Subject, lifetime: TimeSpan.FromSeconds(30));
        _fixture.Clock.Advance(TimeSpan.FromSeconds(31));

        await ExpectRefusalAsync(token, "expired");
    }

    [Fact]
    public async Task A_federated_token_that_is_not_valid_yet_is_refused()
    {
        DateTimeOffset now = _fixture.Clock.GetUtcNow();
        JsonObject claims = new()
        {
            ["iss"] = _provider.Issuer,
            ["sub"] = Subject,
            ["nbf"] = now.AddMinutes(2).ToUnixTimeSeconds(),
            ["exp"] = now.AddMinutes(5).ToUnixTimeSeconds(),
        };

        await ExpectRefusalAsync(_provider.Sign(claims), "not valid yet");
    }

    [Theory]
    [InlineData("iss")]
    [InlineData("sub")]
    [InlineData("exp")]
    public async Task A_federated_token_without_a_required_claim_is_refused(string name)
    {
        JsonObject claims = new()
        {
            ["iss"] = _provider.Issuer,
            ["sub"] = Subject,
            ["exp"] = _fixture.Clock.GetUtcNow().AddMinutes(5).ToUnixTimeSeconds(),
        };
        claims.Remove(name);

        await ExpectRefusalAsync(_provider.Sign(claims), name);
    }

    [Fact]
    public async Task An_account_that_does_not_exist_looks_like_one_without_credentials()
    {
        ExchangeTokenRequest request = Request(_provider.IssueToken(Subject));
        request.SubjectToken = "serviceaccount-e00nobody";

        using IamClient iam = new(_fixture.World);
        RpcException refusal = await iam.ExpectRefusalAsync(StatusCode.Unauthenticated, request);

        Assert.Contains("federated", refusal.Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_federated_credential_that_was_removed_is_refused()
    {
        string token = _provider.IssueToken(Subject);
        _fixture.World.Iam.RemoveFederatedCredential(_account, _provider.Issuer, Subject);

        await ExpectRefusalAsync(token, "federated");
    }

    [Theory]
    [InlineData("not.a.jwt")]
    [InlineData("nothing")]
    public async Task Text_that_is_not_a_federated_token_is_refused(string text) => await ExpectRefusalAsync(text, "actor token");

    [Theory]
    [InlineData("ActorToken", "")]
    [InlineData("ActorTokenType", "")]
    [InlineData("ActorTokenType", "urn:ietf:params:oauth:token-type:id_token")]
    [InlineData("SubjectToken", "")]
    public async Task A_malformed_federated_exchange_request_is_an_invalid_argument(string field, string value)
    {
        ExchangeTokenRequest request = Request(_provider.IssueToken(Subject));
        typeof(ExchangeTokenRequest).GetProperty(field)!.SetValue(request, value);
        using IamClient iam = new(_fixture.World);

        await iam.ExpectRefusalAsync(StatusCode.InvalidArgument, request);
    }

    private ExchangeTokenRequest Request(string token) => IamClient.ActorRequest(_account.Id, token, IamClient.JwtType);

    private async Task<CreateTokenResponse> ExchangeAsync(ExchangeTokenRequest request)
    {
        using IamClient iam = new(_fixture.World);
        return await iam.ExchangeAsync(request);
    }

    private async Task ExpectRefusalAsync(string token, string why)
    {
        using IamClient iam = new(_fixture.World);
        RpcException refusal = await iam.ExpectRefusalAsync(StatusCode.Unauthenticated, Request(token));

        Assert.Contains(why, refusal.Status.Detail, StringComparison.Ordinal);
        Assert.DoesNotContain(token, refusal.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("octo", refusal.ToString(), StringComparison.Ordinal);
    }
}
