using System.Collections.Concurrent;

namespace Nebius.Registry.Emulator;

/// <summary>The opaque tokens that `/v2/token/` hands out.</summary>
internal sealed class RegistryTokens(EmulatorOptions options, IamDirectory iam, SecretList secrets)
{
    private readonly ConcurrentDictionary<string, RegistryToken> _tokens = new(StringComparer.Ordinal);

    public string Issue(string host, Access access)
    {
        string value = secrets.Add(RandomText.Opaque(48));
        _tokens[value] = new RegistryToken(host, access, options.Time.GetUtcNow() + options.RegistryTokenLifetime);
        return value;
    }

    /// <summary>What the token stands for; null when it is unknown, expired, of another host, or its credential is no good now.</summary>
    public Access? Find(string value, string host) =>
        _tokens.TryGetValue(value, out RegistryToken? token)
        && token.Host == host
        && token.ExpiresAt > options.Time.GetUtcNow()
        && (token.Access.Identity.Secret is not { } secret || iam.FindForRegistry(secret) is not null)
            ? token.Access
            : null;

    private sealed record RegistryToken(string Host, Access Access, DateTimeOffset ExpiresAt);
}
