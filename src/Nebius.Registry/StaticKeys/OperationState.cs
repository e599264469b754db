using Nebius.Registry.Iam.Protos;

namespace Nebius.Registry.StaticKeys;

/// <summary>A change that takes its time, without the wire format.</summary>
/// <param name="Id">Its id.</param>
/// <param name="ResourceId">What it changes.</param>
/// <param name="Code">How it ended, zero when well; null when it has not ended.</param>
/// <param name="Message">The server's own words, not yet fit to be shown.</param>
internal sealed record OperationState(string Id, string ResourceId, int? Code, string Message)
{
    public static OperationState From(Operation? operation) => operation is null
        ? new(string.Empty, string.Empty, null, string.Empty)
        : new(operation.Id, operation.ResourceId, operation.Status?.Code, operation.Status?.Message ?? string.Empty);
}
