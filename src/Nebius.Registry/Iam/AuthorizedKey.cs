using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Nebius.Registry.Iam;

/// <summary>A service account's authorized key: what signs the request for an access token.</summary>
internal sealed class AuthorizedKey : IDisposable
{
    /// <summary>The audience that IAM expects, the same in the Nebius SDKs for Go, Python and JavaScript.</summary>
    public const string Audience = "token-service.iam.new.nebiuscloud.net";

    private const int LongestKind = 50;
    private const int LongestName = 100;

    // The SDKs sign for one minute from now, which fails on a machine whose clock is a little ahead or behind.
    private static readonly TimeSpan Backdate = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(2);

    private readonly RsaPrivateKey _key;

    private AuthorizedKey(string serviceAccountId, string publicKeyId, RsaPrivateKey key, string origin) =>
        (ServiceAccountId, PublicKeyId, _key, Origin) = (serviceAccountId, publicKeyId, key, origin);

    /// <summary>Gets the service account's ID.</summary>
    public string ServiceAccountId { get; }

    /// <summary>Gets the ID of the public key that IAM has.</summary>
    public string PublicKeyId { get; }

    /// <summary>Gets where the key was found.</summary>
    public string Origin { get; }

    /// <summary>Gets the name under which the Nebius tools cache this key's token.</summary>
    public string CacheName => $"service-account/{ServiceAccountId}/{PublicKeyId}";

    /// <summary>
    /// Gets the SHA-256 of the private key in lower-case hex: only a holder of the key can make the name of its cached token.
    /// </summary>
    public string Fingerprint => _key.Fingerprint;

    /// <summary>Makes an authorized key of its parts.</summary>
    /// <param name="serviceAccountId">The service account's id.</param>
    /// <param name="publicKeyId">The public key's id.</param>
    /// <param name="pemText">The private key, in any form that <see cref="PrivateKeyPem"/> reads.</param>
    /// <param name="origin">Where the private key was found.</param>
    /// <returns>The key; the caller disposes it.</returns>
    /// <exception cref="NebiusRegistryException">An ID isn't valid, or the private key can't be used.</exception>
    public static AuthorizedKey FromParts(string serviceAccountId, string publicKeyId, string pemText, string origin) =>
        FromParts(serviceAccountId, publicKeyId, pemText, new AuthorizedKeyOrigins(origin));

    /// <summary>Makes an authorized key of parts that were found in different places.</summary>
    /// <param name="serviceAccountId">The service account's id.</param>
    /// <param name="publicKeyId">The public key's id.</param>
    /// <param name="pemText">The private key, in any form that <see cref="PrivateKeyPem"/> reads.</param>
    /// <param name="origins">Where each was found.</param>
    /// <returns>The key; the caller disposes it.</returns>
    /// <exception cref="NebiusRegistryException">An ID isn't valid, or the private key can't be used.</exception>
    [SuppressMessage("Reliability", "CA2000", Justification = "The key that is returned owns the RSA key.")]
    public static AuthorizedKey FromParts(string serviceAccountId, string publicKeyId, string pemText, AuthorizedKeyOrigins origins)
    {
        ArgumentNullException.ThrowIfNull(origins);
        RequireId(serviceAccountId, "service account ID", "serviceaccount-e00abc", "service-account", origins.OfServiceAccountId);
        RequireId(publicKeyId, "public key ID", "publickey-e00abc", "auth-public-key", origins.OfPublicKeyId);
        return new AuthorizedKey(serviceAccountId, publicKeyId, PrivateKeyPem.Read(pemText, origins.PrivateKey), origins.PrivateKey);
    }

    /// <summary>Signs a request for an access token.</summary>
    /// <param name="now">The current time.</param>
    /// <returns>A JWT (RS256) that is good for two minutes.</returns>
    /// <exception cref="NebiusRegistryException">The private key is damaged.</exception>
    public Secret CreateToken(DateTimeOffset now)
    {
        // Both ids have passed IsId(), so nothing in them needs escaping; a serializer would cost more than the signature.
        var header = Encode($$"""{"alg":"RS256","typ":"JWT","kid":"{{PublicKeyId}}"}""");
        var id = ServiceAccountId;
        var issuedAt = (now - Backdate).ToUnixTimeSeconds();
        var expiresAt = (now + Lifetime).ToUnixTimeSeconds();
        var claims = Encode(string.Create(
            CultureInfo.InvariantCulture,
            $$"""{"iss":"{{id}}","sub":"{{id}}","aud":"{{Audience}}","iat":{{issuedAt}},"exp":{{expiresAt}}}"""));
        var content = $"{header}.{claims}";
        return new Secret($"{content}.{Base64Url.EncodeToString(Sign(content))}");
    }

    /// <inheritdoc/>
    public void Dispose() => _key.Dispose();

    private static string Encode(string part) => Base64Url.EncodeToString(Encoding.ASCII.GetBytes(part));

    /// <summary>Returns whether a text has the form of an ID, so that it may be shown.</summary>
    public static bool IsId(string text)
    {
        // Such as serviceaccount-e00abc. No regular expression, which takes as long as all else that a cached token needs.
        var kind = text.IndexOf('-', StringComparison.Ordinal);
        return kind is > 1 and <= LongestKind && char.IsAsciiLetterLower(text[0])
            && text.Length - kind - 1 is > 0 and <= LongestName && NameCharacters.AreAll(text);
    }

    // An ID may be shown. Anything else may be a secret in the wrong place, and isn't.
    private static void RequireId(string id, string what, string example, string command, string origin)
    {
        if (string.IsNullOrEmpty(id) || !IsId(id))
        {
            throw new NebiusRegistryException(
                string.IsNullOrEmpty(id) ? MessageCodes.AuthorizedKeyIncomplete : MessageCodes.AuthorizedKeyMalformed,
                $"{origin} {(string.IsNullOrEmpty(id) ? $"has no {what}" : $"isn't a {what}")}. Expected: {example}. List them:\n"
                + $"  nebius iam {command} list --parent-id <project-id>");
        }
    }

    // https://github.com/nebius/gosdk nid/patterns.go: <type>-<routing code><weak id>, all lower case.
    private byte[] Sign(string content)
    {
        try
        {
            return _key.Sign(Encoding.ASCII.GetBytes(content));
        }
        catch (CryptographicException)
        {
            throw new PrivateKeyProblems(Origin).Damaged();
        }
        catch (PlatformNotSupportedException)
        {
            throw new PrivateKeyProblems(Origin).NoOpenSsl();
        }
    }
}

/// <summary>Where the parts of an authorized key were found, for messages.</summary>
/// <param name="PrivateKey">Where the private key was found, and the ids too unless said otherwise.</param>
internal sealed record AuthorizedKeyOrigins(string PrivateKey)
{
    /// <summary>Gets where the service account's id was found, if elsewhere.</summary>
    public string? ServiceAccountId { get; init; }

    /// <summary>Gets where the public key's id was found, if elsewhere.</summary>
    public string? PublicKeyId { get; init; }

    /// <summary>Gets the place to name when the service account's id is wrong.</summary>
    public string OfServiceAccountId => ServiceAccountId ?? $"The authorized key in {PrivateKey}";

    /// <summary>Gets the place to name when the public key's id is wrong.</summary>
    public string OfPublicKeyId => PublicKeyId ?? $"The authorized key in {PrivateKey}";
}
