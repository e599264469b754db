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

/// <summary>
/// The names of Kubernetes objects: https://kubernetes.io/docs/concepts/overview/working-with-objects/names/.
/// </summary>
internal static partial class KubernetesName
{
    /// <summary>Adds an error where an option isn't the name of a Secret: at most 253 characters.</summary>
    /// <param name="result">The option.</param>
    public static void CheckSecret(OptionResult result) =>
        Check(result, Subdomain(), "a name that Kubernetes accepts. Expected: lower-case letters, digits, '-' and '.', such as nebius.");

    /// <summary>Adds an error where an option isn't the name of a namespace: at most 63 characters, without dots.</summary>
    /// <param name="result">The option.</param>
    public static void CheckNamespace(OptionResult result) =>
        Check(result, Label(), "a namespace that Kubernetes accepts. Expected: lower-case letters, digits and '-', such as shop.");

    private static void Check(OptionResult result, Regex valid, string expected)
    {
        var typed = result.Tokens.Count > 0 ? result.Tokens[0].Value : string.Empty;
        if (!valid.IsMatch(typed))
        {
            result.AddError($"'{Redactor.Value(typed)}' isn't {expected}");
        }
    }

    [GeneratedRegex(
        @"\A(?=.{1,253}\z)[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*\z", RegexOptions.CultureInvariant)]
    private static partial Regex Subdomain();

    [GeneratedRegex(@"\A[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\z", RegexOptions.CultureInvariant)]
    private static partial Regex Label();
}
