using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Net.Http.Headers;

namespace Nebius.Registry.Emulator;

/// <summary>
/// What <see cref="EmulatorWorld.ProxyAddress"/> serves for people and programs: <c>GET /</c>, the registries with their tags and the last
/// requests, and <c>GET /ca.crt</c>, the certificate authority. No secret is in them.
/// </summary>
internal sealed class StatusPage(EmulatorState state, string authorityPem)
{
    private const string StatusPath = "/";
    private const string AuthorityPath = "/ca.crt";
    private const string PlainText = "text/plain; charset=utf-8";
    private const int LastRequests = 100;

    private static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static bool Serves(string path) => path is StatusPath or AuthorityPath;

    public Task HandleAsync(HttpContext context)
    {
        if (!HttpMethods.IsGet(context.Request.Method) && !HttpMethods.IsHead(context.Request.Method))
        {
            context.Response.Headers.Allow = "GET, HEAD";
            context.Response.StatusCode = StatusCodes.Status405MethodNotAllowed;
            return Task.CompletedTask;
        }

        if (context.Request.Path == AuthorityPath)
        {
            return WriteAsync(context, "application/x-pem-file", authorityPem);
        }

        switch (FormatOf(context.Request))
        {
            case "json":
                return WriteAsync(context, "application/json", Describe().ToJsonString(Indented) + "\n");
            case "text":
                return WriteAsync(context, PlainText, DescribeAsText());
            default:
                context.Response.StatusCode = StatusCodes.Status400BadRequest;
                return WriteAsync(context, PlainText, "The format isn't valid. Expected: ?format=json or ?format=text.\n");
        }
    }

    // Text is the default, for curl and for browsers.
    private static string FormatOf(HttpRequest request)
    {
        if (request.Query.TryGetValue("format", out var format))
        {
            return format.ToString();
        }

        var accepted = MediaTypeHeaderValue.TryParseList(request.Headers.Accept, out var list) ? list : [];
        var best = accepted.OrderByDescending(type => type.Quality ?? 1).FirstOrDefault(type => IsText(type) || IsJson(type));
        return best is not null && IsJson(best) ? "json" : "text";
    }

    private static bool IsText(MediaTypeHeaderValue type) =>
        type.MatchesAllTypes || type.MediaType.StartsWith("text/", StringComparison.OrdinalIgnoreCase);

    private static bool IsJson(MediaTypeHeaderValue type) =>
        type.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase)
        || type.Suffix.Equals("json", StringComparison.OrdinalIgnoreCase);

    private static Task WriteAsync(HttpContext context, string mediaType, string text) =>
        RegistryResponses.WriteBytesAsync(context, mediaType, Encoding.UTF8.GetBytes(text));

    private JsonObject Describe() => new()
    {
        ["registries"] = new JsonArray([.. Registries().Select(Describe)]),
        ["requests"] = new JsonArray([.. state.Requests.Last(LastRequests).Select(Describe)]),
        ["refusedHosts"] = new JsonArray([.. RefusedHosts().Select(host => (JsonNode)host)]),
    };

    private static JsonObject Describe(EmulatedRegistry registry) => new()
    {
        ["id"] = registry.ResourceId,
        ["name"] = registry.Name,
        ["region"] = registry.Region,
        ["path"] = registry.ToString(),
        ["state"] = registry.State.ToString().ToUpperInvariant(),
        ["repositories"] = new JsonArray([.. registry.Content.Repositories.Select(name => Describe(registry, name))]),
    };

    private static JsonObject Describe(EmulatedRegistry registry, string repository) => new()
    {
        ["name"] = repository,
        ["tags"] = new JsonArray(
        [
            .. from tag in registry.Content.Tags(repository)
               let digest = registry.FindManifest(repository, tag)?.Digest
               where digest is not null
               select new JsonObject { ["name"] = tag, ["digest"] = digest },
        ]),
        ["manifests"] = registry.Content.Manifests(repository).Count,
    };

    private static JsonObject Describe(RequestRecord request) => new()
    {
        ["number"] = request.Number,
        ["at"] = request.At,
        ["endpoint"] = request.Endpoint.ToString(),
        ["method"] = request.Method,
        ["host"] = request.Host,
        ["path"] = request.Path + request.Query,
        ["authorization"] = request.AuthorizationScheme,
        ["credential"] = request.CredentialHash,
        ["identity"] = request.Identity,
        ["status"] = request.StatusCode,
        ["fault"] = request.Fault,
    };

    private string DescribeAsText()
    {
        var text = new StringBuilder("Nebius emulator, no real service\n\nRegistries\n");
        foreach (var registry in Registries())
        {
            text.Append(Line($"  {registry}  {registry.ResourceId}  {registry.State}"));
            foreach (var repository in registry.Content.Repositories)
            {
                text.Append(Line($"    {repository}: {string.Join(", ", registry.Content.Tags(repository))}"));
            }
        }

        text.Append("\nLast requests\n");
        foreach (var request in state.Requests.Last(LastRequests))
        {
            var credential = request.CredentialHash is { } hash ? $"{request.AuthorizationScheme} {hash}" : "no authorization";
            var fault = request.Fault is { } name ? $" ({name})" : "";
            var address = $"{request.Method} {request.Host}{request.Path}{request.Query}";
            var answer = $"{request.Identity ?? "nobody"} -> {request.StatusCode}{fault}";
            text.Append(Line($"  #{request.Number} {address} [{credential}] {answer}"));
        }

        foreach (var host in RefusedHosts())
        {
            text.Append(Line($"  refused: {host}"));
        }

        return text.ToString();
    }

    // A key that was taken for a host.
    private IEnumerable<string> RefusedHosts() => state.Hosts.Refused.Select(state.Secrets.Redact).Distinct();

    private IOrderedEnumerable<EmulatedRegistry> Registries() =>
        state.Registries.All.OrderBy(registry => registry.Id, StringComparer.Ordinal);

    // A path may have characters that a terminal obeys.
    private static string Line(string text) =>
        string.Concat(text.Select(character => char.IsControl(character) ? '?' : character)) + "\n";
}
