using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Nebius.Registry.Emulator;

/// <summary>An identity provider outside Nebius, which signs JWTs (RS256) with its own key.</summary>
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

    /// <summary>The <c>iss</c> of its tokens.</summary>
    public string Issuer { get; }

    /// <summary>The <c>kid</c> of its tokens.</summary>
    public string KeyId { get; } = RandomText.Opaque(8);

    /// <summary>Issues a token.</summary>
    /// <param name="subject">The <c>sub</c> of the token.</param>
    /// <param name="audience">The <c>aud</c> of the token; the issuer if null. Nebius does not check it.</param>
    /// <param name="lifetime">The time until the token expires; 5 minutes if null.</param>
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

    /// <summary>Signs any claims.</summary>
    /// <returns>The JWT.</returns>
    public string Sign(JsonObject claims)
    {
        ArgumentNullException.ThrowIfNull(claims);
        var header = new JsonObject { ["alg"] = "RS256", ["typ"] = "JWT", ["kid"] = KeyId };
        var content = $"{Encode(header)}.{Encode(claims)}";
        var signature = _key.Value.SignData(Encoding.ASCII.GetBytes(content), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        return _secrets.Add($"{content}.{Base64Url.EncodeToString(signature)}");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_key.IsValueCreated)
        {
            _key.Value.Dispose();
        }
    }

    /// <inheritdoc/>
    public override string ToString() => Issuer;

    internal bool HasSigned(JsonWebToken token) => token.IsSignedBy(_key.Value);

    private static string Encode(JsonObject part) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(part.ToJsonString()));
}

/// <summary>The identity providers outside Nebius, by issuer. IAM knows their keys, as if it had fetched them.</summary>
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

    /// <summary>Adds the provider of an issuer, or returns the one that exists.</summary>
    /// <param name="issuer">The <c>iss</c> of its tokens, such as <c>https://token.example.test</c>.</param>
    public OidcProvider Add(string issuer) => _providers.GetOrAdd(issuer, name => new OidcProvider(name, _secrets, _time));

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var provider in _providers.Values)
        {
            provider.Dispose();
        }
    }

    internal OidcProvider? Find(string issuer) => _providers.GetValueOrDefault(issuer);
}
