namespace Nebius.Registry.DockerConfig;

/// <summary>What came of an edit of <c>credHelpers</c>.</summary>
/// <param name="Changes">A line for each entry that was changed, beginning with +, ~ or -; none when all was as wanted.</param>
/// <param name="Notes">What was left, and why, and what else a user should know.</param>
internal sealed record HelperEntriesReport(IReadOnlyList<string> Changes, IReadOnlyList<string> Notes);
