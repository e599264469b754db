using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Nebius.Registry.Iam.Protos;

namespace Nebius.Emulator;

/// <summary>The trailer `grpc-status-details-bin`: a google.rpc.Status with a nebius.common.v1.ServiceError in it.</summary>
internal static class ServiceErrorDetails
{
    public static string Encode(ServiceErrorFault fault)
    {
        ServiceError error = new()
        {
            Service = fault.Service,
            Code = fault.Code,
            RetryType = (ServiceError.Types.RetryType)fault.RetryType,
        };
        if (fault.ResourceId is not null)
        {
            error.PermissionDenied = new PermissionDenied { ResourceId = fault.ResourceId };
        }

        Registry.Iam.Protos.Rpc.Status status = new()
        {
            Code = (int)fault.StatusCode,
            Message = fault.Message,
            Details = { Any.Pack(error, "type.googleapis.com") },
        };

        // Go's servers leave the padding away: https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md, "Binary-Header".
        return Convert.ToBase64String(status.ToByteArray()).TrimEnd('=');
    }
}
