using System.Globalization;

namespace Nebius.Registry.Iam.Rpc;

/// <summary>Makes coded errors of the failures that every call may have, and the words that all errors of calls share.</summary>
/// <param name="subject">What was asked for.</param>
/// <param name="time">Our clock, which a refusal may be about.</param>
internal sealed class RpcErrors(RpcSubject subject, TimeProvider time)
{
    private const int LongestServerMessage = 300;
    private const int LongestRequestId = 80;

    // What a signed request is good for.
    private static readonly TimeSpan ClockTolerance = TimeSpan.FromMinutes(2);

    /// <summary>Makes the error of a failure that is no refusal.</summary>
    public NebiusRegistryException Unanswered(RpcFailure failure) => failure.Kind switch
    {
        RpcFailureKind.Unreachable => Error(subject.Codes.Unreachable, $"but {new RpcNetworkAdvice(subject).Why(failure, Words(failure), RequestId(failure.RequestId))}"),
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

    /// <summary>Returns what the service said, as one line.</summary>
    public string Words(RpcFailure failure)
    {
        var message = Redactor.Clean(failure.ServerMessage, LongestServerMessage, subject.Secrets);
        return $"{failure.Status}{(message.Length > 0 ? $", \"{message}\"" : string.Empty)}{RequestId(failure.RequestId)}{Causes(failure)}";
    }

    /// <summary>Returns what both clocks say, and what to do when they disagree.</summary>
    public string Clocks(RpcFailure failure)
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
