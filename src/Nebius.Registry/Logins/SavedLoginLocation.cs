namespace Nebius.Registry.Logins;

/// <summary>Where a login is kept.</summary>
internal enum SavedLoginLocation
{
    /// <summary>Nowhere: a credential helper finds it whenever it is asked.</summary>
    Helper,

    /// <summary>In the store of docker's file, by <c>docker login</c>.</summary>
    Store,

    /// <summary>In the file itself.</summary>
    File,
}
