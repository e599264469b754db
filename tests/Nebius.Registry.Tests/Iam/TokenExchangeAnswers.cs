using Microsoft.Extensions.Time.Testing;
using Nebius.Registry.Iam;
using Nebius.Registry.Tests.Support;

namespace Nebius.Registry.Tests.Iam;

public sealed class TokenExchangeAnswers : IDisposable
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);

    private readonly FakeTimeProvider _time = new(Noon);
    private readonly ScriptedIam _iam = new();

    public void Dispose() => _iam.Dispose();

    [Fact]
    public async Task The_token_exchange_request_is_the_one_that_the_Nebius_SDKs_send()
    {
        _iam.Answers();

        await Exchange();

        var request = Assert.Single(_iam.Requests);
        Assert.Equal("urn:ietf:params:oauth:grant-type:token-exchange", request.GrantType);
        Assert.Equal("urn:ietf:params:oauth:token-type:access_token", request.RequestedTokenType);
        Assert.Equal("urn:ietf:params:oauth:token-type:jwt", request.SubjectTokenType);
        using var key = TestKeys.Authorized();
        Assert.Equal(key.CreateToken(Noon).Reveal(), request.SubjectToken);
        Assert.Empty(request.ActorToken + request.ActorTokenType + request.Audience);
        Assert.Empty(request.Scopes);
        Assert.Empty(request.Resource);
        Assert.Equal(
            new Uri("https://tokens.iam.api.nebius.cloud/nebius.iam.v1.TokenExchangeService/Exchange"), Assert.Single(_iam.Addresses));
        var headers = Assert.Single(_iam.Headers);
        Assert.Null(headers.Authorization);
        Assert.StartsWith("nebius-registry-dotnet/", Assert.Single(headers.UserAgent).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_lifetime_counts_from_before_the_call()
    {
        _iam.Then(_ =>
        {
            _time.Advance(TimeSpan.FromSeconds(7));
            throw new HttpRequestException(HttpRequestError.ConnectionError);
        });
        _iam.Answers(expiresIn: 43200);

        var token = await Exchange();

        Assert.Equal(Noon.AddSeconds(7).AddHours(12), token.ExpiresAt);
    }

    [Theory]
    [InlineData(-5 * 3600, -5 * 3600)]
    [InlineData(-61, -61)]
    [InlineData(-60, 0)]
    [InlineData(60, 0)]
    [InlineData(5 * 3600, 0)]
    public async Task A_token_lifetime_counts_from_the_earlier_clock_when_they_differ_by_more_than_a_minute(int serverSeconds, int expected)
    {
        _iam.ServerDate = Noon.AddSeconds(serverSeconds);
        _iam.Answers(expiresIn: 43200);

        var token = await Exchange();

        Assert.Equal(Noon.AddSeconds(expected).AddHours(12), token.ExpiresAt);
        Assert.Equal(Noon.AddSeconds(expected), token.IssuedAt);
    }

    [Fact]
    public async Task A_token_lifetime_counts_from_before_the_call_when_the_server_sends_no_date()
    {
        _iam.ServerDate = null;
        _iam.Answers(expiresIn: 43200);

        Assert.Equal(Noon.AddHours(12), (await Exchange()).ExpiresAt);
    }

    [Theory]
    [InlineData("Bearer")]
    [InlineData("bearer")]
    [InlineData("BEARER")]
    public async Task A_token_type_of_Bearer_is_accepted_in_any_letter_case(string type)
    {
        _iam.Answers(type: type);

        Assert.Equal("ne1granted", (await Exchange()).Token.Reveal());
    }

    [Theory]
    [InlineData("ne1CANARY", "", 60)]
    [InlineData("ne1CANARY", "MAC", 60)]
    [InlineData("ne1CANARY", "Bearer", 0)]
    [InlineData("ne1CANARY", "Bearer", -1)]
    [InlineData("ne1CANARY", "Bearer", long.MaxValue)]
    [InlineData("", "Bearer", 60)]
    [InlineData("ne1CANARY\r\nX-Evil: 1", "Bearer", 60)]
    [InlineData("ne1 CANARY", "Bearer", 60)]
    public async Task A_malformed_token_exchange_answer_is_not_used_as_a_token(string token, string type, long expiresIn)
    {
        _iam.Answers(token, type, expiresIn);

        var failure = await Leaks.FailsWithAsync(MessageCodes.UnexpectedIamAnswer, Exchange, "CANARY");

        Assert.Contains("req-42", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(16, "UNAUTHENTICATED", false)]
    [InlineData(16, "UNAUTHENTICATED", true)]
    [InlineData(7, "PERMISSION_DENIED", false)]
    [InlineData(3, "INVALID_ARGUMENT", false)]
    [InlineData(5, "NOT_FOUND", true)]
    public async Task A_refused_token_exchange_names_the_account_the_key_and_what_to_check(int status, string name, bool inHeaders)
    {
        _iam.Fails(status, "key is gone", inHeaders: inHeaders);

        var failure = await Leaks.FailsWithAsync(MessageCodes.ExchangeRefused, Exchange);

        Assert.Contains($"({name}: \"key is gone\", request ID req-42)", failure.Message, StringComparison.Ordinal);
        Assert.Contains(TestKeys.ServiceAccountId, failure.Message, StringComparison.Ordinal);
        Assert.Contains(TestKeys.PublicKeyId, failure.Message, StringComparison.Ordinal);
        Assert.Contains("NEBIUS_PRIVATE_KEY", failure.Message, StringComparison.Ordinal);
        Assert.Contains("it says 2026-11-23 12:00:00Z, the server's clock says 2026-11-23 12:30:00Z.", failure.Message, StringComparison.Ordinal);
        Assert.Contains("nebius iam auth-public-key get --id publickey-e00test", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(-121, "clock is ahead")]
    [InlineData(-119, null)]
    [InlineData(119, null)]
    [InlineData(121, "clock is behind")]
    public async Task A_wrong_clock_is_the_first_advice_for_a_refused_token_exchange(int serverSeconds, string? advice)
    {
        _iam.ServerDate = Noon.AddSeconds(serverSeconds);
        _iam.Fails(16, "bad token");

        var failure = await Leaks.FailsWithAsync(MessageCodes.ExchangeRefused, Exchange);

        var clock = failure.Message.IndexOf("This machine's clock is", StringComparison.Ordinal);
        Assert.Equal(advice is not null, clock >= 0);
        Assert.Equal(advice is not null, failure.Message.Contains(advice ?? "clock", StringComparison.Ordinal));
        Assert.True(clock < failure.Message.IndexOf("It was deleted", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_token_that_was_sent_is_not_repeated_in_an_error()
    {
        using var key = TestKeys.Authorized();
        var jwt = key.CreateToken(Noon).Reveal();
        var parts = jwt.Split('.');
        _iam.Fails(16, $"bad token {jwt}, cut {jwt[..60]}, signature {parts[2]}, new one ne1CANARYtoken.sig");

        await Leaks.FailsWithAsync(
            MessageCodes.ExchangeRefused, Exchange, parts[0], parts[1], parts[2], jwt[..20], parts[2][^20..], "CANARY");
    }

    [Theory]
    [InlineData(403)]
    [InlineData(404)]
    [InlineData(200)]
    public async Task An_HTML_page_in_place_of_an_IAM_answer_is_not_a_refusal(int status)
    {
        _iam.AnswersHttp(status);

        await Leaks.FailsWithAsync(MessageCodes.UnexpectedIamAnswer, Exchange, "<html>");
    }

    [Fact]
    public async Task An_exception_of_the_HTTP_client_is_not_quoted()
    {
        _iam.Throws(() => new HttpRequestException(
            HttpRequestError.SecureConnectionError, "CANARY", new System.Security.Authentication.AuthenticationException("CANARY UntrustedRoot")));

        var failure = await Leaks.FailsWithAsync(MessageCodes.IamUnreachable, Exchange, "CANARY");

        Assert.Contains("(UntrustedRoot)", failure.Message, StringComparison.Ordinal);
        Assert.Contains("SSL_CERT_FILE", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_access_token_is_not_shown_when_printed() =>
        Assert.DoesNotContain("CANARY", new AccessToken(new Secret("CANARY"), Noon).ToString(), StringComparison.Ordinal);

    private async Task<AccessToken> Exchange()
    {
        using var key = TestKeys.Authorized();
        var exchange = new TokenExchange(IamEndpoint.Default) { Time = _time, CreateHandler = () => _iam, Jitter = () => 0 };
        return await exchange.ForAuthorizedKeyAsync(key, TestContext.Current.CancellationToken);
    }
}
