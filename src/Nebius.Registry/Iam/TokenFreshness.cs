using Nebius.Registry.Iam;

namespace Nebius.Registry.TokenCache;

/// <summary>Tells how much a kept token is good for. One whose expiry nobody knows is used, as Nebius's own tools do.</summary>
/// <param name="Time">The clock.</param>
/// <param name="Minimum">How long a token must still live to be used without being renewed.</param>
internal sealed record TokenFreshness(TimeProvider Time, TimeSpan Minimum)
{
    // Another machine of the same home may be a little ahead.
    private static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(1);

    /// <summary>Tells whether a token lives long enough to be used without renewal.</summary>
    public bool IsLongEnough(AccessToken token) => !IsFromTheFuture(token) && (token.ExpiresAt is not { } end || end - Time.GetUtcNow() >= Minimum);

    /// <summary>Tells whether a token can be used at all.</summary>
    public bool IsAlive(AccessToken token) => !IsFromTheFuture(token) && (token.ExpiresAt is not { } end || end > Time.GetUtcNow());

    // The clock has been set back, so it does not tell whether the token has expired.
    private bool IsFromTheFuture(AccessToken token) => token.IssuedAt is { } issued && issued - Time.GetUtcNow() > Tolerance;
}
