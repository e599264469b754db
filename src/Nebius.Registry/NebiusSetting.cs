namespace Nebius.Registry;

/// <summary>Where a setting is read from.</summary>
[Flags]
internal enum SettingScope
{
    /// <summary>An environment variable.</summary>
    Environment = 1,

    /// <summary>An MSBuild property, typed on the command line or checked in with the project.</summary>
    Property = 2,

    /// <summary>Both. A property that is typed wins over the variable, and the variable over a property that is checked in.</summary>
    Both = Environment | Property,
}

/// <summary>
/// The settings of Nebius.Registry: one table for the build, Cake, the command and the documentation. A secret and a destination of secrets
/// have no property, because MSBuild logs properties and a project can set them.
/// </summary>
internal sealed class NebiusSetting
{
    private const int LongestDays = 4;

    private static readonly string[] Boolean = ["true", "false"];

    private NebiusSetting(string? variable = null, string? property = null) => (Variable, Property) = (variable, property);

    /// <summary>Gets the environment variable; null for a setting that is a property alone.</summary>
    public string? Variable { get; }

    /// <summary>Gets the MSBuild property; null for a setting that is a variable alone.</summary>
    public string? Property { get; }

    /// <summary>Gets a value indicating whether the value is a path of a file.</summary>
    public bool IsPath { get; private init; }

    /// <summary>Gets the values that it may have, in any case; empty when it takes others, too.</summary>
    public IReadOnlyList<string> Choices { get; private init; } = [];

    /// <summary>Gets a value indicating whether the value is a number of days.</summary>
    public bool IsDays { get; private init; }

    /// <summary>Gets a value indicating whether the table says which values it may have.</summary>
    public bool HasRule => Choices.Count > 0 || IsDays;

    /// <summary>Gets a value indicating whether the value is a secret.</summary>
    public bool IsSecret { get; private init; }

    /// <summary>Gets a value indicating whether the value says where a secret may be sent.</summary>
    public bool IsDestination { get; private init; }

    /// <summary>Gets where the setting is read from.</summary>
    public SettingScope Scope => (Variable is null ? 0 : SettingScope.Environment) | (Property is null ? 0 : SettingScope.Property);

    /// <summary>
    /// Gets NEBIUS_REGISTRY_STATIC_KEY. With a region behind it, such as <c>_EU_WEST1</c>, the variable is for that region alone.
    /// </summary>
    public static NebiusSetting StaticKey { get; } = new(EnvironmentVariables.StaticKey) { IsSecret = true };

    /// <summary>Gets NebiusRegistryStaticKeyFile. The variable has a form for one region, too, such as <c>_EU_WEST1_FILE</c>.</summary>
    public static NebiusSetting StaticKeyFile { get; } =
        new(EnvironmentVariables.StaticKeyFile, "NebiusRegistryStaticKeyFile") { IsPath = true };

    /// <summary>Gets NEBIUS_IAM_TOKEN.</summary>
    public static NebiusSetting AccessToken { get; } = new(EnvironmentVariables.AccessToken) { IsSecret = true };

    /// <summary>Gets NEBIUS_AUTHORIZED_KEY.</summary>
    public static NebiusSetting AuthorizedKey { get; } = new(EnvironmentVariables.AuthorizedKey) { IsSecret = true };

    /// <summary>Gets NebiusAuthorizedKeyFile.</summary>
    public static NebiusSetting AuthorizedKeyFile { get; } =
        new(EnvironmentVariables.AuthorizedKeyFile, "NebiusAuthorizedKeyFile") { IsPath = true };

    /// <summary>Gets NebiusServiceAccountId.</summary>
    public static NebiusSetting ServiceAccountId { get; } = new(EnvironmentVariables.ServiceAccountId, "NebiusServiceAccountId");

    /// <summary>Gets NebiusPublicKeyId.</summary>
    public static NebiusSetting PublicKeyId { get; } = new(EnvironmentVariables.PublicKeyId, "NebiusPublicKeyId");

    /// <summary>Gets NEBIUS_PRIVATE_KEY.</summary>
    public static NebiusSetting PrivateKey { get; } = new(EnvironmentVariables.PrivateKey) { IsSecret = true };

    /// <summary>Gets NebiusPrivateKeyFile.</summary>
    public static NebiusSetting PrivateKeyFile { get; } =
        new(EnvironmentVariables.PrivateKeyFile, "NebiusPrivateKeyFile") { IsPath = true };

    /// <summary>Gets NEBIUS_FEDERATED_TOKEN.</summary>
    public static NebiusSetting FederatedToken { get; } = new(EnvironmentVariables.FederatedToken) { IsSecret = true };

