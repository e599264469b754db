using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Grpc.Core;
using Nebius.Registry.Net;

namespace Nebius.Registry.Iam.Rpc;

/// <summary>Tells what a failed call means, without the wire format.</summary>
internal static partial class RpcFailures
{
    /// <summary>Describes a failure.</summary>
    /// <param name="exception">What the gRPC client threw.</param>
    /// <param name="address">Where the call went.</param>
    /// <param name="trace">What the gRPC client did not hand on.</param>
    public static RpcFailure Describe(RpcException exception, Uri address, RpcDiagnosticsHandler trace)
    {
        var fault = trace.Fault
            ?? (exception.Status.DebugException is { } cause ? ConnectionFault.Of(cause, address, HttpClient.DefaultProxy) : null);
        var httpStatus = trace.HttpStatus is 200 ? null : trace.HttpStatus;
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
            RequestId = trace.RequestId ?? said.RequestId,
            ServerDate = trace.ServerDate,
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

        // What stands before IAM answers 520 to 529 when IAM itself is away; Nebius's own SDKs retry these, too.
        StatusCode.Unknown when httpStatus is >= 520 and <= 529 || ProxyStatus().IsMatch(exception.Status.Detail) =>
            (RpcFailureKind.Unreachable, true),
        StatusCode.DeadlineExceeded => (RpcFailureKind.TimedOut, true),

        // An HTTP error that gRPC made into a status is not IAM's word.
        _ when httpStatus is not null => (RpcFailureKind.Unexpected, false),
        StatusCode.Unauthenticated or StatusCode.PermissionDenied or StatusCode.InvalidArgument or StatusCode.NotFound =>
            (RpcFailureKind.Refused, false),
        _ => (RpcFailureKind.Unexpected, false),
    };

    private static bool MayPass(ConnectionFault fault) => fault.Kind switch
    {
        ConnectionFaultKind.Tls => false,

        // A proxy that says no will say so again; one that says 502 may not.
        ConnectionFaultKind.Proxy => !fault.Detail.StartsWith("HTTP 4", StringComparison.Ordinal),
        _ => true,
    };

    [GeneratedRegex(@"\bHTTP status code[^0-9]{0,30}52[0-9]\b", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex ProxyStatus();
}
