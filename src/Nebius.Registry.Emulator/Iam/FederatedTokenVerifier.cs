namespace Nebius.Registry.Emulator;

/// <summary>
/// Verifies the JWT of an identity provider outside Nebius. The audience is not checked: federated credentials have no field for it.
/// </summary>
internal sealed class FederatedTokenVerifier(OidcProviderList providers, TimeProvider time)
{
    private const string What = "actor token";

    /// <summary>Returns the issuer and the subject of a valid token.</summary>
    /// <exception cref="TokenRefusedException">The token isn't valid.</exception>
    public (string Issuer, string Subject) Verify(string jwt)
    {
        using var token = JsonWebToken.Read(jwt, What);
        if (token.Header("alg") != "RS256")
        {
            throw new TokenRefusedException("alg must be RS256");
        }

        var issuer = token.Claim("iss") ?? throw new TokenRefusedException("iss is missing");
        var subject = token.Claim("sub") ?? throw new TokenRefusedException("sub is missing");
        var provider = providers.Find(issuer) ?? throw new TokenRefusedException("no keys are known of this issuer");
        if (token.Header("kid") != provider.KeyId || !provider.HasSigned(token))
        {
            throw new TokenRefusedException("the signature does not match the issuer's keys");
        }

        var now = time.GetUtcNow();
        if ((token.Time("exp") ?? throw new TokenRefusedException("exp is missing")) <= now)
        {
            throw new TokenRefusedException($"the {What} has expired");
        }

        return token.Time("nbf") > now ? throw new TokenRefusedException($"the {What} is not valid yet") : (issuer, subject);
    }
}
