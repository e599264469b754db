namespace Nebius.Registry;

/// <summary>Where a value was set, the winner first.</summary>
internal enum SettingLevel
{
    /// <summary>Typed on a command line.</summary>
    Typed,

    /// <summary>An environment variable.</summary>
    Environment,

    /// <summary>Checked in with the project.</summary>
    CheckedIn,
}

/// <summary>A value that the user set, and where.</summary>
/// <param name="Value">The value, trimmed and not empty. It may be a secret: show <paramref name="Origin"/> instead.</param>
/// <param name="Origin">The name that the user typed, such as <c>NEBIUS_AUTHORIZED_KEY_FILE</c> or <c>NebiusAuthorizedKeyFile</c>.</param>
/// <param name="BaseDirectory">The directory that a relative path in the value starts from.</param>
/// <param name="Level">Where it was set.</param>
internal sealed record SettingValue(string Value, string Origin, string BaseDirectory, SettingLevel Level)
{
    /// <summary>Returns the origin, never the value.</summary>
    /// <returns>The name of the setting.</returns>
    public override string ToString() => Origin;
}
