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

    private readonly RpcNetworkAdvice _network = new(subject);

    /// <summary>Makes the error of a failure that isn't a refusal.</summary>
    public NebiusRegistryException Unanswered(RpcFailure failure) => failure.Kind switch
    {
        RpcFailureKind.Unreachable => Error(
            subject.Codes.Unreachable,
            $"but {_network.Why(failure, Words(failure), RequestId(failure.RequestId))}",
            isTimeout: failure.Fault?.Kind == ConnectionFaultKind.Timeout),
        RpcFailureKind.TimedOut => Error(subject.Codes.TimedOut, $"and said that it took too long: {Words(failure)}. Try again."),
        RpcFailureKind.OutOfTime => Error(
            subject.Codes.TimedOut,
            $"and there was no answer within {failure.Limit.TotalSeconds.ToString(CultureInfo.InvariantCulture)} s{_network.Way}. "
            + (failure.Before is null ? string.Empty : $"The attempt before that ended with: {Summary(failure.Before)}. ")
            + _network.CheckTheWay,
            isTimeout: true),
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

    private NebiusRegistryException Error(string code, string what, bool isTimeout = false) =>
        new(code, $"{subject.Attempt}, {what}") { IsUnanswered = true, IsTimeout = isTimeout };

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

    /// <summary>Gets the address of the proxy on the way, as messages show it; null when there is none.</summary>
    public string? Proxy { get; init; }

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
