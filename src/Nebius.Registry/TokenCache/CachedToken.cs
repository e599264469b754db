using Nebius.Registry.Iam;

namespace Nebius.Registry.TokenCache;

/// <summary>A token, and how it was come by.</summary>
/// <param name="Token">The token.</param>
/// <param name="IsCached">Whether it was there before it was asked for.</param>
/// <param name="RenewalError">Why it could not be renewed, when it should have been.</param>
internal sealed record CachedToken(AccessToken Token, bool IsCached, NebiusRegistryException? RenewalError);
