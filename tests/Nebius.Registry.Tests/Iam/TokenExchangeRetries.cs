using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using Microsoft.Extensions.Time.Testing;
using Nebius.Registry.Iam;
using Nebius.Registry.Tests.Support;

namespace Nebius.Registry.Tests.Iam;

public sealed class TokenExchangeRetries
{
    private const int Unavailable = 14;
    private const int ResourceExhausted = 8;
    private const int Unknown = 2;
    private const int DeadlineExceeded = 4;

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 23, 12, 0, 0, TimeSpan.Zero));

    public static TheoryData<string> PassingFailures =>
        ["unavailable", "exhausted", "deadline", "unknown 520 text", "http 520", "http 529", "http 503", "refused", "dns", "reset", "stream", "proxy 502"];

    [Theory]
    [MemberData(nameof(PassingFailures))]
    public async Task A_token_exchange_with_a_transient_failure_is_retried(string failure)
    {
        var iam = Script(new ScriptedIam(), failure).Answers();

        var token = await Exchange(iam);

        Assert.Equal("ne1granted", token.Token.Reveal());
        Assert.Equal(2, iam.Requests.Count);
    }

    [Theory]
    [InlineData("unauthenticated")]
    [InlineData("denied")]
    [InlineData("invalid")]
    [InlineData("internal")]
    [InlineData("cancelled")]
    [InlineData("tls")]
    [InlineData("proxy 407")]
    [InlineData("http 403")]
    [InlineData("http 530")]
    [InlineData("http 200")]
    public async Task A_token_exchange_with_a_permanent_failure_is_not_retried(string failure)
    {
        var iam = Script(new ScriptedIam(), failure).Answers();

        await Assert.ThrowsAsync<NebiusRegistryException>(() => Exchange(iam));

        Assert.Single(iam.Requests);
    }

    [Fact]
    public async Task A_token_exchange_gives_up_after_five_attempts()
    {
        var iam = new ScriptedIam().Fails(Unavailable, "upstream away", times: 9);

        var failure = await Leaks.FailsWithAsync(MessageCodes.IamUnreachable, () => Exchange(iam));

        Assert.Equal(5, iam.Requests.Count);
        Assert.Contains("(UNAVAILABLE: \"upstream away\", request ID req-42)", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task All_attempts_of_a_token_exchange_share_one_idempotency_key()
    {
        var iam = new ScriptedIam().Fails(Unavailable, times: 2).Answers();

        await Exchange(iam);

        var keys = iam.Headers.Select(headers => Assert.Single(headers.GetValues("x-idempotency-key"))).ToList();
        Assert.Equal(3, keys.Count);
        Assert.Single(keys.Distinct());
        Assert.True(Guid.TryParse(keys[0], out _));
    }

    [Fact]
    public async Task Pauses_between_attempts_double_and_are_multiplied_by_the_jitter()
    {
        var time = new InstantTime();
        var iam = new ScriptedIam().Fails(Unavailable, times: 4).Answers();
        using var key = TestKeys.Authorized();
        var exchange = new TokenExchange(IamEndpoint.Default) { Time = time, CreateHandler = () => iam, Jitter = () => 0.5 };

        await exchange.ForAuthorizedKeyAsync(key, TestContext.Current.CancellationToken);

        Assert.Equal([125, 250, 500, 1000], time.Pauses.Select(pause => pause.TotalMilliseconds));
    }

    [Fact]
    public async Task A_token_exchange_times_out_after_ten_seconds()
    {
        TaskCompletionSource[] reached = [new(), new(), new()];
        var iam = new ScriptedIam().NeverAnswers(reached[0]).NeverAnswers(reached[1]).NeverAnswers(reached[2]);

        var running = Exchange(iam);
        await reached[0].Task;
        _time.Advance(TimeSpan.FromSeconds(4.5));
        await reached[1].Task;
        _time.Advance(TimeSpan.FromSeconds(4.5));
        await reached[2].Task;
        _time.Advance(TimeSpan.FromSeconds(0.9));
        Assert.False(running.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(0.2));

        var failure = await Leaks.FailsWithAsync(MessageCodes.IamTimedOut, () => running);
        Assert.Contains("within 10 s", failure.Message, StringComparison.Ordinal);
        Assert.Contains("no answer within 4.5 s", failure.Message, StringComparison.Ordinal);
        Assert.True(iam.IsDisposed);
    }

    [Fact]
    public async Task A_token_exchange_attempt_that_hangs_is_given_up_and_retried()
    {
        var reached = new TaskCompletionSource();
        var iam = new ScriptedIam().NeverAnswers(reached).Answers();

        var running = Exchange(iam);
        await reached.Task;
        _time.Advance(TimeSpan.FromSeconds(4.4));
        Assert.False(running.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(0.2));

        Assert.Equal("ne1granted", (await running).Token.Reveal());
        Assert.Equal(2, iam.Requests.Count);
    }

    [Fact]
    public async Task A_token_exchange_timeout_reports_the_failure_before_it()
    {
        var reached = new TaskCompletionSource();
        // Two slow failures leave the third attempt less than its own timeout, so that only the whole call can time out.
        var iam = new ScriptedIam()
            .Fails(Unavailable, "draining", times: 2, before: () => _time.Advance(TimeSpan.FromSeconds(4)))
            .NeverAnswers(reached);

        var running = Exchange(iam);
        await reached.Task;
        _time.Advance(TimeSpan.FromSeconds(2.5));

        var failure = await Leaks.FailsWithAsync(MessageCodes.IamTimedOut, () => running);
        Assert.Contains("\"draining\"", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cancelled_token_exchange_carries_the_callers_cancellation_token()
    {
        var reached = new TaskCompletionSource();
        using var source = new CancellationTokenSource();
        var running = ExchangeUntil(new ScriptedIam().NeverAnswers(reached), source.Token);
        await reached.Task;

        await source.CancelAsync();

        var canceled = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        Assert.Equal(source.Token, canceled.CancellationToken);
    }

    private static ScriptedIam Script(ScriptedIam iam, string failure) => failure switch
    {
        "unavailable" => iam.Fails(Unavailable),
        "exhausted" => iam.Fails(ResourceExhausted),
        "deadline" => iam.Fails(DeadlineExceeded),
        "unknown 520 text" => iam.Fails(Unknown, "unexpected HTTP status code received from server: 520"),
        "unauthenticated" => iam.Fails(16),
        "denied" => iam.Fails(7),
        "invalid" => iam.Fails(3),
        "internal" => iam.Fails(13),
        "refused" => iam.Throws(() => Http(HttpRequestError.ConnectionError, new SocketException((int)SocketError.ConnectionRefused))),
        "dns" => iam.Throws(() => Http(HttpRequestError.NameResolutionError, new SocketException((int)SocketError.HostNotFound))),
        "reset" => iam.Throws(() => Http(HttpRequestError.ResponseEnded, new IOException())),
        "stream" => iam.Then(_ => Task.FromResult(BrokenStream())),
        "cancelled" => iam.Fails(1),
        "tls" => iam.Throws(() => Http(HttpRequestError.SecureConnectionError, new AuthenticationException("UntrustedRoot"))),
        "proxy 407" => iam.Throws(() => Proxy(HttpStatusCode.ProxyAuthenticationRequired)),
        "proxy 502" => iam.Throws(() => Proxy(HttpStatusCode.BadGateway)),
        _ => iam.AnswersHttp(int.Parse(failure["http ".Length..], System.Globalization.CultureInfo.InvariantCulture)),
    };

    private static HttpRequestException Http(HttpRequestError error, Exception inner) => new(error, "canary-text", inner);

    private static HttpRequestException Proxy(HttpStatusCode status) => new(HttpRequestError.ProxyTunnelError, "canary-text", null, status);

    private static HttpResponseMessage BrokenStream()
    {
        var response = new HttpResponseMessage { Version = HttpVersion.Version20, Content = new BrokenContent() };
        response.Content.Headers.ContentType = new("application/grpc");
        return response;
    }

    private Task<AccessToken> Exchange(ScriptedIam iam) => ExchangeUntil(iam, TestContext.Current.CancellationToken);

    private async Task<AccessToken> ExchangeUntil(ScriptedIam iam, CancellationToken cancellationToken)
    {
        using var key = TestKeys.Authorized();
        var exchange = new TokenExchange(IamEndpoint.Default) { Time = _time, CreateHandler = () => iam, Jitter = () => 0 };
        return await exchange.ForAuthorizedKeyAsync(key, cancellationToken);
    }

    private sealed class BrokenContent : HttpContent
    {
        // What SocketsHttpHandler throws when the server resets the stream after its headers.
        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
            Task.FromException(new HttpProtocolException(2, "canary-text", null));

        protected override Task<Stream> CreateContentReadStreamAsync() =>
            Task.FromException<Stream>(new HttpProtocolException(2, "canary-text", null));

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
