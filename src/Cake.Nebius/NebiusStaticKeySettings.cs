namespace Cake.Nebius;

/// <summary>How a static key is issued or rotated.</summary>
public sealed class NebiusStaticKeySettings
{
    /// <summary>Gets or sets the new key's name; null for none, or, at a rotation, for the old one's with the day behind it.</summary>
    public string? Name { get; set; }

    /// <summary>Gets or sets when it expires: a day, a time with its offset, or a duration such as <c>P90D</c>; null for six months from now.</summary>
    public string? Expires { get; set; }

    /// <summary>Gets or sets a value indicating whether a file that is there is replaced.</summary>
    public bool ReplacesFile { get; set; }

    /// <summary>Gets or sets a value indicating whether the file may be in the workspace, where it may be committed or published by mistake.</summary>
    public bool AllowsWorkspace { get; set; }

    /// <summary>Gets or sets where the access token comes from that asks for the key; null for what the environment has.</summary>
    public NebiusCredentialSettings? Credentials { get; set; }
}
