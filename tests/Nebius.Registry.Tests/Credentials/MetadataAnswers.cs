using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using CsCheck;
using Microsoft.Extensions.Time.Testing;
using Nebius.Registry.Credentials;
using Nebius.Registry.Iam;
using Nebius.Registry.Tests.Support;

namespace Nebius.Registry.Tests.Credentials;

public sealed class MetadataAnswers : IDisposable
{
    private const string Canary = "ne1CANARY";
    private static readonly DateTimeOffset Noon = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);

    private readonly ScriptedRegistry _service = new();

    public void Dispose() => _service.Dispose();

    [Theory]
    [InlineData("2026-11-24T13:00:00Z", 60)]
    [InlineData("2026-11-24t13:00:00z", 60)]
    [InlineData("2026-11-24T13:00:00.123456789Z", 60)]
    [InlineData("2026-11-24T15:30:00+02:00", 90)]
    [InlineData("2026-11-24T12:00:01-00:30", 30)]
    public async Task An_expiry_in_any_form_of_RFC_3339_is_read(string time, int minutes)
    {
        Answers($$"""{"access_token":"{{Canary}}","expires_at":"{{time}}","more":[1]}""");

        var token = await GetAsync();

        Assert.Equal(Canary, token.Token.Reveal());
        Assert.Equal(minutes, (int)(token.ExpiresAt!.Value - Noon).TotalMinutes);
    }

    [Theory]
    [InlineData("")]
    [InlineData("not json " + Canary)]
    [InlineData("[\"" + Canary + "\"]")]
    [InlineData("{\"access_token\":\"" + Canary + "\"}")]
    [InlineData("{\"access_token\":\"" + Canary + "\",\"expires_at\":1795521600}")]
    [InlineData("{\"access_token\":\"" + Canary + "\",\"expires_at\":\"soon\"}")]
    [InlineData("{\"access_token\":\"" + Canary + "\",\"expires_at\":\"2026-11-24T13:00:00\"}")]
    [InlineData("{\"access_token\":\"" + Canary + "\",\"expires_at\":\"2026-13-24T13:00:00Z\"}")]
    [InlineData("{\"access_token\":\"" + Canary + "\",\"expires_at\":\"24 Nov 2027\"}")]
    [InlineData("{\"access_token\":\"\",\"expires_at\":\"2026-11-24T13:00:00Z\"}")]
    [InlineData("{\"access_token\":\"" + Canary + "\\r\\nX: 1\",\"expires_at\":\"2026-11-24T13:00:00Z\"}")]
    [InlineData("{\"access_token\":null,\"expires_at\":\"2026-11-24T13:00:00Z\"}")]
    public async Task A_malformed_metadata_answer_is_not_used_as_a_token(string body)
    {
        Answers(body);

        var failure = await Leaks.FailsWithAsync(MessageCodes.MetadataUnavailable, GetAsync, "CANARY");

        Assert.Contains("isn't JSON with 'access_token' and 'expires_at'", failure.Message, StringComparison.Ordinal);
        Assert.Single(_service.Requests);
    }

    [Theory]
    [InlineData("2026-11-24T12:00:00Z")]
    [InlineData("2020-01-01T00:00:00Z")]
    public async Task An_expired_token_of_the_metadata_service_is_not_used(string time)
    {
        Answers($$"""{"access_token":"{{Canary}}","expires_at":"{{time}}"}""");

        var failure = await Leaks.FailsWithAsync(MessageCodes.MetadataUnavailable, GetAsync, "CANARY");

        Assert.Contains("its token expired at", failure.Message, StringComparison.Ordinal);
        Assert.Contains("2026-11-24 12:00:00Z", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(429, 3)]
    [InlineData(500, 3)]
    [InlineData(503, 3)]
    [InlineData(404, 1)]
    [InlineData(400, 1)]
    [InlineData(403, 1)]
    [InlineData(302, 1)]
    [InlineData(204, 1)]
    public async Task Only_transient_metadata_errors_are_retried_and_three_times_in_all(int status, int times)
    {
        for (var time = 0; time < 5; time++)
        {
            _service.Then(_ => Task.FromResult(new HttpResponseMessage((HttpStatusCode)status)));
        }

        var time2 = new InstantTime();
        var failure = await Leaks.FailsWithAsync(MessageCodes.MetadataUnavailable, () => GetAsync(time2));

        Assert.Contains($"HTTP {status}", failure.Message, StringComparison.Ordinal);
        Assert.Equal(times, _service.Requests.Count);
        Assert.Equal(times == 1 ? [] : [200, 400], time2.Pauses.Select(pause => pause.TotalMilliseconds));
    }

    [Theory]
    [InlineData(HttpRequestError.NameResolutionError, SocketError.HostNotFound, "can't find the host metadata.nebius.internal (HostNotFound)")]
    [InlineData(HttpRequestError.ConnectionError, SocketError.ConnectionRefused, "no answer (ConnectionRefused)")]
    [InlineData(HttpRequestError.ConnectionError, SocketError.NetworkUnreachable, "no answer (NetworkUnreachable)")]
    public async Task Outside_Nebius_the_metadata_error_suggests_another_source(HttpRequestError kind, SocketError error, string what)
    {
        _service.Then(_ => Task.FromException<HttpResponseMessage>(new HttpRequestException(kind, Canary, new SocketException((int)error))));

        var failure = await Leaks.FailsWithAsync(MessageCodes.MetadataUnavailable, GetAsync, "CANARY");

        Assert.Contains(what, failure.Message, StringComparison.Ordinal);
        Assert.Contains("isn't a Nebius virtual machine", failure.Message, StringComparison.Ordinal);
        Assert.Contains("-p:NebiusCredentialSources=AuthorizedKey", failure.Message, StringComparison.Ordinal);
        Assert.Single(_service.Requests);
    }

    [Fact]
    public async Task A_cancelled_metadata_request_ends_with_the_callers_own_cancellation()
    {
        using var source = new CancellationTokenSource();
        var reached = new TaskCompletionSource();
        _service.NeverAnswers(reached);

        var running = GetAsync(TimeProvider.System, source.Token);
        await reached.Task;
        await source.CancelAsync();

        Assert.Equal(source.Token, (await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running)).CancellationToken);
    }

    [Fact]
    public async Task Credentials_and_query_in_a_metadata_address_are_not_shown()
    {
        Answers("{}");
        var metadata = new InstanceMetadata(new CredentialChainOptions { CreateDirectHandler = () => _service });

        var failure = await Leaks.FailsWithAsync(
            MessageCodes.MetadataUnavailable,
            () => metadata.GetAsync(new Uri("http://user:CANARY@127.0.0.1/token?key=CANARY"), "profile 'vm'", TestContext.Current.CancellationToken),
            "CANARY");

        Assert.StartsWith("The metadata service of this virtual machine, which profile 'vm' names", failure.Message, StringComparison.Ordinal);
        Assert.Contains("http://127.0.0.1/token", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Any_metadata_answer_gives_a_token_that_fits_a_header_or_no_token()
    {
        var text = Gen.OneOf(
            Gen.String,
            Gen.String[Gen.Char['!', '~'], 1, 20],
            Gen.DateTimeOffset.Select(time => time.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffffK", CultureInfo.InvariantCulture)),
            Gen.OneOf("0000-00-00T00:00:00Z", "9999-12-31T23:59:59-14:00", "0001-01-01T00:00:00+14:00", "2026-11-24T13:00:60Z", "2026-11-24T13:00:00+99:99"));
        var value = Gen.OneOf(text.Select(item => JsonSerializer.Serialize(item)), Gen.OneOf("null", "1", "{}", "[]", "\"\\ud800\""));

        Gen.Select(value, value).Sample(
            (token, time) =>
            {
                using var answer = JsonDocument.Parse($$"""{"access_token":{{token}},"expires_at":{{time}}}""");
                var read = MetadataToken.Read(answer.RootElement);
                Assert.True(read is null || (read.ExpiresAt is not null && read.Token.Reveal().All(letter => letter is > ' ' and <= '~')));
            },
            iter: 3000);
    }

    private void Answers(string body) => _service.Then(_ => Task.FromResult(new HttpResponseMessage { Content = new StringContent(body) }));

    private Task<AccessToken> GetAsync() => GetAsync(new FakeTimeProvider(Noon));

    private Task<AccessToken> GetAsync(TimeProvider time) => GetAsync(time, TestContext.Current.CancellationToken);

    private Task<AccessToken> GetAsync(TimeProvider time, CancellationToken cancellationToken) =>
        new InstanceMetadata(new CredentialChainOptions { Time = time, CreateDirectHandler = () => _service })
            .GetAsync(InstanceMetadata.WellKnownAddress, "NEBIUS_CREDENTIAL_SOURCES", cancellationToken);
}
