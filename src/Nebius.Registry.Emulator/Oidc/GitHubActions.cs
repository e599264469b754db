using System.Text.Json.Nodes;

namespace Nebius.Registry.Emulator;

/// <summary>
/// A job on GitHub Actions with <c>id-token: write</c> and the service that issues its ID tokens:
/// https://docs.github.com/actions/reference/security/oidc.
/// </summary>
public sealed class GitHubActions
{
    /// <summary>The <c>iss</c> of the tokens.</summary>
    public const string Issuer = "https://token.actions.githubusercontent.com";

    internal const string Host = "pipelinesghubeus1.actions.githubusercontent.com";

    private readonly OidcProviderList _providers;

    internal GitHubActions(OidcProviderList providers, SecretList secrets)
    {
        _providers = providers;
        RequestToken = secrets.Add(RandomText.Opaque(48));
    }

    /// <summary>The value for ACTIONS_ID_TOKEN_REQUEST_URL.</summary>
    public Uri RequestUrl { get; } = new(
        $"https://{Host}/{RandomText.Opaque(24)}/00000000-0000-0000-0000-000000000000/_apis/distributedtask/hubs/Actions"
        + $"/plans/{Guid.NewGuid()}/jobs/{Guid.NewGuid()}/idtoken?api-version=2.0");

    /// <summary>The value for ACTIONS_ID_TOKEN_REQUEST_TOKEN, a secret.</summary>
    public string RequestToken { get; }

    /// <summary>The <c>sub</c> of the tokens.</summary>
    public string Subject { get; set; } = "repo:octo/app:ref:refs/heads/main";

    /// <summary>The identity provider, to issue other tokens.</summary>
    public OidcProvider Provider => _providers.Add(Issuer);

    internal Task HandleAsync(HttpContext context)
    {
        if (!HttpMethods.IsGet(context.Request.Method))
        {
            return Refuse(context, StatusCodes.Status405MethodNotAllowed);
        }

        if (AuthorizationHeader.BearerOf(context.Request) != RequestToken)
        {
            return Refuse(context, StatusCodes.Status401Unauthorized);
        }

        // The version is part of the given URL; a client that drops the query fails here as it does on GitHub.
        if (context.Request.Query["api-version"] != "2.0")
        {
            return Refuse(context, StatusCodes.Status400BadRequest);
        }

        string? audience = context.Request.Query["audience"];
        var token = Provider.IssueToken(Subject, string.IsNullOrEmpty(audience) ? "https://github.com/octo" : audience);
        RequestNotes.Set(context, Subject);
        return RegistryResponses.WriteJsonAsync(
            context, "application/json", new JsonObject { ["count"] = token.Length, ["value"] = token });
    }

    private static Task Refuse(HttpContext context, int statusCode)
    {
        context.Response.StatusCode = statusCode;
        return Task.CompletedTask;
    }
}
