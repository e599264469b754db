namespace Nebius.Registry.Emulator;

/// <summary>A static key of IAM.</summary>
/// <remarks>It is not a record: test output shows <see cref="ToString"/>, which must not have the token.</remarks>
public sealed class StaticKey
{
    internal StaticKey(string id, string token, ServiceAccount account, StaticKeyService service, DateTimeOffset expiresAt)
    {
        Id = id;
        Token = token;
        ServiceAccountId = account.Id;
        ProjectId = account.ProjectId;
        Service = service;
        ExpiresAt = expiresAt;
    }

    /// <summary>The ID, such as <c>statickey-e00abc</c>.</summary>
    public string Id { get; }

    /// <summary>The token, a secret: the password for the registry.</summary>
    public string Token { get; }

    /// <summary>The ID of the service account that it acts as.</summary>
    public string ServiceAccountId { get; }

    /// <summary>The ID of the project of the service account; it is the parent of the key.</summary>
    public string ProjectId { get; }

    /// <summary>The name; empty if it has none.</summary>
    public string Name { get; internal init; } = "";

    /// <summary>The only service that accepts the key.</summary>
    public StaticKeyService Service { get; }

    /// <summary>When it was issued, by <see cref="EmulatorOptions.Time"/>.</summary>
    public DateTimeOffset CreatedAt { get; internal init; }

    /// <summary>When it expires, by <see cref="EmulatorOptions.Time"/>.</summary>
    public DateTimeOffset ExpiresAt { get; }

    /// <summary>The operation that issues it; null if it was issued by a test.</summary>
    internal EmulatedOperation? Issuing { get; init; }

    /// <summary>The last operation to delete or revoke it, if any.</summary>
    internal EmulatedOperation? Removal { get; set; }

    /// <inheritdoc/>
    public override string ToString() => $"{Id} of {ServiceAccountId}";

    /// <summary>Whether the API knows the key: it is issued or about to be, and not deleted.</summary>
    internal bool Exists(DateTimeOffset now) => Issuing?.HasFailed(now) != true && Removal?.HasSucceeded(now) != true;

    /// <summary>Whether the key is accepted.</summary>
    internal bool IsActive(DateTimeOffset now) => Exists(now) && Issuing?.HasSucceeded(now) != false && ExpiresAt > now;
}

/// <summary>The service that a static key is for, with the names and numbers of nebius.iam.v1.StaticKeySpec.ClientService.</summary>
public enum StaticKeyService
{
    /// <summary>Not set; the API refuses it.</summary>
    Unspecified = 0,

    /// <summary>OBSERVABILITY.</summary>
    Observability = 1,

    /// <summary>CONTAINER_REGISTRY, the only one that the emulated registries accept.</summary>
    ContainerRegistry = 2,

    /// <summary>AI_STUDIO.</summary>
    AIStudio = 3,

    /// <summary>TRACTO.</summary>
    Tracto = 4,

    /// <summary>LINUX_IDENTITY.</summary>
    LinuxIdentity = 5,
}

/// <summary>Takes the token of a static key apart: <c>v1.PAYLOAD.SIGNATURE</c>.</summary>
internal static class StaticKeyText
{
    /// <summary>Returns <c>v1.PAYLOAD</c>, or null if the text does not have three parts.</summary>
    public static string? WithoutSignature(string token) =>
        token.Split('.') is [var version, var payload, _] ? $"{version}.{payload}" : null;

    /// <summary>Tells whether the text is <c>v1.PAYLOAD</c>, which is not a secret.</summary>
    public static bool IsPayload(string text) => text.Split('.') is ["v1", _];
}
