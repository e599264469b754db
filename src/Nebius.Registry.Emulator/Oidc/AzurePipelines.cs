using System.Text.Json.Nodes;

namespace Nebius.Registry.Emulator;

/// <summary>
/// A job on Azure Pipelines and the service that issues its OIDC tokens:
/// https://learn.microsoft.com/rest/api/azure/devops/distributedtask/oidctoken/create.
/// </summary>
public sealed class AzurePipelines
{
    internal const string Host = "dev.azure.com";

    private readonly OidcProviderList _providers;

    internal AzurePipelines(OidcProviderList providers, SecretList secrets)
    {
        _providers = providers;
        AccessToken = secrets.Add(RandomText.Opaque(48));
    }

    /// <summary>The <c>iss</c> of the tokens of the organization.</summary>
    public string Issuer { get; } = $"https://vstoken.dev.azure.com/{Guid.NewGuid()}";

    /// <summary>The value for SYSTEM_OIDCREQUESTURI.</summary>
    public Uri RequestUrl { get; } = new(
        $"https://{Host}/octo/{Guid.NewGuid()}/_apis/distributedtask/hubs/build/plans/{Guid.NewGuid()}/jobs/{Guid.NewGuid()}/oidctoken");

    /// <summary>The value for SYSTEM_ACCESSTOKEN, a secret.</summary>
    public string AccessToken { get; }

    /// <summary>The ID of the only service connection of the project.</summary>
    public Guid ServiceConnectionId { get; } = Guid.NewGuid();

    /// <summary>The <c>sub</c> of a token for the service connection.</summary>
    public string ConnectionSubject { get; set; } = "sc://octo/app/nebius";

    /// <summary>The <c>sub</c> of a token that is requested without a service connection.</summary>
    public string PipelineSubject { get; set; } = "p://octo/app/publish";

    /// <summary>The identity provider of the organization, to issue other tokens.</summary>
    public OidcProvider Provider => _providers.Add(Issuer);

    internal Task HandleAsync(HttpContext context)
    {
        if (AuthorizationHeader.BearerOf(context.Request) != AccessToken)
        {
            return Challenge(context);
        }

        string? connection = context.Request.Query["serviceConnectionId"];
        int? refusal = context.Request switch
        {
            { Method: not "POST" } => StatusCodes.Status405MethodNotAllowed,
            _ when string.IsNullOrEmpty(context.Request.Query["api-version"]) => StatusCodes.Status400BadRequest,
            _ when connection is not null && connection != ServiceConnectionId.ToString() => StatusCodes.Status404NotFound,
            _ => null,
        };
        if (refusal is { } statusCode)
        {
            context.Response.StatusCode = statusCode;
            return Task.CompletedTask;
        }

        var subject = connection is null ? PipelineSubject : ConnectionSubject;
        RequestNotes.Set(context, subject);
        return RegistryResponses.WriteJsonAsync(
            context, "application/json", new JsonObject { ["oidcToken"] = Provider.IssueToken(subject, "api://AzureADTokenExchange") });
    }

    // Azure redirects to the sign-in page unless the header says that the client is not a browser:
    // https://github.com/Azure/azure-sdk-for-python/blob/main/sdk/identity/azure-identity/azure/identity/_credentials/azure_pipelines.py.
    private static Task Challenge(HttpContext context)
    {
        if (context.Request.Headers["X-TFS-FedAuthRedirect"] == "Suppress")
        {
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
        }
        else
        {
            context.Response.Redirect($"https://{Host}/_signin");
        }

        return Task.CompletedTask;
    }
}
