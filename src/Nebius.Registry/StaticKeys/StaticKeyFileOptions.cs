namespace Nebius.Registry.StaticKeys;

/// <summary>What is allowed for a file that gets a token.</summary>
public sealed record StaticKeyFileOptions
{
    /// <summary>Gets a value indicating whether a file that is there already is replaced.</summary>
    public bool Replaces { get; init; }

    /// <summary>Gets a value indicating whether the file may be in the workspace, where it could be committed or copied into an image.</summary>
    public bool AllowsWorkspace { get; init; }
}
