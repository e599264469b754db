using Nebius.Registry.Iam;
using Nebius.Registry.Iam.Rpc;

namespace Nebius.Registry.Credentials;

/// <summary>An access token for Nebius's API. Its text form never shows the token.</summary>
public sealed record ApiToken
{
    /// <summary>Gets the token.</summary>
    public required Secret Token { get; init; }

    /// <summary>Gets the kind of source that it came from.</summary>
    public required CredentialSourceKind Source { get; init; }

    /// <summary>Gets the name of the setting that the source was found in.</summary>
    public required string Origin { get; init; }

    /// <summary>Gets the service account that it stands for, where it can be told.</summary>
    public string? ServiceAccountId { get; init; }

    /// <summary>Gets when it expires, where that can be told.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>Gets what the user should know, a line each: a source that is set too but was not used, a cache that could not be.</summary>
    public IReadOnlyList<string> Lines { get; init; } = [];

    /// <summary>Gets the API that it is for.</summary>
    internal IamEndpoint Endpoint { get; init; } = IamEndpoint.Default;

    /// <summary>Gets what drops the token from our cache; null when it did not come from there.</summary>
    internal Func<CancellationToken, Task>? Forget { get; init; }

    /// <summary>Gets what a client of the API asks with.</summary>
    internal ApiAccess Access => new(Endpoint, Token) { Origin = Origin };
}
