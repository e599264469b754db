using System.Globalization;
using Nebius.Registry.Net;

namespace Nebius.Registry.Credentials;

/// <summary>Another identity provider's token. What it says of itself is read for messages alone; IAM is who checks it.</summary>
internal sealed record FederatedToken
{
    private const int LongestClaim = 200;

    private FederatedToken(Secret token, string origin) => (Token, Origin) = (token, origin);

    /// <summary>Gets the token.</summary>
    public Secret Token { get; }

    /// <summary>Gets where it was found, with whom it is about: <c>iss</c> and <c>sub</c> are what a service account is tied to.</summary>
    public string Origin { get; private init; }

    /// <summary>Reads a token.</summary>
    /// <param name="text">The text as it was found; blanks around it are taken off.</param>
    /// <param name="origin">Where it was found.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="NebiusRegistryException">The text cannot be a token, or it says itself that it has expired.</exception>
    public static FederatedToken Read(string text, string origin, TimeProvider time)
    {
        var token = text.Trim();
        if (token.Length == 0)
        {
            throw Unusable(origin, "is empty");
        }

        if (token.Any(character => character is <= ' ' or > '~') || token.Count(character => character == '.') != 2)
        {
            throw Unusable(origin, "is no JWT, three parts with dots between them. The value is not shown here");
        }

        using var claims = TokenClaims.Of(token);
        var read = new FederatedToken(new Secret(token), origin);
        if (claims is null)
        {
            return read;
        }

        var issuer = Redactor.CleanName(BoundedContent.Text(claims.RootElement, "iss"), LongestClaim, read.Token);
        var subject = Redactor.CleanName(BoundedContent.Text(claims.RootElement, "sub"), LongestClaim, read.Token);
        if (TokenClaims.ExpiresAt(claims) is { } expiresAt && expiresAt <= time.GetUtcNow())
        {
            throw Unusable(origin, string.Create(CultureInfo.InvariantCulture, $"expired at {expiresAt:u}, and now it is {time.GetUtcNow():u}"));
        }

        return issuer.Length > 0 && subject.Length > 0 ? read with { Origin = $"{origin} (issuer '{issuer}', subject '{subject}')" } : read;
    }

    private static NebiusRegistryException Unusable(string origin, string problem) => new(
        MessageCodes.WorkloadIdentityIncomplete,
        $"The federated token from {origin} {problem}. These tokens live for minutes: have the CI system make one in the same job, shortly before the push.");
}
