namespace Nebius.Registry.Credentials;

/// <summary>Whether a source can give a credential.</summary>
/// <param name="Origin">The setting that makes it present, such as <c>NEBIUS_IAM_TOKEN</c>; null when it is absent.</param>
/// <param name="LookedAt">What was looked at, for the error that lists every source.</param>
/// <param name="NextCommand">What to type to make it present.</param>
internal sealed record SourcePresence(string? Origin, string LookedAt, string NextCommand)
{
    public bool IsPresent => Origin is not null;
}
