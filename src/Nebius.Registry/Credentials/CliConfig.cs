using System.Security;
using Nebius.Registry.OS;
using Nebius.Registry.Yaml;

namespace Nebius.Registry.Credentials;

/// <summary>The configuration of the Nebius CLI, <c>~/.nebius/config.yaml</c>. It is read, never written.</summary>
internal sealed class CliConfig
{
    private const int MaximumBytes = 1024 * 1024;

    private readonly string _file;
    private readonly YamlMapping _root;

    private CliConfig(string file, YamlMapping root) => (_file, _root) = (file, root);

    /// <summary>Returns where the configuration is; null when there is no home directory.</summary>
    public static string? PathOf(NebiusSettings settings) =>
        settings.FromEnvironment(EnvironmentVariables.ConfigFile) is { } setting ? settings.FullPath(setting)
        : settings.HomeDirectory() is { } home ? Path.Join(home, ".nebius", "config.yaml")
        : null;

    /// <summary>Returns the path as messages show it.</summary>
    public static string? ShownPathOf(NebiusSettings settings) =>
        settings.FromEnvironment(EnvironmentVariables.ConfigFile) is { } setting ? settings.ShownPath(setting)
        : PathOf(settings) is { } path ? Redactor.Name(path)
        : null;

    /// <summary>Reads the configuration.</summary>
    /// <exception cref="NebiusRegistryException">It can't be read, or isn't a configuration.</exception>
    public static Task<CliConfig> ReadAsync(string path, CancellationToken cancellationToken) =>
        ReadAsync(path, Redactor.Name(path), cancellationToken);

    /// <summary>Reads the configuration.</summary>
    /// <param name="path">Where it is.</param>
    /// <param name="file">The path as messages show it.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="NebiusRegistryException">It can't be read, or isn't a configuration.</exception>
    public static async Task<CliConfig> ReadAsync(string path, string file, CancellationToken cancellationToken)
    {
        var text = await ReadTextAsync(path, file, cancellationToken).ConfigureAwait(false);
        try
        {
            return YamlReader.Read(text) switch
            {
                YamlMapping root => new CliConfig(file, root),
                YamlText { Text: null } nothing =>
                    new CliConfig(file, new YamlMapping(new Dictionary<string, YamlNode>(), nothing.Line, nothing.Column)),
                var other => throw Malformed(file, "isn't a mapping with 'profiles'", other.Line, other.Column),
            };
        }
        catch (YamlProblemException problem)
        {
            throw Malformed(file, problem.Message, problem.Line, problem.Column);
        }
    }

    /// <summary>Chooses a profile as Nebius's own tools do: the one that is named, the default, or the only one.</summary>
    /// <param name="wanted">The profile that the user named, if any.</param>
    /// <exception cref="NebiusRegistryException">There is no such profile, or none is chosen.</exception>
    public CliProfile Select(SettingValue? wanted)
    {
        var profiles = Profiles();
        var name = wanted?.Value ?? Default();
        if (name is null)
        {
            return profiles.Count == 1
                ? Profile(profiles.First())
                : throw NotFound(
                    profiles.Count == 0 ? "has no profiles" : "has several profiles and no 'default'",
                    profiles.Keys);
        }

        return profiles.TryGetValue(name, out var profile)
            ? Profile(new(name, profile))
            : throw NotFound($"has no profile {DisplayName.Of(name)}, which {wanted?.Origin ?? "its 'default'"} names", profiles.Keys);
    }

    private IReadOnlyDictionary<string, YamlNode> Profiles()
    {
        if (!_root.Entries.TryGetValue("profiles", out var node) || node is YamlText { Text: null })
        {
            return new Dictionary<string, YamlNode>();
        }

        return node is YamlMapping mapping
            ? mapping.Entries
            : throw Malformed(_file, "has 'profiles' that isn't a mapping of names to profiles", node.Line, node.Column);
    }

    private string? Default()
    {
        if (!_root.Entries.TryGetValue("default", out var node))
        {
            return null;
        }

        return node is YamlText { Text: var text }
            ? string.IsNullOrWhiteSpace(text) ? null : text.Trim()
            : throw Malformed(_file, "has a 'default' that isn't a profile's name", node.Line, node.Column);
    }

    private CliProfile Profile(KeyValuePair<string, YamlNode> entry) => entry.Value is YamlMapping mapping
        ? new CliProfile(entry.Key, _file, mapping)
        : throw Malformed(_file, $"has profile {DisplayName.Of(entry.Key)}, which is empty", entry.Value.Line, entry.Value.Column);

