using System.Globalization;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Nebius.Registry.Iam.Protos;
using ServiceRetryType = Nebius.Registry.Iam.Protos.ServiceError.Types.RetryType;

namespace Nebius.Registry.Emulator;

/// <summary>
/// The errors of one service, each with a nebius.common.v1.ServiceError. Its codes are assumed: those of the real services are not known.
/// </summary>
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

    // A retry of these can't succeed. Errors that can be retried are planned as faults.
    private RpcException Create(StatusCode statusCode, string message, ServiceError error)
    {
        error.Service = service;
        error.RetryType = ServiceRetryType.Nothing;
        var trailers = new Metadata { { ServiceErrorDetails.Trailer, ServiceErrorDetails.Create(statusCode, message, error) } };
        return new RpcException(new Status(statusCode, message), trailers);
    }
}

/// <summary>The trailer <c>grpc-status-details-bin</c>: a google.rpc.Status that has a nebius.common.v1.ServiceError.</summary>
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

        // Servers in Go omit the padding, see "Binary-Header" in https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md.
        return Convert.ToBase64String(Create(fault.StatusCode, fault.Message, error)).TrimEnd('=');
    }
}
