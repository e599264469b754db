using Google.Protobuf;
using Grpc.Core;
using Nebius.Registry.Iam.Protos;

namespace Nebius.Registry.Emulator.Tests;

public sealed class ServiceErrors(WorldFixture fixture) : IClassFixture<WorldFixture>
{
    [Theory]
    [InlineData(RetryType.Unspecified, 0)]
    [InlineData(RetryType.Call, 1)]
    [InlineData(RetryType.UnitOfWork, 2)]
    [InlineData(RetryType.Nothing, 3)]
    public async Task A_service_error_is_in_the_details_of_the_gRPC_status(RetryType retryType, int number)
    {
        fixture.World.Faults.Add(
            EmulatorEndpoint.TokenExchange,
            Fault.ServiceError(StatusCode.PermissionDenied, "NotYours", retryType, resourceId: "serviceaccount-e00x", message: "no"));
        using IamClient iam = new(fixture.World);

        RpcException refusal = await iam.ExpectRefusalAsync(StatusCode.PermissionDenied, IamClient.Request("anything"));

        var status = Registry.Iam.Protos.Rpc.Status.Parser.ParseFrom(refusal.Trailers.GetValueBytes("grpc-status-details-bin"));
        Assert.Equal((7, "no", "no"), (status.Code, status.Message, refusal.Status.Detail));
        ServiceError error = Assert.Single(status.Details).Unpack<ServiceError>();
        Assert.Equal("type.googleapis.com/nebius.common.v1.ServiceError", status.Details[0].TypeUrl);
        Assert.Equal(("iam", "NotYours", "serviceaccount-e00x"), (error.Service, error.Code, error.PermissionDenied.ResourceId));
        Assert.Equal(number, (int)error.RetryType);
    }
}
