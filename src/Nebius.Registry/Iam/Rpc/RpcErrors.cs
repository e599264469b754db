using System.Globalization;
using Nebius.Registry.Net;

namespace Nebius.Registry.Iam.Rpc;

/// <summary>Makes coded errors of the failures that every call may have, and the words that all errors of calls share.</summary>
/// <param name="subject">What was asked for.</param>
/// <param name="time">The clock of this machine, which a refusal may be about.</param>
internal sealed class RpcErrors(RpcSubject subject, TimeProvider time)
{
    private const int LongestServerMessage = 300;
    private const int LongestRequestId = 80;

    // What a signed request is good for.
    private static readonly TimeSpan ClockTolerance = TimeSpan.FromMinutes(2);

    /// <summary>Makes the error of a failure that isn't a refusal.</summary>
    public NebiusRegistryException Unanswered(RpcFailure failure) => failure.Kind switch
    {
        RpcFailureKind.Unreachable => Error(
            subject.Codes.Unreachable,
            $"but {new RpcNetworkAdvice(subject).Why(failure, Words(failure), RequestId(failure.RequestId))}"),
        RpcFailureKind.TimedOut => Error(subject.Codes.TimedOut, $"and said that it took too long: {Words(failure)}. Try again."),
        RpcFailureKind.OutOfTime => Error(
            subject.Codes.TimedOut,
            $"and there was no answer within {failure.Limit.TotalSeconds.ToString(CultureInfo.InvariantCulture)} s. "
            + (failure.Before is null ? string.Empty : $"The attempt before that ended with: {Summary(failure.Before)}. ")
            + $"Look whether this machine reaches it ('curl -v https://{subject.Host}'). Behind a proxy, set HTTPS_PROXY."),
        _ => Error(
            subject.Codes.Unexpected,
            failure.HttpStatus is { } status
                ? $"but the answer was HTTP {status}, which is not {subject.Name}'s own. {RpcNetworkAdvice.CheckEndpointAndProxy}"
                : $"and answered what we do not understand: {Words(failure)}. Try again; if it stays, report it with the request id."),
    };

    /// <summary>Makes the error of an answer that makes no sense.</summary>
    public NebiusRegistryException BadAnswer(string what, string? requestId) => Error(
        subject.Codes.Unexpected,
        $"and answered {what}{RequestId(requestId)}. Try again; if it stays, report it with the request id.");

    /// <summary>Returns the service's own words, as one line.</summary>
    public string Words(RpcFailure failure)
    {
        var message = Redactor.Clean(failure.ServerMessage, LongestServerMessage, subject.Secrets);
        return $"{failure.Status}{(message.Length > 0 ? $", \"{message}\"" : string.Empty)}{RequestId(failure.RequestId)}{Causes(failure)}";
    }

    /// <summary>Returns what both clocks say, and what to do when they disagree.</summary>
    public string Clocks(RpcFailure failure)
    {
        var now = time.GetUtcNow();
        if (failure.ServerDate is not { } serverNow)
        {
            return string.Create(CultureInfo.InvariantCulture, $"Our clock says {now:u}. ");
        }

        var clocks = string.Create(CultureInfo.InvariantCulture, $"Our clock says {now:u}, the server's {serverNow.ToUniversalTime():u}. ");
        var difference = now - serverNow;
        return difference.Duration() <= ClockTolerance
            ? clocks
            : clocks
                + $"First set the clock of this machine, which is {(difference > TimeSpan.Zero ? "ahead" : "behind")}: "
                + "'sudo timedatectl set-ntp true' on Linux, 'w32tm /resync' on Windows, 'sudo sntp -sS time.apple.com' on macOS. ";
    }

    private NebiusRegistryException Error(string code, string what) => new(code, $"{subject.Attempt}, {what}") { IsUnanswered = true };

    private static string RequestId(string? id) =>
        Redactor.Clean(id, LongestRequestId) is { Length: > 0 } shown ? $" (request id {shown})" : string.Empty;

    // As Nebius's Go SDK prints them.
    private string Causes(RpcFailure failure) => failure.ServiceErrors.Count == 0
        ? string.Empty
        : $", caused by service error: {Redactor.Clean(string.Join(" | ", failure.ServiceErrors), LongestServerMessage, subject.Secrets)}";

    private string Summary(RpcFailure failure) =>
        failure.Fault is { } fault ? $"{fault.Kind} {fault.Detail}" : failure.HttpStatus is { } status ? $"HTTP {status}" : Words(failure);
}

