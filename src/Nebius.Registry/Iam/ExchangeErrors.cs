using System.Globalization;
using Nebius.Registry.Diagnostics;
using Nebius.Registry.Transport;

namespace Nebius.Registry.Iam;

/// <summary>Makes coded errors of failed exchanges.</summary>
/// <param name="endpoint">Where the exchange went.</param>
/// <param name="request">What was asked for.</param>
/// <param name="time">Our clock, which a refusal may be about.</param>
internal sealed class ExchangeErrors(IamEndpoint endpoint, ExchangeRequest request, TimeProvider time)
{
    private const int LongestServerMessage = 300;
    private const int LongestRequestId = 80;

    // What a signed request is good for.
    private static readonly TimeSpan ClockTolerance = TimeSpan.FromMinutes(2);

    private string Host => endpoint.AddressOf("tokens.iam").Authority;

    private string Attempt => $"IAM at {Host} was asked for an access token for {request.Who}";

    public NebiusRegistryException Of(ExchangeFailure failure) => failure.Kind switch
    {
        ExchangeFailureKind.Refused => new(
            MessageCodes.ExchangeRefused,
            $"{Attempt}, and refused: {Words(failure)}. {Clocks(failure)}{request.WhenRefused}")
        {
            IsUnauthenticated = failure.Status == "UNAUTHENTICATED",
        },
        ExchangeFailureKind.Unreachable => new(MessageCodes.IamUnreachable, $"{Attempt}, but {Why(failure)}"),
        ExchangeFailureKind.TimedOut => new(
            MessageCodes.IamTimedOut,
            $"{Attempt}, and said that it took too long: {Words(failure)}. Try again."),
        _ => new(
            MessageCodes.UnexpectedIamAnswer,
            failure.HttpStatus is { } status
                ? $"{Attempt}, but the answer was HTTP {status}, which is not IAM's own. {CheckEndpointAndProxy}"
                : $"{Attempt}, and answered what we do not understand: {Words(failure)}. Try again; if it stays, report it with the "
                    + "request id."),
    };

    public NebiusRegistryException TimedOut(TimeSpan limit, ExchangeFailure? last) => new(
        MessageCodes.IamTimedOut,
        $"{Attempt}, and there was no answer within {limit.TotalSeconds.ToString(CultureInfo.InvariantCulture)} s. "
        + (last is null ? string.Empty : $"The attempt before that ended with: {Summary(last)}. ")
        + $"Look whether this machine reaches it ('curl -v https://{Host}'). Behind a proxy, set HTTPS_PROXY.");

    public NebiusRegistryException BadAnswer(string what, string? requestId) => new(
        MessageCodes.UnexpectedIamAnswer,
        $"{Attempt}, and answered {what}{RequestId(requestId)}. Try again; if it stays, report it with the request id.");

    private static string CheckEndpointAndProxy =>
        "Something on the way answers in its place: look at NEBIUS_ENDPOINT, HTTPS_PROXY and NO_PROXY.";

    private static string RequestId(string? id) =>
        ForeignText.Clean(id, LongestRequestId) is { Length: > 0 } shown ? $" (request id {shown})" : string.Empty;

    private string Words(ExchangeFailure failure)
    {
        var message = ForeignText.Clean(failure.ServerMessage, LongestServerMessage, request.Secrets);
        return $"{failure.Status}{(message.Length > 0 ? $", \"{message}\"" : string.Empty)}{RequestId(failure.RequestId)}{Causes(failure)}";
    }

    // As Nebius's Go SDK prints them.
    private string Causes(ExchangeFailure failure) => failure.ServiceErrors.Count == 0
        ? string.Empty
        : $", caused by service error: {ForeignText.Clean(string.Join(" | ", failure.ServiceErrors), LongestServerMessage, request.Secrets)}";

    private string Summary(ExchangeFailure failure) =>
        failure.Fault is { } fault ? $"{fault.Kind} {fault.Detail}" : failure.HttpStatus is { } status ? $"HTTP {status}" : Words(failure);

    private string Clocks(ExchangeFailure failure)
    {
        var ours = time.GetUtcNow();
        if (failure.ServerDate is not { } theirs)
        {
            return string.Create(CultureInfo.InvariantCulture, $"Our clock says {ours:u}. ");
        }

        var clocks = string.Create(CultureInfo.InvariantCulture, $"Our clock says {ours:u}, the server's {theirs.ToUniversalTime():u}. ");
        var difference = ours - theirs;
        return difference.Duration() <= ClockTolerance
            ? clocks
            : clocks
                + $"First set the clock of this machine, which is {(difference > TimeSpan.Zero ? "ahead" : "behind")}: "
                + "'sudo timedatectl set-ntp true' on Linux, 'w32tm /resync' on Windows, 'sudo sntp -sS time.apple.com' on macOS. ";
    }

    private string Why(ExchangeFailure failure) => failure.Fault switch
    {
        { Kind: ConnectionFaultKind.Dns } fault =>
            $"that name does not resolve ({fault.Detail}). Look at this machine's network"
            + (endpoint.IsDefault ? ". " : $" and at NEBIUS_ENDPOINT, which is {endpoint.Domain}. ") + "Behind a proxy, set HTTPS_PROXY.",
        { Kind: ConnectionFaultKind.Tls } fault =>
            $"its certificate was not accepted ({fault.Detail}). If a proxy of your organization opens TLS, trust its certificate: on "
            + "Linux name it in SSL_CERT_FILE, on Windows and macOS put it into the system's store.",
        { Kind: ConnectionFaultKind.Proxy } fault =>
            $"the proxy of this environment did not let us through ({fault.Detail}). Look at HTTPS_PROXY, its user and password, or add "
            + $"{endpoint.Domain} to NO_PROXY.",
        { Kind: ConnectionFaultKind.Timeout } fault =>
            $"no connection came about in time ({fault.Detail}). A firewall may drop it. Behind a proxy, set HTTPS_PROXY.",
        { } fault => $"the connection failed ({fault.Detail}). Look whether this machine reaches it: 'curl -v https://{Host}'.",
        null when failure.HttpStatus is { } status =>
            $"the answer was HTTP {status}{RequestId(failure.RequestId)}, again and again. Try again later. {CheckEndpointAndProxy}",
        null => $"it cannot answer now: {Words(failure)}. Try again later.",
    };
}
