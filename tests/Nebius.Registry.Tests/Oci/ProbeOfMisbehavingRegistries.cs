using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Time.Testing;
using Nebius.Registry.Oci;
using Nebius.Registry.Tests.Support;

namespace Nebius.Registry.Tests.Oci;

/// <summary>Whatever a registry answers, a probe ends in a result that shows no secret, and sends none elsewhere.</summary>
public sealed class ProbeOfMisbehavingRegistries : IDisposable
{
    private const string Password = "v1.CANARYpassword0123456789.sig";
    private const string UploadPath = "https://cr.eu-west1.nebius.cloud/v2/e00abc/app/blobs/uploads/";

    private readonly ScriptedRegistry _registry = new();
    private readonly FakeTimeProvider _time = new();

    public void Dispose() => _registry.Dispose();

    [Fact]
    public async Task A_push_probe_pings_gets_a_token_opens_an_upload_and_cancels_it()
    {
        _registry.Challenges().Answers(200, """{"token":"registry-token"}""")
            .Answers(202, location: "/v2/e00abc/app/blobs/uploads/1?state=x").Answers(204);

        var result = await Push();

        Assert.Equal(ProbeStatus.Accepted, result.Status);
        Assert.Equal("POST /v2/e00abc/app/blobs/uploads/", result.Request);
        Assert.Equal(
            [
                "GET https://cr.eu-west1.nebius.cloud/v2/",
                "GET https://cr.eu-west1.nebius.cloud/v2/token/?service=cr.eu-west1.nebius.cloud&scope=repository%3Ae00abc%2Fapp%3Apull%2Cpush Basic",
                $"POST {UploadPath} Bearer",
                $"DELETE {UploadPath}1?state=x Bearer",
            ],
            _registry.Requests);
        Assert.Equal($"iam:{Password}", Encoding.UTF8.GetString(Convert.FromBase64String(_registry.Authorizations[1]!.Parameter!)));
        Assert.Equal("registry-token", _registry.Authorizations[2]!.Parameter);
    }