    /// <summary>Gets NEBIUS_FEDERATED_TOKEN_FILE.</summary>
    public static NebiusSetting FederatedTokenFile { get; } = new(EnvironmentVariables.FederatedTokenFile) { IsPath = true };

    /// <summary>Gets NebiusProfile.</summary>
    public static NebiusSetting Profile { get; } = new(EnvironmentVariables.Profile, "NebiusProfile");

    /// <summary>Gets NebiusTokenCache.</summary>
    public static NebiusSetting TokenCache { get; } = new(EnvironmentVariables.TokenCache, "NebiusTokenCache");

    /// <summary>Gets NebiusCredentialSources.</summary>
    public static NebiusSetting CredentialSources { get; } = new(EnvironmentVariables.CredentialSources, "NebiusCredentialSources");

    /// <summary>Gets NebiusTokenMinimumLifetime.</summary>
    public static NebiusSetting TokenMinimumLifetime { get; } = new(property: "NebiusTokenMinimumLifetime");

    /// <summary>Gets NebiusHelmTool.</summary>
    public static NebiusSetting HelmTool { get; } = new(property: "NebiusHelmTool") { Choices = ["BuiltIn", "Helm"] };

    /// <summary>Gets NebiusHelmValuesFile.</summary>
    public static NebiusSetting HelmValuesFile { get; } = new(property: "NebiusHelmValuesFile") { IsPath = true };

    /// <summary>Gets NebiusCopyTo.</summary>
    public static NebiusSetting CopyTo { get; } = new(property: "NebiusCopyTo");

    /// <summary>Gets all of them.</summary>
    public static IReadOnlyList<NebiusSetting> All { get; } =
    [
        StaticKey,
        StaticKeyFile,
        AccessToken,
        AuthorizedKey,
        AuthorizedKeyFile,
        ServiceAccountId,
        PublicKeyId,
        PrivateKey,
        PrivateKeyFile,
        FederatedToken,
        FederatedTokenFile,
        new(EnvironmentVariables.ImpersonateServiceAccountId),
        Profile,
        new(EnvironmentVariables.ConfigFile) { IsPath = true },
        TokenCache,
        new(EnvironmentVariables.Endpoint) { IsDestination = true },
        new(EnvironmentVariables.TrustedRegistryHosts) { IsDestination = true },
        new(EnvironmentVariables.TrustedEndpoints) { IsDestination = true },
        CredentialSources,
        new(EnvironmentVariables.HelmPath) { IsPath = true },
        TokenMinimumLifetime,
        new(property: "NebiusRegion"),
        new(property: "NebiusRegistryId"),
        new(EnvironmentVariables.DefaultRegion),
        new(EnvironmentVariables.DefaultRegistryId),
        new(property: "NebiusPreflight") { Choices = ["Auto", .. Boolean] },
        new(property: "NebiusStaticKeyExpiryWarningDays") { IsDays = true },
        new(property: "NebiusHelmPushOnPublish") { Choices = Boolean },
        HelmTool,
        new(property: "NebiusHelmOverwrite") { Choices = Boolean },
        HelmValuesFile,
        new(property: "NebiusSetStepOutputs") { Choices = Boolean },
        CopyTo,
        new(property: "NebiusCopyReferrers") { Choices = Boolean },
        new(property: "NebiusRegistryEnabled") { Choices = Boolean },
    ];

    /// <summary>Gets the settings that the credential sources work with and that a project may have: what is handed to each task.</summary>
    public static IReadOnlyList<NebiusSetting> OfCredentials { get; } =
        [.. All.Where(setting => setting.Scope == SettingScope.Both), TokenMinimumLifetime];

    /// <summary>Checks a value by what the table says of it.</summary>
    /// <param name="value">The property's value; an empty one isn't set.</param>
    /// <exception cref="NebiusRegistryException">The setting has no such value.</exception>
    public void Check(string? value)
    {
        if (string.IsNullOrWhiteSpace(value))
        {
            return;
        }

        if (Choices.Count > 0 && !Choices.Contains(value, StringComparer.OrdinalIgnoreCase))
        {
            throw Invalid(value, $"Expected: {string.Join(", ", Choices.SkipLast(1))} or {Choices[^1]}.", Choices[0]);
        }

        if (IsDays && !(value.Length <= LongestDays && value.All(char.IsAsciiDigit)))
        {
            throw Invalid(value, "Expected: a number of days, such as 30; 0 switches the warning off.", "30");
        }
    }

    private NebiusRegistryException Invalid(string value, string expected, string example) => new(
        MessageCodes.InvalidSetting, $"{this} is '{Redactor.Value(value)}'. {expected} For example:\n  -p:{this}={example}");

    /// <summary>Returns the variable, or the property where there is none.</summary>
    /// <returns>A name.</returns>
    public override string ToString() => Variable ?? Property!;
}
