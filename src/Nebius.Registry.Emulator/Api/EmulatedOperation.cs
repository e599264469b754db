using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Proto = Nebius.Registry.Iam.Protos;

namespace Nebius.Registry.Emulator;

/// <summary>A change under way: its outcome is settled when it begins, and comes about when its time is over.</summary>
internal sealed record EmulatedOperation(string Id, string Description, string CreatedBy, string ProjectId, string ResourceId)
{
    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset FinishedAt { get; init; }

    public required Status Outcome { get; init; }

    public bool HasSucceeded(DateTimeOffset now) => IsOver(now) && Outcome.StatusCode == StatusCode.OK;

    public bool HasFailed(DateTimeOffset now) => IsOver(now) && Outcome.StatusCode != StatusCode.OK;

    public Proto.Operation ToMessage(DateTimeOffset now) => new()
    {
        Id = Id,
        Description = Description,
        CreatedAt = CreatedAt.ToTimestamp(),
        CreatedBy = CreatedBy,
        ResourceId = ResourceId,
        FinishedAt = IsOver(now) ? FinishedAt.ToTimestamp() : null,
        Status = IsOver(now) ? new Proto.Rpc.Status { Code = (int)Outcome.StatusCode, Message = Outcome.Detail } : null,
    };

    private bool IsOver(DateTimeOffset now) => now >= FinishedAt;
}
