using System.Globalization;
using Nebius.Registry.Net;

namespace Nebius.Registry.Iam.Rpc;

/// <summary>Makes coded errors of the failures that every call may have, and the texts that the errors of calls share.</summary>
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
            $"Can't reach {subject.NameAndHost}: {_network.Why(failure, Words(failure), RequestId(failure.RequestId))}",
            isTimeout: failure.Fault?.Kind == ConnectionFaultKind.Timeout),
        RpcFailureKind.TimedOut => Error(
            subject.Codes.TimedOut, $"Can't reach {subject.NameAndHost}: the request timed out there ({Words(failure)}). Try again."),
        RpcFailureKind.OutOfTime => Error(
            subject.Codes.TimedOut,
            $"Can't reach {subject.NameAndHost}: no answer within "
            + $"{failure.Limit.TotalSeconds.ToString("0.#", CultureInfo.InvariantCulture)} s{_network.Way}"
            + (failure.Before is null ? ". " : $" (before that: {Summary(failure.Before)}). ")
            + _network.CheckTheWay,
            isTimeout: true),
        _ => Error(
            subject.Codes.Unexpected,
            failure.HttpStatus is { } status
                ? $"{subject.NameAndHost} sent an unexpected answer (HTTP {status}). {RpcNetworkAdvice.CheckEndpointAndProxy}"
                : Unexpected(Words(failure))),
    };

    /// <summary>Makes the error of an answer that isn't valid.</summary>
    public NebiusRegistryException BadAnswer(string what, string? requestId) =>
        Error(subject.Codes.Unexpected, Unexpected($"{what}{RequestId(requestId)}"));

    /// <summary>Returns the service's own words, to be put into parentheses.</summary>
    public string Words(RpcFailure failure)
    {
        var message = Redactor.Clean(failure.ServerMessage, LongestServerMessage, subject.Secrets);
        return $"{failure.Status}{(message.Length > 0 ? $": \"{message}\"" : string.Empty)}{RequestId(failure.RequestId)}{Causes(failure)}";
    }

    /// <summary>Returns the advice for a clock that is wrong, or may be; empty when it is right.</summary>
    public string Clocks(RpcFailure failure)
    {
        var now = time.GetUtcNow();
        if (failure.ServerDate is not { } serverNow)
        {
            return string.Create(CultureInfo.InvariantCulture, $"Check this machine's clock, which says {now:u}. ");
        }

        var difference = now - serverNow;
        return difference.Duration() <= ClockTolerance
            ? string.Empty
            : string.Create(
                CultureInfo.InvariantCulture,
                $"This machine's clock is {(difference > TimeSpan.Zero ? "ahead" : "behind")}: it says {now:u}, the server's clock says "
                + $"{serverNow.ToUniversalTime():u}. Set it:\n  {SetClock}\nOther causes: ");
    }

    private static string SetClock => OperatingSystem.IsWindows() ? "w32tm /resync"
        : OperatingSystem.IsMacOS() ? "sudo sntp -sS time.apple.com"
        : "sudo timedatectl set-ntp true";

    private string Unexpected(string what) =>
        $"{subject.NameAndHost} sent an unexpected answer ({what}). Try again. If it stays, report it with the request ID.";

    private static NebiusRegistryException Error(string code, string text, bool isTimeout = false) =>
        new(code, $"{char.ToUpperInvariant(text[0])}{text[1..]}") { IsUnanswered = true, IsTimeout = isTimeout };

    private static string RequestId(string? id) =>
        Redactor.Clean(id, LongestRequestId) is { Length: > 0 } shown ? $", request ID {shown}" : string.Empty;

    // As the Nebius SDK for Go prints them.
    private string Causes(RpcFailure failure) => failure.ServiceErrors.Count == 0
        ? string.Empty
        : $", service error: {Redactor.Clean(string.Join(" | ", failure.ServiceErrors), LongestServerMessage, subject.Secrets)}";

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

    /// <summary>Gets the service's name for users, such as <c>IAM</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Gets what the call does, to follow "can't".</summary>
    public required string Action { get; init; }

    /// <summary>Gets the secrets of the call; none of them may come back in a message.</summary>
    public required IReadOnlyList<Secret> Secrets { get; init; }

    /// <summary>Gets the codes of the failures that every call may have.</summary>
    public required RpcMessageCodes Codes { get; init; }

    /// <summary>Gets the host of the service.</summary>
    public string Host => Endpoint.AddressOf(Service).Authority;

    /// <summary>Gets the service and its host.</summary>
    public string NameAndHost => $"{Name} at {Host}";
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
