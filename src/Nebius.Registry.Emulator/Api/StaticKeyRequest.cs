using Google.Protobuf.WellKnownTypes;
using Proto = Nebius.Registry.Iam.Protos;

namespace Nebius.Registry.Emulator;

/// <summary>What is asked for when a static key is issued, once it is known to be well formed.</summary>
internal sealed record StaticKeyRequest(
    string ProjectId, string Name, string ServiceAccountId, StaticKeyService Service, DateTimeOffset ExpiresAt)
{
    private const int DefaultMonths = 6;
    private const int MaximumYears = 3;

    /// <exception cref="Grpc.Core.RpcException">INVALID_ARGUMENT, with the field that is wrong.</exception>
    public static StaticKeyRequest Read(Proto.IssueStaticKeyRequest request, DateTimeOffset now)
    {
        Proto.StaticKeySpec spec = request.Spec ?? new Proto.StaticKeySpec();
        string accountId = spec.Account?.ServiceAccount?.Id ?? "";
        StaticKeyService service = (StaticKeyService)spec.Service;
        if (string.IsNullOrEmpty(request.Metadata?.ParentId))
        {
            throw ApiErrors.Iam.Invalid("metadata.parent_id", "is required");
        }

        if (accountId.Length == 0)
        {
            throw ApiErrors.Iam.Invalid("spec.account", "a service account is required");
        }

        return service != StaticKeyService.Unspecified && System.Enum.IsDefined(service)
            ? new StaticKeyRequest(request.Metadata.ParentId, request.Metadata.Name, accountId, service, Expiry(spec.ExpiresAt, now))
            : throw ApiErrors.Iam.Invalid("spec.service", "is required");
    }

    private static DateTimeOffset Expiry(Timestamp? given, DateTimeOffset now)
    {
        if (given is null)
        {
            return now.AddMonths(DefaultMonths);
        }

        DateTimeOffset expiresAt;
        try
        {
            expiresAt = given.ToDateTimeOffset();
        }
        catch (InvalidOperationException)
        {
            throw ApiErrors.Iam.Invalid("spec.expiresAt", "is no time");
        }

        return expiresAt <= now ? throw ApiErrors.Iam.Invalid("spec.expiresAt", "is in the past")
            : expiresAt > now.AddYears(MaximumYears) ? throw ApiErrors.Iam.Invalid("spec.expiresAt", $"is more than {MaximumYears} years away")
            : expiresAt;
    }
}
