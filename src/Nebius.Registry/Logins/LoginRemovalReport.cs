namespace Nebius.Registry.Logins;

/// <summary>What came of a logout.</summary>
/// <param name="Changes">What was taken away, a line each; empty when there was nothing of ours.</param>
/// <param name="Notes">What was left, and why, a line each.</param>
internal sealed record LoginRemovalReport(IReadOnlyList<string> Changes, IReadOnlyList<string> Notes);
