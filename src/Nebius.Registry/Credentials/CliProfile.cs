using Nebius.Registry.Yaml;

namespace Nebius.Registry.Credentials;

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

    /// <summary>Makes a setting of one of the profile's paths; as in the Go SDK, a relative one starts where the build was started.</summary>
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
                $"'{file}', line {node.Line}, column {node.Column}: '{key}' of profile {DisplayName.Of(name)} is no text. Correct it there.");
    }
}