    [Theory]
    [InlineData("##vso[task.setvariable variable=A]b")]
    [InlineData("no\n::error::boom")]
    [InlineData("no\u2028  ::add-mask::boom")]
    [InlineData("#\u200b#[error]boom")]
    [InlineData("##TeamCity[buildStatus]")]
    public async Task Text_of_a_registry_cannot_be_a_command_for_a_CI_system(string said)
    {
        var body = System.Text.Json.JsonSerializer.Serialize(new { errors = new[] { new { code = "DENIED", message = said } } });
        _registry.Challenges().Answers(200, """{"token":"registry-token"}""").Answers(403, body);

        var result = await Push();

        Assert.DoesNotContain("##", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("::", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', result.Error!);
    }

    [Fact]
    public async Task The_realms_own_query_is_kept_in_the_token_request()
    {
        _registry.Challenges("https://cr.eu-west1.nebius.cloud/token?tenant=1").Answers(200, """{"access_token":"t"}""").Answers(403);

        await Push();

        Assert.StartsWith("GET https://cr.eu-west1.nebius.cloud/token?tenant=1&service=", _registry.Requests[1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://evil.example/uploads/1")]
    [InlineData("http://cr.eu-west1.nebius.cloud/v2/uploads/1")]
    [InlineData("https://cr.eu-west1.nebius.cloud:8443/v2/uploads/1")]
    [InlineData("https://cr.eu-west1.nebius.cloud@evil.example/v2/uploads/1")]
    [InlineData("//evil.example/uploads/1")]
    [InlineData("")]
    public async Task An_upload_location_on_another_host_is_not_requested(string location)
    {
        _registry.Challenges().Answers(200, """{"token":"t"}""").Answers(202, location: location);

        Assert.Equal(ProbeStatus.Accepted, (await Push()).Status);
        Assert.Equal(3, _registry.Requests.Count);
    }

    [Theory]
    [InlineData(301)]
    [InlineData(302)]
    [InlineData(307)]
    [InlineData(308)]
    public async Task The_probe_follows_no_redirect_of_the_registry(int status)
    {
        _registry.Challenges().Answers(status, location: "https://evil.example/");

        var result = await Push();

        Assert.Equal(ProbeStatus.Other, result.Status);
        Assert.Equal(status, result.HttpStatus);
        Assert.Equal(2, _registry.Requests.Count);
    }

    [Theory]
    [InlineData("")]
    [InlineData("Digest realm=\"x\"")]
    [InlineData("Bearer")]
    [InlineData("Bearer realm=\"https://evil.example/\"")]
    [InlineData("Bearer realm=\"http://cr.eu-west1.nebius.cloud/v2/token/\"")]
    public async Task A_challenge_that_cannot_be_answered_gets_no_credential(string challenge)
    {
        _registry.Answers(401, challenge: challenge);

        var result = await Push();

        Assert.Equal(challenge.StartsWith("Bearer", StringComparison.Ordinal) ? ProbeStatus.UntrustedRealm : ProbeStatus.Other, result.Status);
        Assert.All(_registry.Authorizations, Assert.Null);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("{\"token\":42}")]
    [InlineData("{\"token\":\"\"}")]
    [InlineData("{\"token\":\"a\\r\\nX-Evil: 1\"}")]
    [InlineData("{\"token\":\"\\ud800\"}")]
    [InlineData("<html>CANARY</html>")]
    public async Task The_probe_ends_when_the_token_answer_has_no_token(string body)
    {
        _registry.Challenges().Answers(200, body);

        var result = await Push();

        Assert.Equal(ProbeStatus.Other, result.Status);
        Assert.Equal(2, _registry.Requests.Count);
        Assert.DoesNotContain("CANARY", result.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_more_than_64_KiB_of_a_registry_answer_are_read()
    {
        _registry.Challenges().Answers(200, """{"token":"t"}""" + new string(' ', 70_000));

        Assert.Equal(ProbeStatus.Other, (await Push()).Status);
        Assert.Equal(2, _registry.Requests.Count);
    }

    [Fact]
    public async Task A_failure_to_cancel_the_upload_does_not_change_the_probes_result()
    {
        _registry.Challenges().Answers(200, """{"token":"t"}""").Answers(202, location: "/v2/e00abc/app/blobs/uploads/1")
            .Throws(new HttpRequestException(HttpRequestError.ResponseEnded));

        Assert.Equal(ProbeStatus.Accepted, (await Push()).Status);
    }

    [Fact]
    public async Task The_registrys_error_text_is_redacted_and_shortened()
    {
        var basic = Convert.ToBase64String(Encoding.UTF8.GetBytes($"iam:{Password}"));
        var message = $"no \\u001b[31m{Password} or {Password[..20]} or {basic} or eyJhbGciOiJSUzI1NiJ9.eyJDQU5BUlkiOjF9.x\\r\\nfake line "
            + new string('x', 5000);
        _registry.Challenges().Answers(200, """{"token":"secret-registry-token"}""")
            .Answers(403, $$"""{"errors":[{"code":"DENIED","message":"{{message}} secret-registry-token"},{"code":"X","message":"second"}]}""");

        var result = await Push();

        Assert.Equal(ProbeStatus.Denied, result.Status);
        Assert.StartsWith("DENIED: no [31m[removed] or [removed] or [removed] or [removed]", result.Error, StringComparison.Ordinal);
        Assert.True(result.Error!.Length < 330);
        Assert.DoesNotContain(result.Error, char.IsControl);
        Assert.DoesNotContain("second", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{\"errors\":[]}")]
    [InlineData("{\"errors\":[null]}")]
    [InlineData("{\"errors\":{}}")]
    [InlineData("{\"errors\":[{\"code\":\"not a code CANARY\"}]}")]
    [InlineData("{\"errors\":[{\"message\":\"CANARY\"}]}")]
    [InlineData("<html>CANARY</html>")]
    public async Task A_registry_error_without_a_code_is_not_quoted(string body)
    {
        _registry.Challenges().Answers(200, """{"token":"t"}""").Answers(500, body);

        var result = await Push();

        Assert.Equal(ProbeStatus.Other, result.Status);
        Assert.Equal(500, result.HttpStatus);
        Assert.Null(result.Error);
    }

    [Theory]
    [InlineData(401, nameof(ProbeStatus.Unauthorized))]
    [InlineData(403, nameof(ProbeStatus.Denied))]
    [InlineData(404, nameof(ProbeStatus.Other))]
    [InlineData(500, nameof(ProbeStatus.Other))]
    public async Task A_refusal_of_the_token_endpoint_is_the_probes_result(int status, string expected)
    {
        _registry.Challenges().Answers(status, """{"errors":[{"code":"NAME_UNKNOWN","message":"m"}]}""");

        Assert.Equal(expected, (await Push()).Status.ToString());
    }

    public static TheoryData<HttpRequestError, int, string> Faults => new()
    {
        { HttpRequestError.NameResolutionError, (int)SocketError.HostNotFound, nameof(ProbeStatus.DnsFailure) },
        { HttpRequestError.ConnectionError, (int)SocketError.ConnectionRefused, nameof(ProbeStatus.Unreachable) },
        { HttpRequestError.ConnectionError, (int)SocketError.TimedOut, nameof(ProbeStatus.Timeout) },
        { HttpRequestError.SecureConnectionError, (int)SocketError.ConnectionReset, nameof(ProbeStatus.TlsFailure) },
        { HttpRequestError.ProxyTunnelError, (int)SocketError.Success, nameof(ProbeStatus.ProxyFailure) },
        { HttpRequestError.ResponseEnded, (int)SocketError.ConnectionReset, nameof(ProbeStatus.Unreachable) },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task A_registry_that_does_not_answer_is_a_probe_result_and_not_an_exception(
        HttpRequestError error, int socket, string expected)
    {
        _registry.Throws(new HttpRequestException(error, "CANARY", new SocketException(socket)));

        var result = await Push();

        Assert.Equal(expected, result.Status.ToString());
        Assert.Null(result.HttpStatus);
        Assert.DoesNotContain("CANARY", result.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_registry_that_hangs_up_in_the_handshake_is_asked_once_more()
    {
        _registry.Throws(HungUp()).Challenges().Answers(200, """{"token":"registry-token"}""")
            .Answers(202, location: "/v2/e00abc/app/blobs/uploads/1").Answers(204);

        var result = await Push();

        Assert.Equal(ProbeStatus.Accepted, result.Status);
        Assert.Equal(["GET https://cr.eu-west1.nebius.cloud/v2/", "GET https://cr.eu-west1.nebius.cloud/v2/"], _registry.Requests[..2]);
    }

    [Fact]
    public async Task A_registry_that_hangs_up_twice_is_not_asked_a_third_time()
    {
        _registry.Throws(HungUp()).Throws(HungUp());

        var result = await Push();

        Assert.Equal((ProbeStatus.Unreachable, "closed during the TLS handshake"), (result.Status, result.Error));
        Assert.Equal(2, _registry.Requests.Count);
        Assert.DoesNotContain("CANARY", result.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_probe_times_out_after_ten_seconds()
    {
        var reached = new TaskCompletionSource();
        _registry.Challenges().NeverAnswers(reached);

        var running = Push();
        await reached.Task;
        _time.Advance(TimeSpan.FromSeconds(9.9));
        Assert.False(running.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(0.2));

        var result = await running;
        Assert.Equal(ProbeStatus.Timeout, result.Status);
        Assert.Equal("GET /v2/token/", result.Request);
    }

    [Fact]
    public async Task A_probe_can_be_cancelled_by_its_caller()
    {
        var reached = new TaskCompletionSource();
        using var source = new CancellationTokenSource();
        _registry.NeverAnswers(reached);
        var running = Probe("e00abc/app", null, source.Token);
        await reached.Task;

        await source.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
    }

    [Theory]
    [InlineData("../../other", null)]
    [InlineData("e00abc/../x", null)]
    [InlineData("e00abc//app", null)]
    [InlineData("e00abc/App", null)]
    [InlineData("e00abc/app?x=1", null)]
    [InlineData("", null)]
    [InlineData("e00abc/app", "../x")]
    [InlineData("e00abc/app", "a b")]
    public async Task The_probe_sends_no_request_for_an_invalid_repository_or_reference(string repository, string? reference)
    {
        var result = await Probe(repository, reference, TestContext.Current.CancellationToken);

        Assert.Equal(ProbeStatus.Other, result.Status);
        Assert.Empty(_registry.Requests);
    }

    private static HttpRequestException HungUp() => new(
        HttpRequestError.SecureConnectionError,
        "CANARY",
        new IOException("CANARY", new SocketException((int)SocketError.ConnectionReset)));

    private Task<ProbeResult> Push() => Probe("e00abc/app", null, TestContext.Current.CancellationToken);

    private Task<ProbeResult> Probe(string repository, string? reference, CancellationToken cancellationToken) =>
        new RegistryProbe { CreateHandler = () => _registry, Time = _time }
            .ProbeAsync(Hosts.Credential(Password), repository, RegistryAction.Push, reference, cancellationToken);
}
