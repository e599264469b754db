namespace Nebius.Registry.Emulator;

/// <summary>Who a request comes from, and the credential that says so.</summary>
internal sealed record Identity(string Name, IdentityProof Proof, string? Secret)
{
    public static Identity Anonymous { get; } = new("anonymous", IdentityProof.None, null);

    public bool IsAnonymous => Proof == IdentityProof.None;

    // A record would print the secret.
    public override string ToString() => Name;
}

internal enum IdentityProof
{
    None,
    AccessToken,
    StaticKey,
    Password,
}
