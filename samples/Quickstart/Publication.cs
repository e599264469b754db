namespace Quickstart;

/// <summary>One publish: what is typed, and what is set in the environment.</summary>
/// <param name="Properties">The properties on the command line.</param>
/// <param name="Environment">Variables to set, or to remove where the value is null.</param>
internal sealed record Publication(IReadOnlyList<string> Properties, IReadOnlyDictionary<string, string?> Environment);
