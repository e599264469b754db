using System.Globalization;
using System.Text.Json.Nodes;

namespace Nebius.Registry.Emulator;

/// <summary>
/// The metadata service of a virtual machine, at <c>http://metadata.nebius.internal/v1/iam/sa/token</c> on a real one:
/// https://docs.nebius.com/compute/virtual-machines/instance-metadata.
/// </summary>
public sealed class InstanceMetadata
{
    internal const string Path = "/v1/iam/sa/token";

    private readonly IamDirectory _iam;

    internal InstanceMetadata(IamDirectory iam) => _iam = iam;

    /// <summary>The service account that is attached to the machine; null by default, which is answered with 404.</summary>
    public ServiceAccount? ServiceAccount { get; set; }

    internal Task HandleAsync(HttpContext context)
    {
        int? refusal = context.Request switch
        {
            { Method: not "GET" } => StatusCodes.Status405MethodNotAllowed,
            _ when context.Request.Headers["Metadata"] != "true" => StatusCodes.Status400BadRequest,
            _ when ServiceAccount is null || _iam.FindAccount(ServiceAccount.Id) is null => StatusCodes.Status404NotFound,
            _ => null,
        };
        if (refusal is { } statusCode)
        {
            context.Response.StatusCode = statusCode;
            return Task.CompletedTask;
        }

        var token = _iam.IssueAccessToken(ServiceAccount!);
        RequestNotes.Set(context, ServiceAccount!.Id);
        return RegistryResponses.WriteJsonAsync(context, "application/json", new JsonObject
        {
            ["access_token"] = token.Value,
            ["expires_at"] = token.ExpiresAt.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'00Z'", CultureInfo.InvariantCulture),
        });
    }
}
