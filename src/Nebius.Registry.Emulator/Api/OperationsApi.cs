using System.Collections.Concurrent;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Nebius.Registry.Iam.Protos;
using Proto = Nebius.Registry.Iam.Protos;

namespace Nebius.Registry.Emulator;

/// <summary>
/// nebius.common.v1.OperationService. The right to see the static keys of a project includes its operations; those of registries are for the
/// account that began them.
/// </summary>
internal sealed class OperationsApi(EmulatorState state) : OperationService.OperationServiceBase
{
    public override Task<Operation> Get(GetOperationRequest request, ServerCallContext context)
    {
        var operation = state.Iam.Operations.Find(request.Id) ?? throw ApiErrors.Iam.NotFound(request.Id);
        state.Changes.Settle(state.Options.Time.GetUtcNow());
        var caller = ApiCaller.Of(context);
        var mayView = operation.IsOfRegistries
            ? operation.CreatedBy == caller.Name
            : state.Iam.KeyRights.Of(caller, operation.ProjectId) >= StaticKeyRights.View;
        return mayView
            ? Task.FromResult(operation.ToMessage(state.Options.Time.GetUtcNow()))
            : throw ApiErrors.Iam.Denied(operation.Id);
    }
}

/// <summary>The operations of IAM.</summary>
internal sealed class OperationList(TimeProvider time)
{
    private readonly ConcurrentDictionary<string, EmulatedOperation> _operations = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<Status> _failures = new();

    /// <summary>The duration of operations that begin from now on.</summary>
    public TimeSpan Duration { get; set; }

    /// <summary>Makes one more of the next operations end in this status.</summary>
    public void FailNext(Status outcome) => _failures.Enqueue(outcome);

    public EmulatedOperation Begin(string description, Identity caller, string projectId, string resourceId, bool ofRegistries = false)
    {
        var now = time.GetUtcNow();
        var operation = new EmulatedOperation(RandomText.Id("operation"), description, caller.Name, projectId, resourceId)
        {
            IsOfRegistries = ofRegistries,
            CreatedAt = now,
            FinishedAt = now + Duration,
            Outcome = _failures.TryDequeue(out var failure) ? failure : Status.DefaultSuccess,
        };
        _operations[operation.Id] = operation;
        return operation;
    }

    public EmulatedOperation? Find(string id) => _operations.GetValueOrDefault(id);
}

/// <summary>A change that takes time. Its outcome is determined when it begins, and takes effect when it ends.</summary>
internal sealed record EmulatedOperation(string Id, string Description, string CreatedBy, string ProjectId, string ResourceId)
{
    /// <summary>Whether the registry service began it, and not IAM.</summary>
    public bool IsOfRegistries { get; init; }

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
