namespace Nebius.Registry;

/// <summary>
/// What the user set. What is typed on a command line wins over the environment, and that over what is checked in.
/// Values are trimmed, and an empty one counts as unset.
/// </summary>
public sealed record NebiusSettings
{
    /// <summary>Gets the function that reads an environment variable. By default the variables of this process are read.</summary>
    public Func<string, string?> Environment { get; init; } = System.Environment.GetEnvironmentVariable;

    /// <summary>Gets the directory that relative paths in environment variables start from: where the build was started.</summary>
    public string StartDirectory { get; init; } = CurrentDirectory();

    /// <summary>Gets what was typed on a command line, by the name of the environment variable that it stands for.</summary>
    internal IReadOnlyDictionary<string, SettingValue> Typed { get; init; } = new Dictionary<string, SettingValue>();

    /// <summary>Gets what is checked in, by the name of the environment variable that it stands for.</summary>
    internal IReadOnlyDictionary<string, SettingValue> CheckedIn { get; init; } = new Dictionary<string, SettingValue>();

    /// <summary>
    /// Gets the secrets that a Cake script passed, by their environment variables; each wins over its variable, and an empty one hides it.
    /// </summary>
    internal IReadOnlyDictionary<string, string> SecretsOfScript { get; init; } = new Dictionary<string, string>();

    /// <summary>Gets the sources that are never asked, even when NEBIUS_CREDENTIAL_SOURCES names them.</summary>
    internal CredentialSourceKind[] ExcludedSources { get; init; } = [];

    /// <summary>Finds the value that wins for a setting.</summary>
    /// <param name="variable">The setting's environment variable, a name of <see cref="EnvironmentVariables"/>.</param>
    /// <returns>The value, or null when it is set nowhere.</returns>
    internal SettingValue? Find(string variable) =>
        Typed.GetValueOrDefault(variable) ?? FromEnvironment(variable) ?? CheckedIn.GetValueOrDefault(variable);

    /// <summary>Reads one environment variable, past everything that may be typed or checked in.</summary>
    /// <param name="variable">The variable's name.</param>
    /// <returns>The value, or null when it is unset or empty.</returns>
    internal SettingValue? FromEnvironment(string variable)
    {
        var isOfScript = SecretsOfScript.TryGetValue(variable, out var secret);
        var value = (isOfScript ? secret : Environment(variable))?.Trim();
        return string.IsNullOrEmpty(value)
            ? null
            : new SettingValue(value, isOfScript ? NameInScript(variable) : variable, StartDirectory, SettingLevel.Environment);
    }

    // The directory may have been deleted while a shell was in it.
    private static string CurrentDirectory()
    {
        try
        {
            return Directory.GetCurrentDirectory();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return Path.GetPathRoot(AppContext.BaseDirectory) ?? AppContext.BaseDirectory;
        }
    }

    private static string NameInScript(string variable) => variable switch
    {
        EnvironmentVariables.StaticKey => "the script's StaticKey",
        EnvironmentVariables.AccessToken => "the script's AccessToken",
        _ => variable,
    };

    /// <summary>Returns the absolute path that a value names: <c>~</c> expanded, a relative one from the value's own directory.</summary>
    /// <param name="setting">A setting whose value is a path.</param>
    /// <returns>An absolute path.</returns>
    internal string FullPath(SettingValue setting)
    {
        ArgumentNullException.ThrowIfNull(setting);
        var path = setting.Value;
        var isInHome = path == "~" || path.StartsWith("~/", StringComparison.Ordinal) || path.StartsWith("~\\", StringComparison.Ordinal);
        if (isInHome && HomeDirectory() is { } home)
        {
            path = Path.Join(home, path[1..]);
        }

        return Path.GetFullPath(path, setting.BaseDirectory);
    }

    /// <summary>Returns the absolute path that a value names, as messages show it: not at all when the value looks like a secret.</summary>
    internal string ShownPath(SettingValue setting) => Redactor.Value(setting.Value, FullPath(setting));

    /// <summary>Returns a path with <c>~</c> in place of the user's home, for lists of paths.</summary>
    internal string InHome(string path) => HomeDirectory() is { Length: > 1 } home
        && path.StartsWith(home + Path.DirectorySeparatorChar, StringComparison.Ordinal)
            ? $"~{path[home.Length..]}"
            : path;

    /// <summary>Gets the variable that names the user's home.</summary>
    internal static string HomeVariable => OperatingSystem.IsWindows() ? "USERPROFILE" : "HOME";

    /// <summary>Returns the user's home as the environment names it.</summary>
    /// <returns>An absolute path, or null when there is none.</returns>
    internal string? HomeDirectory() =>
        FromEnvironment(HomeVariable)?.Value is { } home && Path.IsPathFullyQualified(home)
            ? home
            : null;
}
