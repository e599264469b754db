using Google.Protobuf.WellKnownTypes;
using Nebius.Registry.Iam.Protos;

namespace Nebius.Registry.StaticKeys;

/// <summary>Static keys to and from the wire format.</summary>
internal static class StaticKeyMessages
{
    public static IssueStaticKeyRequest ToMessage(StaticKeyRequest request, DateTimeOffset expiresAt) => new()
    {
        Metadata = new ResourceMetadata { ParentId = request.ProjectId, Name = request.Name ?? string.Empty },
        Spec = new StaticKeySpec
        {
            Account = new Account { ServiceAccount = new Account.Types.ServiceAccount { Id = request.ServiceAccountId } },
            Service = StaticKeySpec.Types.ClientService.ContainerRegistry,
            ExpiresAt = expiresAt.ToTimestamp(),
        },
    };

    public static StaticKeyInfo ToInfo(StaticKey key)
    {
        var service = (ClientService)(key.Spec?.Service ?? StaticKeySpec.Types.ClientService.Unspecified);
        return new StaticKeyInfo
        {
            Id = key.Metadata?.Id ?? string.Empty,
            Name = key.Metadata?.Name ?? string.Empty,
            ProjectId = key.Metadata?.ParentId ?? string.Empty,
            ServiceAccountId = key.Spec?.Account?.ServiceAccount?.Id ?? string.Empty,
            Service = System.Enum.IsDefined(service) ? service : ClientService.Unknown,
            ExpiresAt = Time(key.Spec?.ExpiresAt),
            CreatedAt = Time(key.Metadata?.CreatedAt),
            IsActive = key.Status?.Active ?? false,
        };
    }

    // A time that no calendar has would throw.
    private static DateTimeOffset? Time(Timestamp? time)
    {
        try
        {
            return time?.ToDateTimeOffset();
        }
        catch (Exception error) when (error is InvalidOperationException or ArgumentOutOfRangeException)
        {
            return null;
        }
    }
}
