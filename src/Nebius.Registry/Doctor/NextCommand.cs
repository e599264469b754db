using Nebius.Registry.DockerConfig;
using Nebius.Registry.Iam;
using Nebius.Registry.Oci;

namespace Nebius.Registry.Doctor;

/// <summary>The command to type after a failure. Its message says more; this is the one line to begin with.</summary>
/// <param name="options">What is looked at.</param>
/// <param name="source">The source whose credential it is about; null when none has one.</param>
internal sealed class NextCommand(DoctorOptions options, CredentialSourceKind? source)
{
    private const string NewAuthorizedKey =
        "nebius iam auth-public-key generate --service-account-id <service-account-id> --output ~/.nebius/key.json";

    /// <summary>Finds the command.</summary>
    /// <param name="failure">The failure.</param>
    /// <param name="action">What was asked of the registry.</param>
    /// <returns>The command; null when the message says everything.</returns>
    public string? For(Advice failure, RegistryAction action = RegistryAction.Push) => failure.Code switch
    {
        MessageCodes.NoCredential => IssueKey,
        MessageCodes.RegistryUnauthorized or MessageCodes.StaticKeyEnded or MessageCodes.MalformedToken => Renewal,
        MessageCodes.AuthorizedKeyMalformed when failure.Message.Contains(AuthorizedKeyJson.InPlaceOfJson, StringComparison.Ordinal) =>
            Shell.Current.ShowVariables,
        MessageCodes.ExchangeRefused or MessageCodes.AuthorizedKeyIncomplete or MessageCodes.AuthorizedKeyMalformed => Renewal,
        MessageCodes.PrivateKeyUnusable => Renewal,
        MessageCodes.CredentialFileUnreadable when FileVariable(failure) is { } variable =>
            Shell.Current.ShowRights(Shell.Current.Value(variable)),
        MessageCodes.TextAndPathMixedUp or MessageCodes.AmbiguousCredential or MessageCodes.InvalidSetting => Shell.Current.ShowVariables,
        MessageCodes.ConfigMalformed => Shell.Current.Edit(CliConfigFile),
        MessageCodes.ProfileNotFound or MessageCodes.ProfileIncomplete or MessageCodes.CliFailed => "nebius profile list",
        MessageCodes.WorkloadIdentityIncomplete => Shell.Current.Set(EnvironmentVariables.ServiceAccountId, "<service-account-id>"),
        MessageCodes.CannotImpersonate => Shell.Current.Unset(EnvironmentVariables.ImpersonateServiceAccountId),

        // docker itself would rewrite a file that it cannot read, and lose what is in it.
        MessageCodes.DockerConfigMalformed => SdkLogin switch
        {
            { Problem: { } problem } => problem.Next,
            { Login: { } login } => LoginCommands.RemoveStored(options.Host.Name, login.File),
            _ => null,
        },
        MessageCodes.CredentialHelperFailed when SdkLogin.Login is { } login =>
            LoginCommands.ReplaceHelper(options.Host.Name, login.File),
        MessageCodes.EndpointNotTrusted => Shell.Current.Unset(EnvironmentVariables.Endpoint),
        MessageCodes.InvalidTrustedHost =>
            Shell.Current.Unset(EnvironmentVariables.TrustedRegistryHosts, EnvironmentVariables.TrustedEndpoints),
        MessageCodes.IamUnreachable or MessageCodes.IamTimedOut or MessageCodes.UnexpectedIamAnswer =>
            Shell.Current.Connect($"{IamAddress}"),
        MessageCodes.RegistryDenied =>
            $"nebius iam access-permit create --parent-id <group-id> --resource-id {Resource} --role "
            + $"{(action == RegistryAction.Push ? "editor" : "viewer")}",
        MessageCodes.RegistryDns when options.Host.Region is null || IsDocumented => Shell.Current.LookUp(options.Host.Name),
        MessageCodes.RegistryUnknown or MessageCodes.RegistryElsewhere or MessageCodes.RegistryNotActive or MessageCodes.RegistryDns =>
            "nebius registry list --parent-id <project-id>",
        MessageCodes.ImageUnknown => $"nebius registry image list --parent-id registry-{options.Repository?.Split('/')[0]}",
        MessageCodes.RegistryTls => Shell.Current.TrustCertificate,
        MessageCodes.RegistryProxy => Shell.Current.ShowProxies,
        MessageCodes.RegistryUnreachable or MessageCodes.UntrustedRealm => Shell.Current.Connect($"https://{options.Host}/v2/"),
        _ => null,
    };

    private string Resource => options.Repository is { } repository ? $"registry-{repository.Split('/')[0]}" : "<registry-id>";

    // Both at once would be refused.
    private string IssueKey
    {
        get
        {
            var issue = CommandsToType.IssueStaticKey().Replace("<file>", "~/.registry-key", StringComparison.Ordinal);
            var set = Shell.Current.Then(issue, Shell.Current.Set(EnvironmentVariables.StaticKeyFile, "~/.registry-key"));
            return options.Settings.FromEnvironment(EnvironmentVariables.StaticKey) is null
                ? set
                : Shell.Current.Then(set, Shell.Current.Unset(EnvironmentVariables.StaticKey));
        }
    }

    private string? Renewal => source switch
    {
        CredentialSourceKind.StaticKey => IssueKey,
        CredentialSourceKind.AccessToken => Shell.Current.SetFrom(EnvironmentVariables.AccessToken, "nebius iam get-access-token"),
        CredentialSourceKind.AuthorizedKey => NewAuthorizedKey,
        CredentialSourceKind.WorkloadIdentity => "nebius iam federated-credentials list --parent-id <service-account-id>",
        CredentialSourceKind.DockerConfig => SdkLogin.Login is { Kind: LoginKind.Inline } login
            ? LoginCommands.RemoveStored(options.Host.Name, login.File)
            : $"docker logout {options.Host}",
        CredentialSourceKind.Profile or CredentialSourceKind.Cli => "nebius iam whoami",
        _ => null,
    };

    private bool IsDocumented => options.Host.Region is { } region && HelperEntries.DocumentedRegions.Contains(region);

    private string CliConfigFile =>
        options.Settings.FromEnvironment(EnvironmentVariables.ConfigFile) is { } file
            ? options.Settings.ShownPath(file)
            : "~/.nebius/config.yaml";

    private LoginSearch SdkLogin => LoginSearch.For(options.Host.Name, options.Settings);

    private Uri IamAddress
    {
        get
        {
            try
            {
                return IamEndpoint.FromEnvironment(options.Settings).AddressOf(TokenExchange.Service);
            }
            catch (NebiusRegistryException)
            {
                return IamEndpoint.Default.AddressOf(TokenExchange.Service);
            }
        }
    }

    private string? FileVariable(Advice failure) => EnvironmentVariables.All.Where(name => name.EndsWith("_FILE", StringComparison.Ordinal))
        .FirstOrDefault(
            name => failure.Message.Contains(name, StringComparison.Ordinal) && options.Settings.FromEnvironment(name) is not null);
}
