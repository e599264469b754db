using Nebius.Registry.Configuration;
using Nebius.Registry.Credentials;
using Nebius.Registry.Diagnostics;
using Nebius.Registry.Docker;

namespace Nebius.Registry.Doctor;

/// <summary>The command to type after a failure. Its message says more; this is the one line to begin with.</summary>
internal static class NextCommand
{
    /// <summary>Finds the command for a failure.</summary>
    /// <param name="code">The failure's code.</param>
    /// <param name="host">The registry.</param>
    /// <param name="repository">The repository; null when none was asked about.</param>
    /// <param name="source">The source whose credential it is about; null when none has one.</param>
    public static string For(string code, RegistryHost host, string? repository, CredentialSourceKind? source = null) => code switch
    {
        MessageCodes.NoCredential => IssueKey,
        MessageCodes.RegistryUnauthorized or MessageCodes.StaticKeyEnded => Renewal(source, host),
        MessageCodes.MalformedToken => Renewal(source, host),
        MessageCodes.ExchangeRefused or MessageCodes.AuthorizedKeyIncomplete or MessageCodes.AuthorizedKeyMalformed or MessageCodes.PrivateKeyUnusable => NewAuthorizedKey,
        MessageCodes.CredentialFileUnreadable or MessageCodes.TextAndPathMixedUp => $"ls -l \"${EnvironmentVariables.AuthorizedKeyFile}\"",
        MessageCodes.AmbiguousCredential or MessageCodes.InvalidSetting => "env | cut -d= -f1 | grep ^NEBIUS_",
        MessageCodes.ConfigMalformed or MessageCodes.ProfileNotFound or MessageCodes.ProfileIncomplete or MessageCodes.CliFailed => "nebius profile list",
        MessageCodes.DockerConfigMalformed => $"docker logout {host} && docker login {host} --username iam",
        MessageCodes.CredentialHelperFailed => "nebius-registry configure --replace",
        MessageCodes.EndpointNotTrusted => $"unset {EnvironmentVariables.Endpoint}",
        MessageCodes.InvalidTrustedHost => $"unset {EnvironmentVariables.TrustedRegistryHosts} {EnvironmentVariables.TrustedEndpoints}",
        MessageCodes.IamUnreachable or MessageCodes.IamTimedOut or MessageCodes.UnexpectedIamAnswer => $"curl -v https://tokens.iam.{IamDomain}",
        MessageCodes.RegistryDenied => "nebius iam access-permit create --parent-id <group id> --resource-id <project or registry id> --role editor",
        MessageCodes.RegistryDns when host.Region is null || HelperEntries.DocumentedRegions.Contains(host.Region) => $"getent hosts {host}",
        MessageCodes.RegistryUnknown or MessageCodes.RegistryElsewhere or MessageCodes.RegistryDns => "nebius registry list --parent-id <project id>",
        MessageCodes.ImageUnknown => $"nebius registry image list --parent-id registry-{repository?.Split('/')[0]}",
        MessageCodes.RegistryTls => "export SSL_CERT_FILE=<your organization's certificates>",
        MessageCodes.RegistryProxy => "env | grep -i _proxy",
        _ => $"curl -v https://{host}/v2/",
    };

    private const string IamDomain = "api.nebius.cloud";

    private const string IssueKey =
        "nebius iam static-key issue --account-service-account-id=<id> --service=CONTAINER_REGISTRY, then put its token into " + EnvironmentVariables.StaticKey;

    private const string NewAuthorizedKey = "nebius iam auth-public-key generate --service-account-id <id> --output ~/.nebius/key.json";

    private static string Renewal(CredentialSourceKind? source, RegistryHost host) => source switch
    {
        CredentialSourceKind.StaticKey => IssueKey,
        CredentialSourceKind.AccessToken => $"export {EnvironmentVariables.AccessToken}=$(nebius iam get-access-token)",
        CredentialSourceKind.DockerConfig => $"nebius iam get-access-token | docker login {host} --username iam --password-stdin",
        CredentialSourceKind.AuthorizedKey => NewAuthorizedKey,
        _ => "nebius iam get-access-token",
    };
}
