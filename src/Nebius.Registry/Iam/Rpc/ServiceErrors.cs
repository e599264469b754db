using Google.Protobuf;
using Grpc.Core;
using Nebius.Registry.Iam.Protos;

namespace Nebius.Registry.Iam.Rpc;

/// <summary>The details of a Nebius service about a failed call, beside the gRPC status. None of it is redacted yet.</summary>
internal sealed record ServiceErrors
{
    private const string Trailer = "grpc-status-details-bin";
    private const string TypeName = "nebius.common.v1.ServiceError";
    private const int Most = 4;

    /// <summary>Gets each error in the words of the Nebius SDK for Go, see https://github.com/nebius/gosdk serviceerror/.</summary>
    public required IReadOnlyList<string> Texts { get; init; }

    /// <summary>Gets whether the same call may succeed in a moment; null when the service leaves that to the gRPC status.</summary>
    public required bool? MayPass { get; init; }

    /// <summary>Gets a value indicating whether a quota is used up.</summary>
    public required bool IsOutOfQuota { get; init; }

    /// <summary>Gets the ID by which the service's operators find the call.</summary>
    public required string? RequestId { get; init; }

    /// <summary>Reads the trailers of a failed call. What can't be read is ignored.</summary>
    public static ServiceErrors Read(Metadata trailers)
    {
        var errors = trailers.Where(entry => entry.Key == Trailer && entry.IsBinary)
            .SelectMany(entry => Parse(entry.ValueBytes))
            .Take(Most)
            .ToList();
        return new ServiceErrors
        {
            Texts = [.. errors.Select(Describe)],
            MayPass = errors.Select(MayPassBy).FirstOrDefault(answer => answer is not null),
            IsOutOfQuota = errors.Any(error => error.DetailsCase == ServiceError.DetailsOneofCase.QuotaFailure),
            RequestId = errors.Select(error => error.InternalError?.RequestId).FirstOrDefault(id => !string.IsNullOrEmpty(id)),
        };
    }

    private static IEnumerable<ServiceError> Parse(byte[] trailer) =>
        TryParse(Protos.Rpc.Status.Parser, trailer) is { } status
            ? status.Details
                .Where(detail => detail.TypeUrl[(detail.TypeUrl.LastIndexOf('/') + 1)..] == TypeName)
                .Select(detail => TryParse(ServiceError.Parser, detail.Value.Span))
                .OfType<ServiceError>()
            : [];

    private static T? TryParse<T>(MessageParser<T> parser, ReadOnlySpan<byte> bytes)
        where T : class, IMessage<T>
    {
        try
        {
            return parser.ParseFrom(bytes);
        }
        catch (InvalidProtocolBufferException)
        {
            return null;
        }
    }

    // https://github.com/nebius/gosdk conn/retries.go: the first detail that says anything decides. A retry of more than a single call is
    // left to the caller.
    private static bool? MayPassBy(ServiceError error) => error.RetryType switch
    {
        ServiceError.Types.RetryType.Call => true,
        ServiceError.Types.RetryType.UnitOfWork or ServiceError.Types.RetryType.Nothing => false,

        // A quota isn't freed within the seconds of a call, though its status is transient.
        _ when error.DetailsCase == ServiceError.DetailsOneofCase.QuotaFailure => false,
        _ => null,
    };

    private static string Describe(ServiceError error) => error.DetailsCase switch
    {
        ServiceError.DetailsOneofCase.BadRequest =>
            $"Bad request {error.Code}: service {error.Service}: {string.Join("; ", error.BadRequest.Violations.Select(Describe))}",
        ServiceError.DetailsOneofCase.BadResourceState =>
            $"Bad resource state {error.Code}: service {error.Service}, resource ID: {error.BadResourceState.ResourceId}, message: "
            + error.BadResourceState.Message,
        ServiceError.DetailsOneofCase.ResourceNotFound =>
            $"Resource not found {error.Code}: service {error.Service}, resource ID: {error.ResourceNotFound.ResourceId}",
        ServiceError.DetailsOneofCase.ResourceAlreadyExists =>
            $"Resource already exists {error.Code}: service {error.Service}, resource ID: {error.ResourceAlreadyExists.ResourceId}",
        ServiceError.DetailsOneofCase.PermissionDenied =>
            $"Permission denied {error.Code}: service {error.Service}, resource ID: {error.PermissionDenied.ResourceId}",
        ServiceError.DetailsOneofCase.TooManyRequests =>
            $"Too many requests {error.Code}: service {error.Service}: {error.TooManyRequests.Violation}",
        ServiceError.DetailsOneofCase.QuotaFailure =>
            $"Quota failure {error.Code}: service {error.Service}: {string.Join("; ", error.QuotaFailure.Violations.Select(Describe))}",
        ServiceError.DetailsOneofCase.InternalError =>
            $"Internal error {error.Code}: service {error.Service}, request ID: {error.InternalError.RequestId}",
        _ => $"Service {error.Service} error {error.Code}",
    };

    private static string Describe(BadRequest.Types.Violation violation) => $"{violation.Field}: {violation.Message}";

    private static string Describe(QuotaFailure.Types.Violation violation) =>
        $"{violation.Quota}: {violation.Message} (limit {violation.Limit}, requested {violation.Requested})";
}
