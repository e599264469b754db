using Grpc.Core;
using Nebius.Registry.Iam.Protos;

namespace Nebius.Registry.Emulator;

/// <summary>nebius.common.v1.OperationService of `cpl.iam`. An operation is shown to whom the keys of its project are shown.</summary>
internal sealed class OperationsApi(EmulatorState state) : OperationService.OperationServiceBase
{
    public override Task<Operation> Get(GetOperationRequest request, ServerCallContext context)
    {
        EmulatedOperation operation = state.Iam.Operations.Find(request.Id) ?? throw ApiErrors.Iam.NotFound(request.Id);
        return state.Iam.KeyRights.Of(ApiCaller.Of(context), operation.ProjectId) >= StaticKeyRights.View
            ? Task.FromResult(operation.ToMessage(state.Options.Time.GetUtcNow()))
            : throw ApiErrors.Iam.Denied(operation.Id);
    }
}
