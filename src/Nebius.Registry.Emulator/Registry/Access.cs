namespace Nebius.Registry.Emulator;

/// <summary>Who asks, and, when they came with a registry token, what that token was asked for.</summary>
internal sealed record Access(Identity Identity, IReadOnlyList<TokenScope>? Scopes)
{
    public bool Covers(string name, string action) => Scopes is null || Scopes.Any(scope => scope.Covers(name, action));
}
