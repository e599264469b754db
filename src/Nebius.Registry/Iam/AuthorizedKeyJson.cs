using System.Text.Json;

namespace Nebius.Registry.Iam;

/// <summary>
/// Reads an authorized key as <c>nebius iam auth-public-key generate</c> writes it, a JSON object with <c>subject-credentials</c>:
/// https://github.com/nebius/gosdk auth/service_account.go. What vaults and shells turn it into is read, too (<see cref="MangledJson"/>).
/// </summary>
internal static class AuthorizedKeyJson
{
    /// <summary>What the messages say about a value of another setting.</summary>
    public const string InPlaceOfJson = "instead of an authorized key's JSON";

    private const string MakeNewKey =
        "Issue a new key:\n  nebius iam auth-public-key generate --service-account-id <service-account-id> --output key.json";

    /// <summary>Reads an authorized key.</summary>
    /// <param name="json">The text, as it was found.</param>
    /// <param name="origin">Where it was found, such as <c>NEBIUS_AUTHORIZED_KEY_FILE (/home/me/key.json)</c>.</param>
    /// <returns>The key; the caller disposes it.</returns>
    /// <exception cref="NebiusRegistryException">The text isn't an authorized key that can be used.</exception>
    public static AuthorizedKey Read(string json, string origin)
    {
        ArgumentNullException.ThrowIfNull(json);
        try
        {
            using var document = MangledJson.Parse(json) ?? throw NoDocument(CredentialText.Trim(json), origin);
            return Read(document.RootElement, origin);
        }
        catch (InvalidOperationException)
        {
            // A string with half a surrogate pair fails only when it is read.
            throw NotJson(origin);
        }
    }

    private static AuthorizedKey Read(JsonElement root, string origin)
    {
        if (root.ValueKind != JsonValueKind.Object)
        {
            throw Malformed(origin, "is JSON, but not an object with 'subject-credentials'.");
        }

        if (!root.TryGetProperty("subject-credentials", out var credentials))
        {
            throw UnknownLayout(root, origin);
        }

        if (credentials.ValueKind != JsonValueKind.Object)
        {
            throw Malformed(origin, "has 'subject-credentials' that aren't an object.");
        }

        if (Text(credentials, "type") is not (null or "" or "JWT"))
        {
            throw Malformed(origin, "has a 'type' other than JWT.");
        }

        if (Text(credentials, "alg") is not "RS256")
        {
            throw Malformed(origin, "has an 'alg' other than RS256.");
        }

        var keyId = Required(credentials, "kid", "the public key's ID", origin);
        var issuer = Required(credentials, "iss", "the service account's ID", origin);
        var subject = Required(credentials, "sub", "the service account's ID", origin);
        var privateKey = Required(credentials, "private-key", "the private key as PEM", origin);
        return issuer == subject
            ? AuthorizedKey.FromParts(subject, keyId, privateKey, origin)
            : throw Malformed(
                origin,
                "has an 'iss' that differs from its 'sub'; both must be the service account's ID.");
    }

    // The first that fits: a text that is meant as JSON has a PEM in it, too.
    private static NebiusRegistryException NoDocument(string text, string origin)
    {
        if (text.Length == 0)
        {
            return new(
                MessageCodes.AuthorizedKeyMalformed,
                $"{origin} is empty: the command that wrote it failed, or this job doesn't get the secret. {MakeNewKey}");
        }

        if (TokenMistake.OfEmptySecret(text) is { } mistake)
        {
            return new(
                MessageCodes.AuthorizedKeyMalformed,
                $"{origin} isn't an authorized key's JSON: {mistake.What}. The value isn't shown. {mistake.Advice}");
        }

        if (CredentialText.LooksLikeJson(text) || text.Contains("private-key", StringComparison.Ordinal))
        {
            return NotJson(origin);
        }

        if (CredentialText.LooksLikePem(text))
        {
            return new(
                MessageCodes.AuthorizedKeyMalformed,
                $"{origin} holds a PEM key {InPlaceOfJson}. Set NEBIUS_PRIVATE_KEY (or "
                + "NEBIUS_PRIVATE_KEY_FILE) to it, and NEBIUS_SERVICE_ACCOUNT_ID and NEBIUS_PUBLIC_KEY_ID to its IDs.");
        }

        if (CredentialText.LooksLikePath(text))
        {
            return new(
                MessageCodes.TextAndPathMixedUp,
                $"{origin} holds a path {InPlaceOfJson}. Set NEBIUS_AUTHORIZED_KEY_FILE to the path.");
        }

        return TokenMistake.HasKnownForm(text)
            ? new(
                MessageCodes.AuthorizedKeyMalformed,
                $"{origin} holds a token {InPlaceOfJson}. A static key belongs in {EnvironmentVariables.StaticKey} (or "
                + $"{EnvironmentVariables.StaticKeyFile}), an access token of Nebius in {EnvironmentVariables.AccessToken}, and a CI job's "
                + $"own token in {EnvironmentVariables.FederatedToken}.")
            : NotJson(origin);
    }

