namespace Nebius.Registry.Iam;

/// <summary>The one rule for whether a token lives long enough. One whose expiry isn't known is used, as the Nebius tools do.</summary>
/// <param name="Time">The clock.</param>
/// <param name="Minimum">How long a token must still live to be used without being renewed.</param>
internal sealed record TokenFreshness(TimeProvider Time, TimeSpan Minimum)
{
    // Another machine with the same home may be a little ahead.
    private static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(1);

    /// <summary>Returns whether a token lives long enough to be used without renewal.</summary>
    public bool IsLongEnough(AccessToken token) => !IsFromTheFuture(token) && IsLongEnough(token.ExpiresAt);

    /// <summary>Returns whether something that expires at a time lives long enough to be used without renewal.</summary>
    public bool IsLongEnough(DateTimeOffset? expiresAt) => expiresAt is not { } end || end - Time.GetUtcNow() >= Minimum;

    /// <summary>Returns whether a token can be used at all.</summary>
    public bool IsAlive(AccessToken token) => !IsFromTheFuture(token) && IsAlive(token.ExpiresAt);

    /// <summary>Returns whether something that expires at a time can be used at all.</summary>
    public bool IsAlive(DateTimeOffset? expiresAt) => expiresAt is not { } end || end > Time.GetUtcNow();

    // The clock has been set back, so it can't tell whether the token has expired.
    private bool IsFromTheFuture(AccessToken token) => token.IssuedAt is { } issued && issued - Time.GetUtcNow() > Tolerance;
}
