namespace Nebius.Registry.Emulator;

/// <summary>The authenticated client of a request and its credential.</summary>
internal sealed record Identity(string Name, IdentityProof Proof, string? Secret)
{
    public static Identity Anonymous { get; } = new("anonymous", IdentityProof.None, null);

    public bool IsAnonymous => Proof == IdentityProof.None;

    // The ToString of a record would have the secret.
    public override string ToString() => Name;
}

/// <summary>The kind of credential.</summary>
internal enum IdentityProof
{
    None,
    AccessToken,
    StaticKey,
    Password,
}
