namespace Nebius.Registry.Logins;

/// <summary>Where a login is kept, and what had to be changed for it. Nothing in it is secret.</summary>
/// <param name="Place">Where.</param>
/// <param name="IsAccepted">Whether the registry said that it accepts the credential; it is set up all the same when the registry could not be asked.</param>
/// <param name="Changes">What was changed, a line each; empty when nothing had to be.</param>
/// <param name="Notes">What the user should know, a line each.</param>
internal sealed record SavedLogin(SavedLoginLocation Place, bool IsAccepted, IReadOnlyList<string> Changes, IReadOnlyList<string> Notes);
