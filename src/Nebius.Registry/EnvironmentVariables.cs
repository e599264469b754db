namespace Nebius.Registry;

/// <summary>The environment variables that the library reads. Those that the Nebius tools define are marked.</summary>
internal static class EnvironmentVariables
{
    private const string FileSuffix = "_FILE";

    /// <summary>The token of a static key; <c>_EU_WEST1</c> appended makes it one for that region alone.</summary>
    public const string StaticKey = "NEBIUS_REGISTRY_STATIC_KEY";

    /// <summary>A path to the same; <see cref="StaticKeyFileFor"/> names that of a region.</summary>
    public const string StaticKeyFile = "NEBIUS_REGISTRY_STATIC_KEY_FILE";

    /// <summary>An access token (defined by the Nebius tools).</summary>
    public const string AccessToken = "NEBIUS_IAM_TOKEN";

    /// <summary>A service account's authorized key as JSON.</summary>
    public const string AuthorizedKey = "NEBIUS_AUTHORIZED_KEY";

    /// <summary>A path to the same.</summary>
    public const string AuthorizedKeyFile = "NEBIUS_AUTHORIZED_KEY_FILE";

    /// <summary>The service account of an authorized key given in parts.</summary>
    public const string ServiceAccountId = "NEBIUS_SERVICE_ACCOUNT_ID";

    /// <summary>The public key's id of an authorized key given in parts.</summary>
    public const string PublicKeyId = "NEBIUS_PUBLIC_KEY_ID";

    /// <summary>The private key of an authorized key given in parts: PEM, PEM with literal <c>\n</c>, or base64 of PEM.</summary>
    public const string PrivateKey = "NEBIUS_PRIVATE_KEY";

    /// <summary>A path to the same.</summary>
    public const string PrivateKeyFile = "NEBIUS_PRIVATE_KEY_FILE";

    /// <summary>The token of another identity provider, which stands for a service account (workload identity).</summary>
    public const string FederatedToken = "NEBIUS_FEDERATED_TOKEN";

    /// <summary>A path to the same; the file is read again at each exchange.</summary>
    public const string FederatedTokenFile = "NEBIUS_FEDERATED_TOKEN_FILE";

    /// <summary>A service account whose token is asked for with whatever credential wins.</summary>
    public const string ImpersonateServiceAccountId = "NEBIUS_IMPERSONATE_SERVICE_ACCOUNT_ID";

    /// <summary>A profile of the CLI's configuration (defined by the Nebius tools).</summary>
    public const string Profile = "NEBIUS_PROFILE";

    /// <summary>Where the CLI's configuration is; <c>~/.nebius/config.yaml</c> when unset.</summary>
    public const string ConfigFile = "NEBIUS_CONFIG_FILE";

    /// <summary>Where tokens are kept between builds: <c>Auto</c>, <c>Shared</c>, <c>Private</c> or <c>Memory</c>.</summary>
    public const string TokenCache = "NEBIUS_TOKEN_CACHE";

    /// <summary>The API domain (defined by the Nebius tools).</summary>
    public const string Endpoint = "NEBIUS_ENDPOINT";

    /// <summary>Further registry hosts that may get a credential.</summary>
    public const string TrustedRegistryHosts = "NEBIUS_TRUSTED_REGISTRY_HOSTS";

    /// <summary>Further API endpoints that may get a credential.</summary>
    public const string TrustedEndpoints = "NEBIUS_TRUSTED_ENDPOINTS";

    /// <summary>The region, where neither a property nor a destination says where to push.</summary>
    public const string DefaultRegion = "NEBIUS_REGION";

    /// <summary>The registry's id, where neither a property nor a destination says where to push.</summary>
    public const string DefaultRegistryId = "NEBIUS_REGISTRY_ID";

    /// <summary>The sources to try, in order.</summary>
    public const string CredentialSources = "NEBIUS_CREDENTIAL_SOURCES";

    /// <summary>Where helm is, for those who want their charts pushed by it; PATH when unset.</summary>
    public const string HelmPath = "NEBIUS_HELM_PATH";

    /// <summary>The SDK's own list of registries that it may talk to without TLS.</summary>
    public const string InsecureRegistries = "DOTNET_CONTAINER_INSECURE_REGISTRIES";

