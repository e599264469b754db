namespace Nebius.Registry.Emulator;

/// <summary>A static key of the emulated IAM. A class without a printed value: test output shows ToString.</summary>
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

    public string Id { get; }

    public string Token { get; }

    public string ServiceAccountId { get; }

    /// <summary>The project of the account, which is the key's parent.</summary>
    public string ProjectId { get; }

    /// <summary>Empty for a key without a name.</summary>
    public string Name { get; internal init; } = "";

    public StaticKeyService Service { get; }

    public DateTimeOffset CreatedAt { get; internal init; }

    public DateTimeOffset ExpiresAt { get; }

    /// <summary>The operation that issues it; null when it was there at once.</summary>
    internal EmulatedOperation? Issuing { get; init; }

    /// <summary>The operation that takes it away, if any.</summary>
    internal EmulatedOperation? Removal { get; set; }

    public override string ToString() => $"{Id} of {ServiceAccountId}";

    internal bool Exists(DateTimeOffset now) => Issuing?.HasFailed(now) != true && Removal?.HasSucceeded(now) != true;

    internal bool Works(DateTimeOffset now) => Exists(now) && Issuing?.HasSucceeded(now) != false && ExpiresAt > now;
}

/// <summary>The service that a static key is bound to; the names and numbers of nebius.iam.v1.StaticKeySpec.ClientService.</summary>
public enum StaticKeyService
{
    Unspecified = 0,
    Observability = 1,
    ContainerRegistry = 2,
    AIStudio = 3,
    Tracto = 4,
    LinuxIdentity = 5,
}

/// <summary>The parts of a static key's token, `v1.PAYLOAD.SIGNATURE`.</summary>
internal static class StaticKeyText
{
    /// <summary>`v1.PAYLOAD`, or null for a text that is not made of three parts.</summary>
    public static string? WithoutSignature(string token) =>
        token.Split('.') is [var version, var payload, _] ? $"{version}.{payload}" : null;

    /// <summary>Whether this is `v1.PAYLOAD` by itself, which is no secret.</summary>
    public static bool IsPayload(string text) => text.Split('.') is ["v1", _];
}
