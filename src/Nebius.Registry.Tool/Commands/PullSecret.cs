using System.CommandLine.Parsing;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Nebius.Registry.Tool.Commands;

/// <summary>A Secret of the type kubernetes.io/dockerconfigjson.</summary>
/// <param name="name">Its name.</param>
/// <param name="ns">Its namespace; null for that of kubectl.</param>
/// <param name="credentials">One for each registry.</param>
/// <remarks>https://kubernetes.io/docs/tasks/configure-pod-container/pull-image-private-registry/</remarks>
internal sealed class PullSecret(string name, string? ns, IReadOnlyCollection<RegistryCredential> credentials)
{
    private const string ExpiryAnnotation = "registry.nebius.com/expires-at";

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>Gets when the first of the credentials expires; null when that isn't known.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    private string? Expiry => ExpiresAt?.ToUniversalTime().ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);

    /// <summary>Returns the secret as YAML, which ends with a line end.</summary>
    public string ToYaml()
    {
        // Only checked names and base64 are written, so that nothing has to be quoted but what reads as another type.
        var text = new StringBuilder("apiVersion: v1\nkind: Secret\nmetadata:\n");
        text.Append(CultureInfo.InvariantCulture, $"  name: \"{name}\"\n");
        if (ns is not null)
        {
            text.Append(CultureInfo.InvariantCulture, $"  namespace: \"{ns}\"\n");
        }

        if (Expiry is { } expiry)
        {
            text.Append(CultureInfo.InvariantCulture, $"  annotations:\n    {ExpiryAnnotation}: \"{expiry}\"\n");
        }

        text.Append(CultureInfo.InvariantCulture, $"type: kubernetes.io/dockerconfigjson\ndata:\n  .dockerconfigjson: {DockerConfig()}\n");
        return text.ToString();
    }

    /// <summary>Returns the secret as JSON, which ends with a line end.</summary>
    public string ToJson()
    {
        var metadata = new JsonObject { ["name"] = name };
        if (ns is not null)
        {
            metadata["namespace"] = ns;
        }

        if (Expiry is { } expiry)
        {
            metadata["annotations"] = new JsonObject { [ExpiryAnnotation] = expiry };
        }

        var secret = new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "Secret",
            ["metadata"] = metadata,
            ["type"] = "kubernetes.io/dockerconfigjson",
            ["data"] = new JsonObject { [".dockerconfigjson"] = DockerConfig() },
        };
        return secret.ToJsonString(Indented) + "\n";
    }

    private string DockerConfig()
    {
        var auths = new JsonObject();
        foreach (var credential in credentials)
        {
            var login = Encoding.UTF8.GetBytes($"{credential.UserName}:{credential.Password.Reveal()}");
            auths[credential.Host.Name] = new JsonObject { ["auth"] = Convert.ToBase64String(login) };
        }

        return Convert.ToBase64String(Encoding.UTF8.GetBytes(new JsonObject { ["auths"] = auths }.ToJsonString()));
    }
}

/// <summary>The name of a Kubernetes object.</summary>
internal static partial class KubernetesName
{
    /// <summary>Adds an error where an option has another name.</summary>
    /// <param name="result">The option.</param>
    public static void Check(OptionResult result)
    {
        var typed = result.Tokens.Count > 0 ? result.Tokens[0].Value : string.Empty;
        if (!Valid().IsMatch(typed))
        {
            result.AddError(
                $"'{Redactor.Value(typed)}' isn't a name that Kubernetes accepts. Expected: lower-case letters, digits and '-', such as "
                + "nebius.");
        }
    }

    // RFC 1123, as Kubernetes reads it for namespaces; a Secret's name may also have dots.
    [GeneratedRegex(
        @"\A(?=.{1,253}\z)[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)*\z",
        RegexOptions.CultureInvariant)]
    private static partial Regex Valid();
}