    /// <summary>
    /// Not for users: names the file, a JSON object, in which Cake.Nebius hands the secrets of a script to the build that it starts. Child
    /// processes of the build inherit the path and no secret.
    /// </summary>
    public const string BuildSecretsFile = "NEBIUS_REGISTRY_BUILD_SECRETS_FILE";

    /// <summary>Gets the variables that hold a secret.</summary>
    public static IReadOnlyList<string> Secrets { get; } = Where(setting => setting.IsSecret);

    /// <summary>
    /// Gets variables of CI systems and other tools that hold a secret, or lead to one: no program that is started here needs them.
    /// </summary>
    public static IReadOnlyList<string> SecretsOfOthers { get; } =
    [
        // https://docs.github.com/actions/reference/security/oidc
        "ACTIONS_ID_TOKEN_REQUEST_TOKEN", "ACTIONS_ID_TOKEN_REQUEST_URL", "ACTIONS_RUNTIME_TOKEN", "GITHUB_TOKEN", "GH_TOKEN",

        // https://learn.microsoft.com/azure/devops/pipelines/build/variables#systemaccesstoken
        "SYSTEM_ACCESSTOKEN", "SYSTEM_OIDCREQUESTURI", "AZURE_DEVOPS_EXT_PAT", "VSS_NUGET_ACCESSTOKEN", "VSS_NUGET_EXTERNAL_FEED_ENDPOINTS",

        // https://docs.gitlab.com/ci/variables/predefined_variables/
        "CI_JOB_TOKEN", "CI_JOB_JWT", "CI_JOB_JWT_V1", "CI_JOB_JWT_V2", "CI_REGISTRY_PASSWORD", "CI_DEPLOY_PASSWORD",
        "CI_DEPENDENCY_PROXY_PASSWORD",
        "CI_REPOSITORY_URL",

        "BITBUCKET_STEP_OIDC_TOKEN", "BUILDKITE_AGENT_ACCESS_TOKEN", "CIRCLE_OIDC_TOKEN", "CIRCLE_OIDC_TOKEN_V2",

        // Logins for all registries: https://github.com/docker/cli/pull/6008. The docker command alone reads them.
        DockerAuthConfig,
    ];

    /// <summary>Logins as JSON, which the docker command reads.</summary>
    public const string DockerAuthConfig = "DOCKER_AUTH_CONFIG";

    /// <summary>Gets all of them, but those for one region.</summary>
    public static IReadOnlyList<string> All { get; } = [.. Where(_ => true), InsecureRegistries];

    /// <summary>Tells whether a variable holds a secret, static keys for one region included.</summary>
    /// <param name="name">The variable.</param>
    /// <returns>True when it does.</returns>
    public static bool IsSecret(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return Secrets.Contains(name)
            || (name.StartsWith($"{StaticKey}_", StringComparison.Ordinal) && !IsStaticKeyFile(name));
    }

    /// <summary>Returns the static key's variable for one region.</summary>
    /// <param name="region">A region, such as <c>eu-west1</c>.</param>
    /// <returns>A name, such as <c>NEBIUS_REGISTRY_STATIC_KEY_EU_WEST1</c>.</returns>
    public static string StaticKeyFor(string region)
    {
        ArgumentException.ThrowIfNullOrEmpty(region);
        return $"{StaticKey}_{region.ToUpperInvariant().Replace('-', '_')}";
    }

    /// <summary>Returns the variable that names a region's static key file.</summary>
    /// <param name="region">A region, such as <c>eu-west1</c>.</param>
    /// <returns>A name, such as <c>NEBIUS_REGISTRY_STATIC_KEY_EU_WEST1_FILE</c>.</returns>
    public static string StaticKeyFileFor(string region) => $"{StaticKeyFor(region)}{FileSuffix}";

    /// <summary>Tells whether a variable names a static key's file, those for one region included.</summary>
    /// <param name="name">The variable.</param>
    /// <returns>True when it does.</returns>
    public static bool IsStaticKeyFile(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return name.StartsWith($"{StaticKey}_", StringComparison.Ordinal) && name.EndsWith(FileSuffix, StringComparison.Ordinal);
    }

    private static string[] Where(Func<NebiusSetting, bool> isWanted) =>
        [.. NebiusSetting.All.Where(setting => setting.Variable is not null && isWanted(setting)).Select(setting => setting.Variable!)];
}