    private NebiusRegistryException NotFound(string problem, IEnumerable<string> names)
    {
        var list = string.Join(", ", names.Take(20).Select(DisplayName.Of));
        return new(
            MessageCodes.ProfileNotFound,
            $"The Nebius CLI's configuration '{_file}' {problem}. {(list.Length > 0 ? $"Its profiles: {list}. " : string.Empty)}"
            + $"Name a profile ({CommandsToType.SetProfile("<name>")}), or create one:\n  nebius profile create");
    }

    private static async Task<string> ReadTextAsync(string path, string file, CancellationToken cancellationToken)
    {
        try
        {
            // Opening a pipe would wait for another process to write to it.
            if (FileKind.Of(RealPath.Of(path)) is { IsFile: false } other)
            {
                throw NotRegular(file, other);
            }

            var bytes = await LimitedFile.ReadAsync(path, MaximumBytes, cancellationToken).ConfigureAwait(false)
                ?? throw new NebiusRegistryException(
                    MessageCodes.ConfigMalformed,
                    $"The Nebius CLI's configuration '{file}' is larger than {MaximumBytes / 1024} KiB. Check it:\n"
                    + $"  {Shell.Current.ShowFile(file)}");
            using var reader = new StreamReader(new MemoryStream(bytes));
            return await reader.ReadToEndAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or SecurityException)
        {
            var reason = error is FileNotFoundException or DirectoryNotFoundException
                ? "the file doesn't exist"
                : "this user may not read it";
            throw new NebiusRegistryException(
                MessageCodes.ConfigMalformed,
                $"Can't read the Nebius CLI's configuration '{file}': {reason}. {EnvironmentVariables.ConfigFile} names another file. "
                + "Check it:\n"
                + $"  {Shell.Current.ShowFile(file)}");
        }
    }

    private static NebiusRegistryException NotRegular(string file, FileKind found) => new(
        MessageCodes.ConfigMalformed,
        $"The Nebius CLI's configuration '{file}' is {found.Words}, not a regular file. {EnvironmentVariables.ConfigFile} names another "
        + $"file. Check it:\n  {Shell.Current.ShowFile(file)}");

    private static NebiusRegistryException Malformed(string file, string problem, long line, long column) => new(
        MessageCodes.ConfigMalformed,
        $"The Nebius CLI's configuration '{file}', line {line}, column {column}, {problem}. Correct it, or use another credential source "
        + $"({CommandsToType.SetSources("...")}).");
}

/// <summary>One profile of the CLI's configuration: https://github.com/nebius/gosdk config/config.go.</summary>
internal sealed class CliProfile(string name, string file, YamlMapping mapping)
{
    /// <summary>Gets the profile's name as messages show it.</summary>
    public string Origin => $"profile {DisplayName.Of(name)} of '{file}'";

    /// <summary>Gets the profile's name.</summary>
    public string Name => name;

    public string? Endpoint => Text("endpoint");

    public string? TokenFile => Text("token-file");

    public string? TokenEndpoint => Text("token-endpoint");

    public string? AuthType => Text("auth-type");

    public string? FederationEndpoint => Text("federation-endpoint");

    public string? FederationId => Text("federation-id");

    public string? ServiceAccountId => Text("service-account-id");

    public string? PublicKeyId => Text("public-key-id");

    public string? PrivateKey => Text("private-key");

    public string? PrivateKeyFile => Text("private-key-file-path");

    public string? ServiceAccountCredentialsFile => Text("service-account-credentials-file-path");

    public string? FederatedCredentialsFile => Text("federated-subject-credentials-file-path");

    public string? ImpersonateServiceAccountId => Text("impersonate-service-account-id");

    /// <summary>
    /// Makes a setting of one of the profile's paths; as in the Go SDK, a relative one starts where the build was started.
    /// </summary>
    public SettingValue Path(string key, NebiusSettings settings) =>
        new(Text(key)!, $"'{key}' of {Origin}", settings.StartDirectory, SettingLevel.Environment);

    // Empty counts as unset, as it does for the Go SDK.
    private string? Text(string key)
    {
        if (!mapping.Entries.TryGetValue(key, out var node))
        {
            return null;
        }

        return node is YamlText { Text: var text }
            ? string.IsNullOrWhiteSpace(text) ? null : text.Trim()
            : throw new NebiusRegistryException(
                MessageCodes.ConfigMalformed,
                $"'{file}', line {node.Line}, column {node.Column}: '{key}' of profile {DisplayName.Of(name)} isn't a text. Correct it.");
    }
}
