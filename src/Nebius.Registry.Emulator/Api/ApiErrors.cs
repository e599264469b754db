using System.Globalization;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Nebius.Registry.Iam.Protos;
using ServiceRetryType = Nebius.Registry.Iam.Protos.ServiceError.Types.RetryType;

namespace Nebius.Registry.Emulator;

/// <summary>The refusals of one service, each with a nebius.common.v1.ServiceError. The codes are ours: the real ones are not known.</summary>
internal sealed class ApiErrors(string service)
{
    public static ApiErrors Iam { get; } = new("iam");

    public static ApiErrors Registries { get; } = new("registry");

    public RpcException Unauthenticated() =>
        Create(StatusCode.Unauthenticated, "the access token is missing or not valid", new ServiceError { Code = "Unauthenticated" });

    public RpcException Denied(string resourceId) => Create(
        StatusCode.PermissionDenied,
        "permission denied",
        new ServiceError { Code = "PermissionDenied", PermissionDenied = new PermissionDenied { ResourceId = resourceId } });

    public RpcException NotFound(string resourceId) => Create(
        StatusCode.NotFound,
        "resource not found",
        new ServiceError { Code = "ResourceNotFound", ResourceNotFound = new ResourceNotFound { ResourceId = resourceId } });

    public RpcException AlreadyExists(string resourceId) => Create(
        StatusCode.AlreadyExists,
        "resource already exists",
        new ServiceError { Code = "ResourceAlreadyExists", ResourceAlreadyExists = new ResourceAlreadyExists { ResourceId = resourceId } });

    public RpcException Invalid(string field, string message) => Create(
        StatusCode.InvalidArgument,
        $"{field}: {message}",
        new ServiceError
        {
            Code = "BadRequest",
            BadRequest = new BadRequest { Violations = { new BadRequest.Types.Violation { Field = field, Message = message } } },
        });

    public RpcException QuotaExceeded(string quota, int limit, int requested)
    {
        var violation = new QuotaFailure.Types.Violation
        {
            Quota = quota,
            Message = "the quota is used up",
            Limit = limit.ToString(CultureInfo.InvariantCulture),
            Requested = requested.ToString(CultureInfo.InvariantCulture),
        };
        var error = new ServiceError { Code = "QuotaExceeded", QuotaFailure = new QuotaFailure { Violations = { violation } } };
        return Create(StatusCode.ResourceExhausted, "quota exceeded", error);
    }

    // None of these passes when it is tried again; what may pass is planned as a fault.
    private RpcException Create(StatusCode statusCode, string message, ServiceError error)
    {
        error.Service = service;
        error.RetryType = ServiceRetryType.Nothing;
        var trailers = new Metadata { { ServiceErrorDetails.Trailer, ServiceErrorDetails.Create(statusCode, message, error) } };
        return new RpcException(new Status(statusCode, message), trailers);
    }
}

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
        var error = new ServiceError
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
