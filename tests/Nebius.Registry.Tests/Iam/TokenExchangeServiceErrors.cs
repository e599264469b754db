using CsCheck;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Microsoft.Extensions.Time.Testing;
using Nebius.Registry.Emulator;
using Nebius.Registry.Iam;
using Nebius.Registry.Iam.Protos;
using Nebius.Registry.Tests.Support;
using AccessToken = Nebius.Registry.Iam.AccessToken;
using RpcStatus = Nebius.Registry.Iam.Protos.Rpc.Status;
using TokenExchange = Nebius.Registry.Iam.TokenExchange;

namespace Nebius.Registry.Tests.Iam;

public sealed class TokenExchangeServiceErrors
{
    private const int PermissionDenied = 7;
    private const int Unavailable = 14;

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 23, 12, 0, 0, TimeSpan.Zero));

    [Theory]
    [InlineData("##vso[task.setvariable variable=A]b")]
    [InlineData("no\n::error::boom")]
    [InlineData("no\r##[error]boom\u0085##teamcity[buildStatus]")]
    public async Task Text_of_IAM_cannot_be_a_command_for_a_CI_system(string said)
    {
        var details = Details(new ServiceError { Service = said, Code = said });

        var failure = await Assert.ThrowsAsync<NebiusRegistryException>(() => Exchange(new ScriptedIam().Fails(PermissionDenied, said, details: details)));

        Assert.DoesNotContain("##", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("::", failure.Message, StringComparison.Ordinal);
        Assert.All(failure.Message.Split('\n').Skip(1), line => Assert.Matches(@"\A(  nebius iam auth-public-key .*|  sudo timedatectl set-ntp true|Other causes: It was deleted, [A-Za-z',. ]+:)\z", line));
    }

    [Theory]
    [InlineData(PermissionDenied, ServiceError.Types.RetryType.Call, true)]
    [InlineData(PermissionDenied, ServiceError.Types.RetryType.Unspecified, false)]
    [InlineData(Unavailable, ServiceError.Types.RetryType.Unspecified, true)]
    [InlineData(Unavailable, ServiceError.Types.RetryType.Nothing, false)]
    [InlineData(Unavailable, ServiceError.Types.RetryType.UnitOfWork, false)]
    [InlineData(1, ServiceError.Types.RetryType.Call, false)]
    internal async Task The_retry_type_of_a_service_error_wins_over_the_gRPC_status(
        int status, ServiceError.Types.RetryType retryType, bool isTriedAgain)
    {
        foreach (var inHeaders in new[] { false, true })
        {
            var details = Details(new ServiceError { Service = "iam", Code = "Test", RetryType = retryType });
            var iam = new ScriptedIam().Fails(status, "no", inHeaders: inHeaders, details: details).Answers();

            var failure = await Record.ExceptionAsync(() => Exchange(iam));

            Assert.Equal(isTriedAgain, failure is null);
            Assert.Equal(isTriedAgain ? 2 : 1, iam.Requests.Count);
        }
    }

    [Fact]
    public async Task The_first_service_error_with_a_retry_type_decides_about_the_retry()
    {
        var details = Details(
            new ServiceError(),
            new ServiceError { RetryType = ServiceError.Types.RetryType.Nothing },
            new ServiceError { RetryType = ServiceError.Types.RetryType.Call });
        var iam = new ScriptedIam().Fails(Unavailable, details: details).Answers();

        await Leaks.FailsWithAsync(MessageCodes.IamUnreachable, () => Exchange(iam));
    }

    [Theory]
    [InlineData(ServiceError.Types.RetryType.Unspecified, 1)]
    [InlineData(ServiceError.Types.RetryType.Call, 2)]
    internal async Task A_used_up_quota_is_not_retried_unless_the_service_says_so(ServiceError.Types.RetryType retryType, int attempts)
    {
        var quota = new QuotaFailure { Violations = { new QuotaFailure.Types.Violation { Quota = "keys", Message = "full", Limit = "3", Requested = "4" } } };
        var details = Details(new ServiceError { Service = "iam", Code = "Quota", RetryType = retryType, QuotaFailure = quota });
        var iam = new ScriptedIam().Fails(8, "no", details: details).Answers();

        var failure = await Record.ExceptionAsync(() => Exchange(iam));

        Assert.Equal(attempts, iam.Requests.Count);
        Assert.True(failure is null || failure.Message.Contains("Quota failure Quota: service iam: keys: full (limit 3, requested 4)", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Service_errors_of_IAM_are_worded_as_in_the_Go_SDK()
    {
        var denied = new ServiceError { Service = "iam", Code = "NotYours", PermissionDenied = new() { ResourceId = "serviceaccount-e00x" } };
        var other = new ServiceError { Service = "dns", Code = "ZoneNotEmpty" };
        var iam = new ScriptedIam().Fails(PermissionDenied, "no", details: Details(denied, other));

        var failure = await Leaks.FailsWithAsync(MessageCodes.ExchangeRefused, () => Exchange(iam));

        Assert.Contains(
            "(PERMISSION_DENIED: \"no\", request ID req-42, service error: "
            + "Permission denied NotYours: service iam, resource ID: serviceaccount-e00x | Service dns error ZoneNotEmpty).",
            failure.Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_token_that_was_sent_is_not_repeated_from_a_service_error()
    {
        using var key = TestKeys.Authorized();
        var jwt = key.CreateToken(_time.GetUtcNow()).Reveal();
        var error = new ServiceError
        {
            Service = "iam\u001b[31m\r\nevil",
            Code = jwt[10..80],
            BadRequest = new() { Violations = { new BadRequest.Types.Violation { Field = "subject_token", Message = jwt } } },
        };
        var iam = new ScriptedIam().Fails(3, details: Details(error));

        var failure = await Leaks.FailsWithAsync(
            MessageCodes.ExchangeRefused, () => Exchange(iam), [.. jwt.Split('.'), jwt[10..40], "\u001b"]);

        Assert.All(failure.Message.Split('\n').Skip(1), line => Assert.Matches(@"\A(  nebius iam auth-public-key .*|  sudo timedatectl set-ntp true|Other causes: It was deleted, [A-Za-z',. ]+:)\z", line));
        Assert.Contains("subject_token", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("!!!")]
    [InlineData("A")]
    [InlineData("////")]
    [InlineData("AAAA,AAAA")]
    public async Task Error_details_that_cannot_be_parsed_are_ignored(string details)
    {
        var iam = new ScriptedIam().Fails(PermissionDenied, "no", details: details);

        var failure = await Leaks.FailsWithAsync(MessageCodes.ExchangeRefused, () => Exchange(iam));

        Assert.Contains("(PERMISSION_DENIED: \"no\", request ID req-42).", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public Task Any_bytes_in_the_error_details_end_in_an_error_with_a_code()
    {
        var good = Convert.FromBase64String(Details(new ServiceError { Service = "iam", Code = "Test", TooManyRequests = new() { Violation = "x" } }));
        var bytes = Gen.OneOf(
            Gen.Byte.Array[0, 64],
            Gen.Select(Gen.Int[0, good.Length - 1], Gen.Byte, (position, value) => (byte[])[.. good[..position], value, .. good[(position + 1)..]]),
            Gen.Int[0, good.Length].Select(length => good[..length]));
        var texts = Gen.OneOf(bytes.Select(Convert.ToBase64String), Gen.String[Gen.Char['!', '~'], 0, 40]);

        return texts.SampleAsync(
            async details =>
            {
                var iam = new ScriptedIam().Fails(PermissionDenied, "no", details: details, times: 5);
                var failure = await Record.ExceptionAsync(() => Exchange(iam));
                Leaks.AssertNone(Assert.IsType<NebiusRegistryException>(failure));
            },
            iter: 500);
    }

    [Fact]
    public async Task Service_errors_decide_about_retries_over_the_network_too()
    {
        var cancel = TestContext.Current.CancellationToken;
        await using var world = await EmulatorWorld.StartAsync(cancellationToken: cancel);
        world.Faults.Add(EmulatorEndpoint.TokenExchange, Fault.ServiceError(Grpc.Core.StatusCode.Internal, "Draining", RetryType.Call));
        world.Faults.Add(
            EmulatorEndpoint.TokenExchange,
            Fault.ServiceError(Grpc.Core.StatusCode.Unavailable, "Closed", RetryType.Nothing, resourceId: "project-e00x"));
        using var key = AuthorizedKeyJson.Read(world.Iam.AddServiceAccount().AuthorizedKey.Json, "NEBIUS_AUTHORIZED_KEY");
        var exchange = new TokenExchange(IamEndpoint.Default) { CreateHandler = world.CreateHandler, Jitter = () => 0 };

        var failure = await Leaks.FailsWithAsync(
            MessageCodes.IamUnreachable, () => exchange.ForAuthorizedKeyAsync(key, cancel), [.. world.Secrets]);

        Assert.Equal(2, world.Requests.To(EmulatorEndpoint.TokenExchange).Count);
        Assert.Contains("Permission denied Closed: service iam, resource ID: project-e00x", failure.Message, StringComparison.Ordinal);
    }

    private static string Details(params ServiceError[] errors)
    {
        var status = new RpcStatus { Code = PermissionDenied, Message = "no" };
        status.Details.Add(new Any { TypeUrl = "type.googleapis.com/google.rpc.RetryInfo", Value = ByteString.CopyFrom(255) });
        status.Details.AddRange(errors.Select(error => Any.Pack(error)));
        return Convert.ToBase64String(status.ToByteArray());
    }

    private async Task<AccessToken> Exchange(ScriptedIam iam)
    {
        using var key = TestKeys.Authorized();
        var exchange = new TokenExchange(IamEndpoint.Default) { Time = _time, CreateHandler = () => iam, Jitter = () => 0 };
        return await exchange.ForAuthorizedKeyAsync(key, TestContext.Current.CancellationToken);
    }
}
