namespace Nebius.Registry.DockerConfig;

/// <summary>A login that the .NET SDK will find.</summary>
/// <param name="File">The file that names it.</param>
/// <param name="Kind">Where it is.</param>
internal sealed record DockerLogin(string File, LoginKind Kind)
{
    /// <summary>Gets the helper's or store's name, the part after <c>docker-credential-</c>; empty for a login in the file.</summary>
    public string Helper { get; init; } = string.Empty;

    /// <summary>Gets the base64 of user name and password in the file. Beside a helper or store nobody here reads it: it is left over.</summary>
    public Secret? Encoded { get; init; }

    /// <summary>Gets a value indicating whether the entry has an identity token, which Nebius does not have.</summary>
    public bool HasIdentityToken { get; init; }
}
