namespace Nebius.Emulator;

/// <summary>A static key of the emulated IAM. A class without a printed value: test output shows ToString.</summary>
public sealed class StaticKey
{
    internal StaticKey(string id, string token, string serviceAccountId, StaticKeyService service, DateTimeOffset expiresAt)
    {
        Id = id;
        Token = token;
        ServiceAccountId = serviceAccountId;
        Service = service;
        ExpiresAt = expiresAt;
    }

    public string Id { get; }

    public string Token { get; }

    public string ServiceAccountId { get; }

    public StaticKeyService Service { get; }

    public DateTimeOffset ExpiresAt { get; }

    public override string ToString() => $"{Id} of {ServiceAccountId}";
}