    private static NebiusRegistryException UnknownLayout(JsonElement root, string origin)
    {
        var known = UnsupportedKeyFormat.All.FirstOrDefault(layout => layout.Keys.All(key => root.TryGetProperty(key, out _)));
        return known is null
            ? Malformed(origin, "is JSON, but has no 'subject-credentials'.")
            : Malformed(origin, $"has no 'subject-credentials', but {known.KeyList}. {known.Advice}");
    }

    private static string Required(JsonElement credentials, string name, string what, string origin) =>
        Text(credentials, name) is { } value && !string.IsNullOrWhiteSpace(value)
            ? value
            : throw new NebiusRegistryException(
                MessageCodes.AuthorizedKeyIncomplete,
                $"The authorized key in {origin} has no '{name}' ({what}) in 'subject-credentials'. {MakeNewKey}");

    // A value that isn't a string reads as a text that can't be one, so that it counts neither as missing nor as valid.
    private static string? Text(JsonElement credentials, string name)
    {
        if (!credentials.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        return value.ValueKind == JsonValueKind.String ? value.GetString() : " ";
    }

    private static NebiusRegistryException NotJson(string origin) => new(
        MessageCodes.AuthorizedKeyMalformed,
        $"The authorized key in {origin} isn't valid JSON. It is something else, was cut off, or a shell removed its quotes. "
        + "Store the key's file as base64, which is read, too:\n"
        + "  base64 -w0 key.json");

    private static NebiusRegistryException Malformed(string origin, string what) => new(
        MessageCodes.AuthorizedKeyMalformed,
        $"The authorized key in {origin} {what} {MakeNewKey}");
}

/// <summary>A JSON layout that is easily taken for an authorized key.</summary>
/// <param name="Keys">Its keys, all of which must be there. These names may be shown; the document's own may not.</param>
/// <param name="Advice">What it is, and what to do.</param>
internal sealed record UnsupportedKeyFormat(IReadOnlyList<string> Keys, string Advice)
{
    /// <summary>Gets the known layouts, the most specific first.</summary>
    public static IReadOnlyList<UnsupportedKeyFormat> All { get; } =
    [
        new(
            ["sa_private_key", "sa_public_key_id", "sa_service_account_id"],
            "It is the console's download for Datadog. Set NEBIUS_PRIVATE_KEY, NEBIUS_PUBLIC_KEY_ID and NEBIUS_SERVICE_ACCOUNT_ID to "
            + "these values, or issue another key."),
        new(
            ["private-key", "kid", "iss", "sub"],
            "It is the content of subject-credentials: put it into {\"subject-credentials\": ...}."),
        new(["type", "project_id", "private_key", "client_email"], "It is a Google service account's key."),
        new(["id", "service_account_id", "private_key", "public_key"], "It is another cloud's authorized key."),
        new(["resource_id", "token"], "It is the output of 'nebius iam static-key issue': set NEBIUS_REGISTRY_STATIC_KEY to its token."),
        new(["access_token", "expires_in"], "It is an access token: set NEBIUS_IAM_TOKEN to it."),
        new(["metadata", "spec"], "It is a resource as the Nebius CLI shows it, without a private key."),
        new(["auths"], "It is a docker config file."),
    ];

    /// <summary>Gets the keys as a message shows them.</summary>
    public string KeyList => string.Join(", ", Keys);
}
