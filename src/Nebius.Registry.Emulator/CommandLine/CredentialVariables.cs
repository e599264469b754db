namespace Nebius.Registry.Emulator;

/// <summary>The caller's own Nebius credentials, which have no business in an emulated world and would win there.</summary>
internal static class CredentialVariables
{
    private static readonly string[] Names =
    [
        "NEBIUS_IAM_TOKEN",
        "NEBIUS_CREDENTIAL_SOURCES",
        "NEBIUS_AUTHORIZED_KEY",
        "NEBIUS_AUTHORIZED_KEY_FILE",
        "NEBIUS_SERVICE_ACCOUNT_ID",
        "NEBIUS_PUBLIC_KEY_ID",
        "NEBIUS_PRIVATE_KEY",
        "NEBIUS_PRIVATE_KEY_FILE",
        "NEBIUS_FEDERATED_TOKEN",
        "NEBIUS_FEDERATED_TOKEN_FILE",
        "NEBIUS_IMPERSONATE_SERVICE_ACCOUNT_ID",
        "NEBIUS_PROFILE",
        "NEBIUS_CONFIG_FILE",
        "NEBIUS_ENDPOINT",
    ];

    /// <summary>Those that are set in this process.</summary>
    public static IEnumerable<string> Set() => Environment.GetEnvironmentVariables().Keys.Cast<string>()
        .Where(name => Names.Contains(name) || name.StartsWith("NEBIUS_REGISTRY_STATIC_KEY", StringComparison.Ordinal));
}
