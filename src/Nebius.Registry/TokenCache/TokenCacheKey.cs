using Nebius.Registry.Iam;

namespace Nebius.Registry.TokenCache;

/// <summary>What a token is cached by. Two that are equal stand for the same token.</summary>
internal sealed record TokenCacheKey
{
    /// <summary>Gets who issued the token.</summary>
    public required IamEndpoint Endpoint { get; init; }

    /// <summary>Gets a text that only who holds the key (or token) that was exchanged can make, such as the key's hash.</summary>
    public required string Key { get; init; }

    /// <summary>Gets the name that Nebius's own tools keep the token under, such as <c>service-account/ID/ID</c>; null when they keep none.</summary>
    public string? SharedName { get; init; }

    /// <summary>Gets a value indicating whether <c>Auto</c> keeps the token in the CLI's file: true for what comes from the CLI's configuration.</summary>
    public bool IsFromProfile { get; init; }
}
