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
                "It is cut off, has expired, was revoked, or was issued for another service than CONTAINER_REGISTRY.\n"
                + $"Issue a new one and put it into {origin}:\n  {CommandsToType.IssueStaticKey(failure.Credential.ServiceAccountId)}",
            CredentialSourceKind.AccessToken =>
                "An access token lives 12 hours at most. Get a new one, or unset the variable to use another source:\n"
                + $"  {Shell.Current.SetFrom(origin, "nebius iam get-access-token")}",
            CredentialSourceKind.AuthorizedKey or CredentialSourceKind.WorkloadIdentity =>
                "IAM issued the token, but the registry doesn't accept it. Check that the service account exists and belongs to the "
                + $"registry's tenant:\n  nebius iam service-account get --id {Account(failure)}" + Clock(failure),
            CredentialSourceKind.DockerConfig =>
                "If the login is an access token, it expired after 12 hours. Log in again, or log out to use another source:\n"
                + $"  {CommandsToType.LogDockerIn(failure.Credential.Host.Name)}\n"
                + $"  docker logout {failure.Credential.Host}",
            CredentialSourceKind.Profile or CredentialSourceKind.Cli =>
                $"Check that the profile belongs to the registry's tenant, or name another one ({CommandsToType.SetProfile("<name>")}):\n"
                + "  nebius iam whoami" + Clock(failure),
            CredentialSourceKind.InstanceMetadata =>
                "Check in the web console that the virtual machine's service account belongs to the registry's tenant.",
            _ => $"Check {origin}.",
        };
    }

    public static string Denied(PushFailure failure)
    {
        var (role, right) = failure.Action == RegistryAction.Push ? ("editor", "write to") : ("viewer", "read");
        var owner = failure.Credential.Source switch
        {
            CredentialSourceKind.StaticKey or CredentialSourceKind.AuthorizedKey or CredentialSourceKind.WorkloadIdentity =>
                failure.Credential.ServiceAccountId ?? "its service account",
            _ when failure.Credential.ServiceAccountId is { } id => id,
            CredentialSourceKind.InstanceMetadata => "the virtual machine's service account",
            CredentialSourceKind.Profile or CredentialSourceKind.Cli => "the profile's account (nebius iam whoami)",
            _ => "its account",
        };
        var first = failure.Repository.Split('/')[0];
        var registry = RegistryId.IsLikely(first) ? $"registry-{first}" : "<registry-id>";
        return $"The credential is valid, but {owner} may not {right} this registry.\n"
            + $"Give one of its groups the role '{role}' on the registry or its project:\n"
            + $"  nebius iam access-permit create --parent-id <group-id> --resource-id {registry} --role {role}";
    }

    private static string Account(PushFailure failure) => failure.Credential.ServiceAccountId ?? "<service-account-id>";

    private static string Clock(PushFailure failure) =>
        failure.Probe.ServerDate is { } theirs && (theirs - failure.Now).Duration() > NoticeableSkew
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"\nThis machine's clock is wrong: it says {failure.Now.ToUniversalTime():u}, the registry's {theirs.ToUniversalTime():u}.")
            : string.Empty;
}
