namespace Nebius.Registry.Credentials;

/// <summary>A CI system that gives a job an OpenID Connect token of its own, when it is asked over HTTP.</summary>
internal sealed record CiOidcProvider
{
    /// <summary>Gets the name.</summary>
    public required string Name { get; init; }

    /// <summary>Gets the variable that says that this is a job of the system.</summary>
    public required string Marker { get; init; }

    /// <summary>Gets the variable with the address to ask.</summary>
    public required string AddressVariable { get; init; }

    /// <summary>Gets the variable with the token to ask with.</summary>
    public required string TokenVariable { get; init; }

    /// <summary>Gets how it is asked.</summary>
    public required HttpMethod Method { get; init; }

    /// <summary>Gets what is added to the address.</summary>
    public string Query { get; init; } = string.Empty;

    /// <summary>Gets the property of the answer that holds the token.</summary>
    public required string AnswerProperty { get; init; }

    /// <summary>Gets what to do when a job has not been given the variables.</summary>
    public required string HowToAllow { get; init; }

    /// <summary>Gets the page of our documentation that shows a whole pipeline.</summary>
    public required string Guide { get; init; }

    private static IReadOnlyList<CiOidcProvider> All { get; } =
    [
        // https://docs.github.com/actions/reference/security/oidc
        new()
        {
            Name = "GitHub Actions",
            Marker = "GITHUB_ACTIONS",
            AddressVariable = "ACTIONS_ID_TOKEN_REQUEST_URL",
            TokenVariable = "ACTIONS_ID_TOKEN_REQUEST_TOKEN",
            Method = HttpMethod.Get,
            AnswerProperty = "value",
            HowToAllow = "Give the job the permission, under 'permissions:' in the workflow: 'id-token: write' (and 'contents: read' beside it, because "
                + "naming one takes away the others). A pull request from a fork never has it",
            Guide = "docs/ci/github.md",
        },

        // https://learn.microsoft.com/rest/api/azure/devops/distributedtask/oidctoken/create
        new()
        {
            Name = "Azure Pipelines",
            Marker = "TF_BUILD",
            AddressVariable = "SYSTEM_OIDCREQUESTURI",
            TokenVariable = "SYSTEM_ACCESSTOKEN",
            Method = HttpMethod.Post,
            Query = "api-version=7.1-preview.1",
            AnswerProperty = "oidcToken",
            HowToAllow = "Give the step the job's token, under 'env:' in the pipeline: 'SYSTEM_ACCESSTOKEN: $(System.AccessToken)'",
            Guide = "docs/ci/azure-pipelines.md",
        },
    ];

    /// <summary>Returns the system that this process is a job of; null when there is none, or none that we know.</summary>
    public static CiOidcProvider? Of(NebiusSettings settings) => All.FirstOrDefault(system => settings.FromEnvironment(system.Marker) is not null);
}
