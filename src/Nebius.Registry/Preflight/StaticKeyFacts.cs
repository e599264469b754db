using System.Globalization;
using Nebius.Registry.Credentials;
using Nebius.Registry.StaticKeys;

namespace Nebius.Registry.Preflight;

/// <summary>What Nebius's API says of the static key of a push, in words.</summary>
internal static class StaticKeyFacts
{
    /// <summary>Explains why a registry does not accept a key.</summary>
    /// <param name="facts">What the API says; null when it knows no such key.</param>
    /// <param name="key">The key.</param>
    /// <param name="asker">Who asked the API.</param>
    /// <param name="now">The time.</param>
    /// <returns>The explanation; null when the API calls the key good.</returns>
    public static Advice? Explain(StaticKeyInfo? facts, RegistryCredential key, ApiToken asker, DateTimeOffset now)
    {
        var why = facts switch
        {
            null => $"Nebius's API does not know it: it was revoked or deleted, or is of another tenant than the access token from {asker.Origin}, with which the API was asked",
            { ExpiresAt: { } end } when end <= now => $"{Named(facts)} expired at {Shown(end)}",
            { IsActive: false } => $"{Named(facts)} is not active: it was revoked",
            { Service: not ClientService.ContainerRegistry } => $"{Named(facts)} is for the service {facts.Service}, and works for no other",
            _ => null,
        };
        return why is null ? null : new Advice(MessageCodes.StaticKeyEnded, $"{key.Host} does not accept the static key in {key.Origin}. {why}. {Renew(facts, key)}");
    }

    /// <summary>Warns of a key that expires soon.</summary>
    /// <param name="expiresAt">When it expires.</param>
    /// <param name="key">The key.</param>
    /// <param name="now">The time.</param>
    public static Advice ExpiresSoon(DateTimeOffset expiresAt, RegistryCredential key, DateTimeOffset now) => new(
        MessageCodes.StaticKeyExpiresSoon,
        string.Create(
            CultureInfo.InvariantCulture,
            $"The static key in {key.Origin} expires at {Shown(expiresAt)}, in {Math.Max(0, Math.Floor((expiresAt - now).TotalDays)):0} days. {Renew(null, key)} ")
        + "This is said from NebiusStaticKeyExpiryWarningDays days before on.");

    private static string Named(StaticKeyInfo facts) => $"{facts.Id} of {facts.ServiceAccountId}";

    private static string Shown(DateTimeOffset time) => string.Create(CultureInfo.InvariantCulture, $"{time.ToUniversalTime():u}");

    private static string Renew(StaticKeyInfo? facts, RegistryCredential key) =>
        $"A new one: 'nebius iam static-key issue --account-service-account-id={facts?.ServiceAccountId ?? "<service account id>"} --service=CONTAINER_REGISTRY'; "
        + $"put its token into {key.Origin}.";
}
