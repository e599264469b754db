using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Nebius.Registry.Iam.Protos;

namespace Nebius.Registry.Emulator;

/// <summary>The trailer `grpc-status-details-bin`: a google.rpc.Status with a nebius.common.v1.ServiceError in it.</summary>
internal static class ServiceErrorDetails
{
    public const string Trailer = "grpc-status-details-bin";

    public static byte[] Create(StatusCode statusCode, string message, ServiceError error) => new Registry.Iam.Protos.Rpc.Status
    {
        Code = (int)statusCode,
        Message = message,
        Details = { Any.Pack(error, "type.googleapis.com") },
    }.ToByteArray();

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

        // Go's servers leave the padding away: https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md, "Binary-Header".
        return Convert.ToBase64String(Create(fault.StatusCode, fault.Message, error)).TrimEnd('=');
    }
}
