using System.Globalization;
using Nebius.Registry.Net;

namespace Nebius.Registry.Iam.Rpc;

/// <summary>A failed call, without the wire format.</summary>
internal sealed record RpcFailure
{
    private const string DeadlineExceeded = "DEADLINE_EXCEEDED";

    /// <summary>Makes the failure of an attempt that got no answer in its time.</summary>
    public static RpcFailure Unanswered(TimeSpan limit) => new()
    {
        Kind = RpcFailureKind.Unreachable,
        Status = DeadlineExceeded,
        IsTransient = true,
        Fault = new ConnectionFault(
            ConnectionFaultKind.Timeout,
            string.Create(CultureInfo.InvariantCulture, $"no answer within {limit.TotalSeconds} s")),
    };

    /// <summary>Makes the failure of a call whose time was over.</summary>
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

    /// <summary>Gets a value indicating whether the service says that a quota is used up, which no waiting changes.</summary>
    public bool IsOutOfQuota { get; init; }

    /// <summary>Gets the server's own words, not yet fit to be shown.</summary>
    public string? ServerMessage { get; init; }

    /// <summary>Gets what the service says beside its status, not yet fit to be shown.</summary>
    public IReadOnlyList<string> ServiceErrors { get; init; } = [];

    /// <summary>Gets the id by which the server's operators find the call.</summary>
    public string? RequestId { get; init; }

    /// <summary>Gets the time on the server's clock.</summary>
    public DateTimeOffset? ServerDate { get; init; }

    /// <summary>Gets the HTTP status, when it was not the 200 of a gRPC server.</summary>
    public int? HttpStatus { get; init; }

    /// <summary>Gets why there was no answer at all.</summary>
    public ConnectionFault? Fault { get; init; }

    /// <summary>Gets the time that the call had, where that is why it ended.</summary>
    public TimeSpan Limit { get; init; }

    /// <summary>Gets how the attempt before ended, where time was over.</summary>
    public RpcFailure? Before { get; init; }
}
