using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Nebius.Registry.Emulator;

/// <summary>An identity provider outside Nebius: an issuer that signs JWTs (RS256) with a key of its own.</summary>
public sealed class OidcProvider : IDisposable
{
    private readonly Lazy<RSA> _key = new(() => RSA.Create(2048));
    private readonly SecretList _secrets;
    private readonly TimeProvider _time;

    internal OidcProvider(string issuer, SecretList secrets, TimeProvider time)
    {
        Issuer = issuer;
        _secrets = secrets;
        _time = time;
    }

    /// <summary>The `iss` of its tokens.</summary>
    public string Issuer { get; }

    /// <summary>The `kid` of its tokens.</summary>
    public string KeyId { get; } = RandomText.Opaque(8);

    /// <summary>A token for a subject. Nebius looks at no audience; by default it is the issuer.</summary>
    public string IssueToken(string subject, string? audience = null, TimeSpan? lifetime = null)
    {
        var now = _time.GetUtcNow();
        return Sign(new JsonObject
        {
            ["iss"] = Issuer,
            ["sub"] = subject,
            ["aud"] = audience ?? Issuer,
            ["iat"] = now.ToUnixTimeSeconds(),
            ["nbf"] = now.ToUnixTimeSeconds(),
            ["exp"] = (now + (lifetime ?? TimeSpan.FromMinutes(5))).ToUnixTimeSeconds(),
            ["jti"] = Guid.NewGuid().ToString(),
        });
    }

    /// <summary>Signs whatever claims a test wants.</summary>
    public string Sign(JsonObject claims)
    {
        var header = new JsonObject { ["alg"] = "RS256", ["typ"] = "JWT", ["kid"] = KeyId };
        var content = $"{Encode(header)}.{Encode(claims)}";
        var signature = _key.Value.SignData(Encoding.ASCII.GetBytes(content), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        return _secrets.Add($"{content}.{Base64Url.EncodeToString(signature)}");
    }

    public void Dispose()
    {
        if (_key.IsValueCreated)
        {
            _key.Value.Dispose();
        }
    }

    public override string ToString() => Issuer;

    internal bool HasSigned(JsonWebToken token) => token.IsSignedBy(_key.Value);

    private static string Encode(JsonObject part) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(part.ToJsonString()));
}

/// <summary>The identity providers that exist, by their issuer. IAM knows their keys, as if it had fetched them.</summary>
public sealed class OidcProviderList : IDisposable
{
    private readonly ConcurrentDictionary<string, OidcProvider> _providers = new(StringComparer.Ordinal);
    private readonly SecretList _secrets;
    private readonly TimeProvider _time;

    internal OidcProviderList(SecretList secrets, TimeProvider time)
    {
        _secrets = secrets;
        _time = time;
    }

    /// <summary>The provider of an issuer, new unless it is there already.</summary>
    /// <param name="issuer">The `iss` of its tokens, such as `https://token.example.test`.</param>
    public OidcProvider Add(string issuer) => _providers.GetOrAdd(issuer, name => new OidcProvider(name, _secrets, _time));

    public void Dispose()
    {
        foreach (var provider in _providers.Values)
        {
            provider.Dispose();
        }
    }

    internal OidcProvider? Find(string issuer) => _providers.GetValueOrDefault(issuer);
}
