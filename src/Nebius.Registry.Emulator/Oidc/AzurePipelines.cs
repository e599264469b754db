using System.Text.Json.Nodes;

namespace Nebius.Registry.Emulator;

/// <summary>
/// One job on Azure Pipelines, and the service that gives it tokens:
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

    /// <summary>The `iss` of this organization's tokens.</summary>
    public string Issuer { get; } = $"https://vstoken.dev.azure.com/{Guid.NewGuid()}";

    /// <summary>For SYSTEM_OIDCREQUESTURI.</summary>
    public Uri RequestUrl { get; } = new(
        $"https://{Host}/octo/{Guid.NewGuid()}/_apis/distributedtask/hubs/build/plans/{Guid.NewGuid()}/jobs/{Guid.NewGuid()}/oidctoken");

    /// <summary>For SYSTEM_ACCESSTOKEN.</summary>
    public string AccessToken { get; }

    /// <summary>The id of a service connection of the project, the only one there is.</summary>
    public Guid ServiceConnectionId { get; } = Guid.NewGuid();

    /// <summary>The `sub` of a token for the service connection.</summary>
    public string ConnectionSubject { get; set; } = "sc://octo/app/nebius";

    /// <summary>The `sub` of a token that was asked for without one.</summary>
    public string PipelineSubject { get; set; } = "p://octo/app/publish";

    /// <summary>The organization's issuer, to sign other tokens by hand.</summary>
    public OidcProvider Provider => _providers.Add(Issuer);

    internal Task HandleAsync(HttpContext context)
    {
        if (AuthorizationHeader.BearerOf(context.Request) != AccessToken)
        {
            return RefuseStranger(context);
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

    // Browsers are sent to the sign-in page unless a client says that it is none: azure-identity, credentials/azure_pipelines.py.
    private static Task RefuseStranger(HttpContext context)
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
