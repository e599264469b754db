using System.Globalization;
using Nebius.Registry.Credentials;
using Nebius.Registry.Distribution;

namespace Nebius.Registry.Diagnostics;

/// <summary>What to do when the registry says 401 or 403.</summary>
internal static class RefusalAdvice
{
    private static readonly TimeSpan NoticeableSkew = TimeSpan.FromMinutes(2);

    public static string Unauthorized(PushFailure failure)
    {
        var origin = failure.Credential.Origin;
        return failure.Credential.Source switch
        {
            CredentialSourceKind.StaticKey =>
                "Static keys expire (after six months unless asked otherwise), can be revoked, and work for one service only, which must "
                + "be CONTAINER_REGISTRY. 'nebius iam static-key list --parent-id <project id>' shows all three. A new one: 'nebius iam "
                + "static-key issue --account-service-account-id=<service account id> --service=CONTAINER_REGISTRY'; put its token into "
                + $"{origin}.",
            CredentialSourceKind.AccessToken =>
                "Access tokens live for 12 hours, so one that is kept in a shell or a CI secret is soon stale. Take a new one ('export "
                + $"{origin}=$(nebius iam get-access-token)'), or 'unset {origin}' so that another source is used; for CI, a static key or "
                + "an authorized key lasts.",
            CredentialSourceKind.AuthorizedKey =>
                "IAM gave the token, so the key is good; the registry does not take it. Look whether the service account still exists and "
                + $"belongs to the tenant of this registry ('nebius iam service-account get --id {Account(failure)}')."
                + Clock(failure),
            _ => $"Look at {origin}.",
        };
    }

    public static string Denied(PushFailure failure)
    {
        var (role, right) = failure.Action == RegistryAction.Push ? ("editor", "writing") : ("viewer", "reading");
        var owner = failure.Credential.Source == CredentialSourceKind.AccessToken
            ? "whoever the token belongs to"
            : $"service account {Account(failure)}";
        return $"The credential is good, but {right} is not allowed. Give {owner} the role '{role}' on the project or the registry, "
            + "through one of its groups ('nebius iam group list --parent-id <tenant id>', then 'nebius iam access-permit create --parent-id "
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
