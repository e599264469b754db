using System.Globalization;
using Nebius.Registry.Credentials;
using Nebius.Registry.Oci;

namespace Nebius.Registry.Diagnostics;

/// <summary>Advice for the responses 401 and 403.</summary>
internal static class RefusalAdvice
{
    private static readonly TimeSpan NoticeableSkew = TimeSpan.FromMinutes(2);

    public static string Unauthorized(PushFailure failure)
    {
        var origin = failure.Credential.Origin;
        return failure.Credential.Source switch
        {
            CredentialSourceKind.StaticKey =>
                "The key has expired, was revoked, or was issued for another service than CONTAINER_REGISTRY. "
                + $"Issue a new one, and put its token into {origin}:\n"
                + CommandsToType.IssueStaticKey(failure.Credential.ServiceAccountId),
            CredentialSourceKind.AccessToken =>
                "Access tokens live for 12 hours, so one that is kept in a shell or a CI secret is soon stale. Take a new one ('export "
                + $"{origin}=$(nebius iam get-access-token)'), or 'unset {origin}' so that another source is used; for CI, a static key or "
                + "an authorized key lasts.",
            CredentialSourceKind.AuthorizedKey or CredentialSourceKind.WorkloadIdentity =>
                "IAM gave the token, so what was exchanged is good; the registry does not take it. Look whether the service account still "
                + "exists and "
                + $"belongs to the tenant of this registry ('nebius iam service-account get --id {Account(failure)}')."
                + Clock(failure),
            CredentialSourceKind.DockerConfig =>
                "The login is perhaps an access token, which lives for 12 hours. Log in again: 'nebius iam get-access-token | docker "
                + $"login {failure.Credential.Host} "
                + $"--username iam --password-stdin'; or 'docker logout {failure.Credential.Host}', so that another source is used.",
            CredentialSourceKind.Profile or CredentialSourceKind.Cli =>
                "Look whether the profile is the one of this registry's tenant: 'nebius profile list', and 'nebius iam whoami' for who it "
                + "is. Another one: "
                + $"{CommandsToType.SetProfile("<name>")}. If the CLI keeps a token that was revoked, 'nebius iam get-access-token' "
                + "gets a new one."
                + Clock(failure),
            CredentialSourceKind.InstanceMetadata =>
                "The virtual machine's service account is not known to this registry: look at the machine's service account in the "
                + "console, and whether it belongs "
                + "to the registry's tenant.",
            _ => $"Look at {origin}.",
        };
    }

    public static string Denied(PushFailure failure)
    {
        var (role, right) = failure.Action == RegistryAction.Push ? ("editor", "writing") : ("viewer", "reading");
        var owner = failure.Credential.Source switch
        {
            CredentialSourceKind.StaticKey or CredentialSourceKind.AuthorizedKey or CredentialSourceKind.WorkloadIdentity =>
                $"service account {Account(failure)}",
            _ when failure.Credential.ServiceAccountId is { } id => $"service account {id}",
            CredentialSourceKind.InstanceMetadata => "the virtual machine's service account",
            CredentialSourceKind.Profile or CredentialSourceKind.Cli => "the account of that profile ('nebius iam whoami')",
            _ => "whoever the credential belongs to",
        };
        return $"The credential is good, but {right} is not allowed. Give {owner} the role '{role}' on the project or the registry, "
            + "through one of its groups ('nebius iam group list --parent-id <tenant id>', then 'nebius iam access-permit create "
            + "--parent-id "
            + $"<group id> --resource-id <project or registry id> --role {role}'). If it has the role, it is perhaps the account of "
            + "another project or tenant than you meant, or the registry id is.";
    }

    private static string Account(PushFailure failure) => failure.Credential.ServiceAccountId ?? "<service account id>";

    private static string Clock(PushFailure failure) =>
        failure.Probe.ServerDate is { } theirs && (theirs - failure.Now).Duration() > NoticeableSkew
            ? string.Create(
                CultureInfo.InvariantCulture,
                $" This machine's clock says {failure.Now.ToUniversalTime():u}, the registry's {theirs.ToUniversalTime():u}: set it right.")
            : string.Empty;
}
