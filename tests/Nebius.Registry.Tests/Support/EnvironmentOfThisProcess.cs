namespace Nebius.Registry.Tests.Support;

/// <summary>Tests that change the environment of their own process run alone.</summary>
[CollectionDefinition(nameof(EnvironmentOfThisProcess), DisableParallelization = true)]
public sealed class EnvironmentOfThisProcess;
