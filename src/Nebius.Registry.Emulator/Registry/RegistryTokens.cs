using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Primitives;

namespace Nebius.Registry.Emulator;

/// <summary>The tokens that <c>/v2/token/</c> issued. They are opaque to clients.</summary>
internal sealed class RegistryTokens(EmulatorOptions options, IamDirectory iam, SecretList secrets)
{
    private readonly ConcurrentDictionary<string, RegistryToken> _tokens = new(StringComparer.Ordinal);

    public string Issue(string host, Access access)
    {
        var value = secrets.Add(RandomText.Opaque(48));
        _tokens[value] = new RegistryToken(host, access, options.Time.GetUtcNow() + options.RegistryTokenLifetime);
        return value;
    }

    /// <summary>
    /// Returns the access that a token gives; null if it is unknown, expired or for another host, or if the credential that it was issued
    /// for isn't valid now.
    /// </summary>
    public Access? Find(string value, string host) =>
        _tokens.TryGetValue(value, out var token)
        && token.Host == host
        && token.ExpiresAt > options.Time.GetUtcNow()
        && (token.Access.Identity.Secret is not { } secret || iam.FindForRegistry(secret) is not null)
            ? token.Access
            : null;

    private sealed record RegistryToken(string Host, Access Access, DateTimeOffset ExpiresAt);
}

/// <summary>The authenticated client and, if it used a token of the registry, the scopes of the token.</summary>
internal sealed record Access(Identity Identity, IReadOnlyList<TokenScope>? Scopes)
{
    public bool Covers(string name, string action) => Scopes is null || Scopes.Any(scope => scope.Covers(name, action));
}

/// <summary>A scope, <c>repository:NAME:ACTION,ACTION</c>: https://distribution.github.io/distribution/spec/auth/scope/.</summary>
internal sealed record TokenScope(string Name, IReadOnlyList<string> Actions)
{
    /// <summary>Parses all <c>scope</c> parameters: the .NET SDK puts two scopes into one, helm repeats the parameter.</summary>
    public static IReadOnlyList<TokenScope> Read(StringValues parameters) =>
        [.. parameters
            .SelectMany(parameter => (parameter ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Select(Parse)
            .OfType<TokenScope>()];

    public bool Covers(string name, string action) =>
        Name == name && Actions.Any(allowed => allowed == action || allowed == "*" || (action == "delete" && allowed == "push"));

    private static TokenScope? Parse(string text)
    {
        var first = text.IndexOf(':', StringComparison.Ordinal);
        var last = text.LastIndexOf(':');
        return first < last && text[..first] == "repository"
            ? new TokenScope(text[(first + 1)..last], text[(last + 1)..].Split(','))
            : null;
    }
}

/// <summary>The answer of <c>/v2/token/</c>: https://distribution.github.io/distribution/spec/auth/token/.</summary>
internal static class TokenAnswer
{
    public static Task WriteAsync(HttpContext context, string token, EmulatorOptions options) =>
        RegistryResponses.WriteJsonAsync(context, "application/json", new JsonObject
        {
            ["token"] = token,
            ["expires_in"] = (int)options.RegistryTokenLifetime.TotalSeconds,
            ["issued_at"] = options.Time.GetUtcNow().ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture),
        });
}
