namespace Nebius.Registry.DockerConfig;

/// <summary>Where a login file says that a login is.</summary>
internal enum LoginKind
{
    /// <summary>In the file itself.</summary>
    Inline,

    /// <summary>With a helper that is named for this host.</summary>
    Helper,

    /// <summary>With the store that keeps all logins of the file.</summary>
    Store,
}
