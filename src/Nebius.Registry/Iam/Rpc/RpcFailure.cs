using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Grpc.Core;
using Nebius.Registry.Net;

namespace Nebius.Registry.Iam.Rpc;

/// <summary>A failed call, without the wire format.</summary>
internal sealed record RpcFailure
{
    private const string DeadlineExceeded = "DEADLINE_EXCEEDED";

    /// <summary>Makes the failure of an attempt that timed out.</summary>
    public static RpcFailure Unanswered(TimeSpan limit) => new()
    {
        Kind = RpcFailureKind.Unreachable,
        Status = DeadlineExceeded,
        IsTransient = true,
        Fault = new ConnectionFault(
            ConnectionFaultKind.Timeout,
            string.Create(CultureInfo.InvariantCulture, $"no answer within {limit.TotalSeconds:0.#} s")),
    };

    /// <summary>Makes the failure of a call that timed out.</summary>
    /// <param name="limit">The time that it had.</param>
    /// <param name="last">How its last attempt ended, if one did.</param>
    public static RpcFailure OutOfTime(TimeSpan limit, RpcFailure? last) => new()
    {
        Kind = RpcFailureKind.OutOfTime,
        Status = DeadlineExceeded,
        Limit = limit,
        Before = last,
    };

    /// <summary>Gets what kind of failure it is.</summary>
    public required RpcFailureKind Kind { get; init; }

    /// <summary>Gets the gRPC status as the protocol writes it, such as <c>UNAUTHENTICATED</c>.</summary>
    public required string Status { get; init; }

    /// <summary>Gets a value indicating whether the same call may succeed in a moment.</summary>
    public bool IsTransient { get; init; }

    /// <summary>Gets a value indicating whether the service says that a quota is used up; waiting doesn't help.</summary>
    public bool IsOutOfQuota { get; init; }

    /// <summary>Gets the server's own words, not yet redacted.</summary>
    public string? ServerMessage { get; init; }

    /// <summary>Gets the service's details about the status, not yet redacted.</summary>
    public IReadOnlyList<string> ServiceErrors { get; init; } = [];

    /// <summary>Gets the ID by which the server's operators find the call.</summary>
    public string? RequestId { get; init; }

    /// <summary>Gets the time on the server's clock.</summary>
    public DateTimeOffset? ServerDate { get; init; }

    /// <summary>Gets the HTTP status, when it was not the 200 of a gRPC server.</summary>
    public int? HttpStatus { get; init; }

    /// <summary>Gets why there was no answer at all.</summary>
    public ConnectionFault? Fault { get; init; }

    /// <summary>Gets the timeout of the call, if it timed out.</summary>
    public TimeSpan Limit { get; init; }

    /// <summary>Gets the failure of the attempt before the timeout.</summary>
    public RpcFailure? Before { get; init; }
}

/// <summary>What kind of failure a call ended in.</summary>
internal enum RpcFailureKind
{
    /// <summary>The service refused.</summary>
    Refused,

    /// <summary>The service can't be reached, or can't answer.</summary>
    Unreachable,

    /// <summary>The answer isn't valid; it may not come from the service.</summary>
    Unexpected,

    /// <summary>The service says that the request timed out.</summary>
    TimedOut,

    /// <summary>There was no answer within the timeout of the call with all its attempts.</summary>
    OutOfTime,
}

/// <summary>Makes the failure of a call from what the gRPC client threw.</summary>
internal static partial class RpcFailures
{
    /// <summary>Describes a failure.</summary>
    /// <param name="exception">What the gRPC client threw.</param>
    /// <param name="address">Where the call went.</param>
    /// <param name="diagnostics">What the gRPC client did not hand on.</param>
    public static RpcFailure Describe(RpcException exception, Uri address, RpcDiagnosticsHandler diagnostics)
    {
        var fault = diagnostics.Fault
            ?? (exception.Status.DebugException is { } cause ? diagnostics.FaultOf(cause, address) : null);
        var httpStatus = diagnostics.HttpStatus is 200 ? null : diagnostics.HttpStatus;
        var (kind, isTransient) = fault is null ? Classify(exception, httpStatus) : (RpcFailureKind.Unreachable, MayPass(fault));
        var said = ServiceErrors.Read(exception.Trailers);
        return new RpcFailure
        {
            Kind = kind,
            Status = NameOf(exception.StatusCode),
            IsTransient = exception.StatusCode != StatusCode.Cancelled && (said.MayPass ?? isTransient),
            IsOutOfQuota = said.IsOutOfQuota,
            ServiceErrors = said.Texts,
            ServerMessage = fault is null && httpStatus is null ? exception.Status.Detail : null,
            RequestId = diagnostics.RequestId ?? said.RequestId,
            ServerDate = diagnostics.ServerDate,
            HttpStatus = httpStatus,
            Fault = fault,
        };
    }

    /// <summary>Returns a status in the spelling of the protocol and of every other tool, such as <c>DEADLINE_EXCEEDED</c>.</summary>
    public static string NameOf(StatusCode status)
    {
        var name = new StringBuilder();
        foreach (var letter in status.ToString())
        {
            if (char.IsUpper(letter) && name.Length > 0)
            {
                name.Append('_');
            }

            name.Append(char.ToUpper(letter, CultureInfo.InvariantCulture));
        }

        return name.ToString();
    }

    private static (RpcFailureKind Kind, bool IsTransient) Classify(RpcException exception, int? httpStatus) =>
        exception.StatusCode switch
    {
        StatusCode.Unavailable or StatusCode.ResourceExhausted => (RpcFailureKind.Unreachable, true),

        // The proxy before IAM answers 520 to 529 when IAM is down; the Nebius SDKs retry these, too.
        StatusCode.Unknown when httpStatus is >= 520 and <= 529 || ProxyStatus().IsMatch(exception.Status.Detail) =>
            (RpcFailureKind.Unreachable, true),
        StatusCode.DeadlineExceeded => (RpcFailureKind.TimedOut, true),

        // gRPC turned an HTTP error into a status, so it doesn't come from IAM.
        _ when httpStatus is not null => (RpcFailureKind.Unexpected, false),
        StatusCode.Unauthenticated or StatusCode.PermissionDenied or StatusCode.InvalidArgument or StatusCode.NotFound =>
            (RpcFailureKind.Refused, false),
        _ => (RpcFailureKind.Unexpected, false),
    };

    private static bool MayPass(ConnectionFault fault) => fault.Kind switch
    {
        ConnectionFaultKind.Tls or ConnectionFaultKind.Http11Only => false,

        // A proxy's 4xx is final; its 502 may not be.
        ConnectionFaultKind.Proxy => !fault.Detail.StartsWith("HTTP 4", StringComparison.Ordinal),
        _ => true,
    };

    [GeneratedRegex(@"\bHTTP status code[^0-9]{0,30}52[0-9]\b", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex ProxyStatus();
}
