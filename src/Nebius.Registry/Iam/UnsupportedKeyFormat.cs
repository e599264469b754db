namespace Nebius.Registry.Iam;

/// <summary>A JSON layout that users have in hand when they should have an authorized key.</summary>
/// <param name="Keys">Its keys, all of which must be there. These names are ours to show; the document's own are not.</param>
/// <param name="Advice">What it is, and what to do.</param>
internal sealed record UnsupportedKeyFormat(IReadOnlyList<string> Keys, string Advice)
{
    /// <summary>Gets the layouts that we know, the most telling first.</summary>
    public static IReadOnlyList<UnsupportedKeyFormat> All { get; } =
    [
        new(
            ["sa_private_key", "sa_public_key_id", "sa_service_account_id"],
            "It is the console's download for Datadog: set NEBIUS_PRIVATE_KEY, NEBIUS_PUBLIC_KEY_ID and NEBIUS_SERVICE_ACCOUNT_ID to "
            + "these, or"),
        new(
            ["private-key", "kid", "iss", "sub"],
            "It is the inside of subject-credentials: put it into {\"subject-credentials\": ...}, or"),
        new(["type", "project_id", "private_key", "client_email"], "It is a Google service account's key; for Nebius,"),
        new(["id", "service_account_id", "private_key", "public_key"], "It is another cloud's authorized key; for Nebius,"),
        new(["resource_id", "token"], "It is the output of 'nebius iam static-key issue': set NEBIUS_REGISTRY_STATIC_KEY to its token, or"),
        new(["access_token", "expires_in"], "It is an access token: set NEBIUS_IAM_TOKEN to it while it lasts, or"),
        new(["metadata", "spec"], "It is a resource as the Nebius CLI shows it, which never holds a private key:"),
        new(["auths"], "It is a docker config file:"),
    ];

    /// <summary>Gets the keys as a message shows them.</summary>
    public string KeyList => string.Join(", ", Keys);
}