/// <summary>What a call is about, for messages.</summary>
internal sealed record RpcSubject
{
    /// <summary>Gets where the call goes.</summary>
    public required IamEndpoint Endpoint { get; init; }

    /// <summary>Gets the service's name in its address, such as <c>tokens.iam</c>.</summary>
    public required string Service { get; init; }

    /// <summary>Gets what users call the service, such as <c>IAM</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Gets what was asked, to follow "was asked".</summary>
    public required string Asked { get; init; }

    /// <summary>Gets the secrets of the call; none of them may come back in a message.</summary>
    public required IReadOnlyList<Secret> Secrets { get; init; }

    /// <summary>Gets the codes of the failures that every call may have.</summary>
    public required RpcMessageCodes Codes { get; init; }

    /// <summary>Gets the host that is asked.</summary>
    public string Host => Endpoint.AddressOf(Service).Authority;

    /// <summary>Gets the beginning of every message.</summary>
    public string Attempt => $"{Name} at {Host} was asked {Asked}";
}

/// <summary>The codes of the failures that every call may have.</summary>
/// <param name="Unreachable">It could not be reached.</param>
/// <param name="TimedOut">It did not answer in time.</param>
/// <param name="Unexpected">Its answer can't be understood.</param>
internal sealed record RpcMessageCodes(string Unreachable, string TimedOut, string Unexpected)
{
    /// <summary>Gets those of an exchange.</summary>
    public static RpcMessageCodes OfExchange { get; } =
        new(MessageCodes.IamUnreachable, MessageCodes.IamTimedOut, MessageCodes.UnexpectedIamAnswer);

    /// <summary>Gets those of all other calls.</summary>
    public static RpcMessageCodes OfApi { get; } =
        new(MessageCodes.ApiUnreachable, MessageCodes.ApiUnreachable, MessageCodes.UnexpectedApiAnswer);
}

/// <summary>Says why a service could not be reached, and what to look at.</summary>
/// <param name="subject">What was asked for.</param>
internal sealed class RpcNetworkAdvice(RpcSubject subject)
{
    public static string CheckEndpointAndProxy =>
        "Something on the way answers in its place: look at NEBIUS_ENDPOINT, HTTPS_PROXY and NO_PROXY.";

    /// <summary>Returns the text that follows "but".</summary>
    /// <param name="failure">How the call ended.</param>
    /// <param name="words">What was said.</param>
    /// <param name="requestId">The request's id in brackets, or an empty text.</param>
    public string Why(RpcFailure failure, string words, string requestId) => failure.Fault switch
    {
        { Kind: ConnectionFaultKind.Dns } fault =>
            $"that name does not resolve ({fault.Detail}). Look at this machine's network"
            + (subject.Endpoint.IsDefault ? ". " : $" and at NEBIUS_ENDPOINT, which is {subject.Endpoint.Domain}. ")
            + "Behind a proxy, set HTTPS_PROXY.",
        { Kind: ConnectionFaultKind.Tls } fault =>
            $"its certificate was not accepted ({fault.Detail}). If a proxy of your organization opens TLS, trust its certificate: on "
            + "Linux name it in SSL_CERT_FILE, on Windows and macOS put it into the system's store.",
        { Kind: ConnectionFaultKind.Proxy } fault =>
            $"the proxy of this environment did not let us through ({fault.Detail}). Look at HTTPS_PROXY, its user and password, or add "
            + $"{subject.Endpoint.Domain} to NO_PROXY.",
        { Kind: ConnectionFaultKind.Timeout } fault =>
            $"no connection came about in time ({fault.Detail}). A firewall may drop it. Behind a proxy, set HTTPS_PROXY.",
        { } fault => $"the connection failed ({fault.Detail}). Look whether this machine reaches it: 'curl -v https://{subject.Host}'.",
        null when failure.HttpStatus is { } status =>
            $"the answer was HTTP {status}{requestId}, again and again. Try again later. {CheckEndpointAndProxy}",
        null => $"it cannot answer now: {words}. Try again later.",
    };
}
