using System.Collections.Concurrent;
using Grpc.Core;

namespace Nebius.Registry.Emulator;

/// <summary>The operations that the world's IAM has begun.</summary>
internal sealed class OperationList(TimeProvider time)
{
    private readonly ConcurrentDictionary<string, EmulatedOperation> _operations = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<Status> _failures = new();

    /// <summary>How long the operations that begin from now on take.</summary>
    public TimeSpan Duration { get; set; }

    /// <summary>One more operation that begins from now on ends in this.</summary>
    public void FailNext(Status outcome) => _failures.Enqueue(outcome);

    public EmulatedOperation Begin(string description, Identity caller, string projectId, string resourceId)
    {
        DateTimeOffset now = time.GetUtcNow();
        EmulatedOperation operation = new(RandomText.Id("operation"), description, caller.Name, projectId, resourceId)
        {
            CreatedAt = now,
            FinishedAt = now + Duration,
            Outcome = _failures.TryDequeue(out Status failure) ? failure : Status.DefaultSuccess,
        };
        _operations[operation.Id] = operation;
        return operation;
    }

    public EmulatedOperation? Find(string id) => _operations.GetValueOrDefault(id);
}
