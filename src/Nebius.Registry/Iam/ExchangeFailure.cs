using System.Globalization;
using Nebius.Registry.Transport;

namespace Nebius.Registry.Iam;

/// <summary>What kind of failure an exchange ended in.</summary>
internal enum ExchangeFailureKind
{
    /// <summary>IAM said no.</summary>
    Refused,

    /// <summary>IAM could not be reached, or is not able to answer.</summary>
    Unreachable,

    /// <summary>IAM, or something in its place, answered what we do not understand.</summary>
    Unexpected,

    /// <summary>IAM said that it took too long itself.</summary>
    TimedOut,
}

/// <summary>A failed call, without the wire format.</summary>
internal sealed record ExchangeFailure
{
    /// <summary>Makes the failure of an attempt that got no answer in its time.</summary>
    public static ExchangeFailure Unanswered(TimeSpan limit) => new()
    {
        Kind = ExchangeFailureKind.Unreachable,
        Status = "DEADLINE_EXCEEDED",
        IsTransient = true,
        Fault = new ConnectionFault(
            ConnectionFaultKind.Timeout,
            string.Create(CultureInfo.InvariantCulture, $"no answer within {limit.TotalSeconds} s")),
    };

    /// <summary>Gets what kind of failure it is.</summary>
    public required ExchangeFailureKind Kind { get; init; }

    /// <summary>Gets the gRPC status as the protocol writes it, such as <c>UNAUTHENTICATED</c>.</summary>
    public required string Status { get; init; }

    /// <summary>Gets a value indicating whether the same call may succeed in a moment.</summary>
    public bool IsTransient { get; init; }

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
}
