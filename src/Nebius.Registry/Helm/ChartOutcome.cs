namespace Nebius.Registry.Helm;

/// <summary>What came of one chart among several.</summary>
/// <param name="Published">What is in the registry now; null when it was not pushed.</param>
/// <param name="Failure">Why it was not pushed; null when it was.</param>
internal sealed record ChartOutcome(PublishedChart? Published, NebiusRegistryException? Failure);
