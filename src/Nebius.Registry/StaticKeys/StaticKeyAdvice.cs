using Nebius.Registry.Iam.Rpc;

namespace Nebius.Registry.StaticKeys;

/// <summary>What to look at and to type when a call about static keys is refused.</summary>
internal static class StaticKeyAdvice
{
    public static ApiAdvice ForIssue(StaticKeyRequest request) => new()
    {
        WhenDenied = Denied("issue static keys", request.ProjectId),
        WhenNotFound =
            $"Either there is no service account {request.ServiceAccountId} or no project {request.ProjectId}, or the account of the access "
            + $"token may not see it. 'nebius iam service-account get --id {request.ServiceAccountId}' shows the account and, as parent_id, "
            + "its project, which is the one to name.",
        WhenTaken = request.Name is { } name
            ? $"A key of the project has the name '{name}' already ('{LookFor(request.ProjectId, name)}'). Take another name, or rotate that key."
            : $"'{LookFor(request.ProjectId, null)}' shows the keys that there are.",
    };

    public static ApiAdvice ForProject(string projectId) => new()
    {
        WhenDenied = Denied("see static keys", projectId, "viewer"),
        WhenNotFound =
            $"There is no project {projectId}, or the account of the access token may not see it: 'nebius iam project list --parent-id "
            + "<tenant id>'.",
    };

    public static ApiAdvice ForKey(string what) => new()
    {
        WhenDenied = Denied($"{what} static keys", "<project id>"),
        WhenNotFound = "It is perhaps deleted already: 'nebius iam static-key list --parent-id <project id>' shows the keys that there are.",
    };

    /// <summary>Returns the command that shows a key by its name, or all keys of a project where it has none.</summary>
    public static string LookFor(string projectId, string? name) => name is null
        ? $"nebius iam static-key list --parent-id {projectId}"
        : $"nebius iam static-key get-by-name --parent-id {projectId} --name {name}";

    private static string Denied(string what, string projectId, string role = "editor") =>
        $"The access token is good, but its account may not {what} there. Give the account ('nebius iam whoami') the role '{role}'"
        + (role == "editor" ? " or 'admin'" : string.Empty) + " on the project, through one of its groups ('nebius iam group list --parent-id "
        + $"<tenant id>', then 'nebius iam access-permit create --parent-id <group id> --resource-id {projectId} --role {role}').";
}
