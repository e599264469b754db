using System.Text.Json;
using System.Text.Json.Nodes;
using Nebius.Registry.Iam;
using Nebius.Registry.Tests.Support;

namespace Nebius.Registry.Tests.Iam;

public sealed class AuthorizedKeyLayouts
{
    private const string Origin = "NEBIUS_AUTHORIZED_KEY_FILE (/home/me/key.json)";
    private const string Canary = "CANARYc0ffee";

    [Theory]
    [InlineData("JWT")]
    [InlineData("")]
    [InlineData(null)]
    public void The_authorized_key_file_that_the_CLI_writes_is_read(string? type)
    {
        var json = Document(credentials => credentials["type"] = type);

        using var key = AuthorizedKeyJson.Read(json, Origin);

        Assert.Equal(TestKeys.ServiceAccountId, key.ServiceAccountId);
        Assert.Equal(TestKeys.PublicKeyId, key.PublicKeyId);
        Assert.Equal(Origin, key.Origin);
        Assert.Equal($"service-account/{TestKeys.ServiceAccountId}/{TestKeys.PublicKeyId}", key.CacheName);
    }

    [Fact]
    public void An_authorized_key_without_a_type_is_read()
    {
        using var key = AuthorizedKeyJson.Read(Document(credentials => credentials.Remove("type")), Origin);

        Assert.Equal(TestKeys.PublicKeyId, key.PublicKeyId);
    }

    [Theory]
    [InlineData("\uFEFF{0}")]
    [InlineData("\r\n {0}\r\n")]
    [InlineData("'{0}'")]
    public void An_authorized_key_with_a_byte_order_mark_quotes_or_line_breaks_is_read(string format)
    {
        var json = format.Replace("{0}", Document(_ => { }), StringComparison.Ordinal);

        using var key = AuthorizedKeyJson.Read(json, Origin);

        Assert.Equal(TestKeys.ServiceAccountId, key.ServiceAccountId);
    }

    [Fact]
    public void The_private_key_in_an_authorized_key_may_have_any_form_of_PEM()
    {
        var pem = TestKeys.Pkcs1.ReplaceLineEndings("\\n");

        using var key = AuthorizedKeyJson.Read(Document(credentials => credentials["private-key"] = pem), Origin);

        using var other = TestKeys.Authorized();
        Assert.Equal(other.Fingerprint, key.Fingerprint);
    }

    public static TheoryData<string, string, string> BadFields => new()
    {
        { "alg", "ES256", MessageCodes.AuthorizedKeyMalformed },
        { "alg", "rs256", MessageCodes.AuthorizedKeyMalformed },
        { "alg", "", MessageCodes.AuthorizedKeyMalformed },
        { "alg", "(absent)", MessageCodes.AuthorizedKeyMalformed },
        { "alg", "(number)", MessageCodes.AuthorizedKeyMalformed },
        { "type", "jwt " + Canary, MessageCodes.AuthorizedKeyMalformed },
        { "type", "(number)", MessageCodes.AuthorizedKeyMalformed },
        { "kid", "", MessageCodes.AuthorizedKeyIncomplete },
        { "kid", "  ", MessageCodes.AuthorizedKeyIncomplete },
        { "kid", "(absent)", MessageCodes.AuthorizedKeyIncomplete },
        { "kid", "(null)", MessageCodes.AuthorizedKeyIncomplete },
        { "kid", "(number)", MessageCodes.AuthorizedKeyIncomplete },
        { "kid", Canary, MessageCodes.AuthorizedKeyMalformed },
        { "kid", "publickey-e00\"}" + Canary, MessageCodes.AuthorizedKeyMalformed },
        { "iss", "", MessageCodes.AuthorizedKeyIncomplete },
        { "iss", "(absent)", MessageCodes.AuthorizedKeyIncomplete },
        { "iss", "serviceaccount-e00other" + Canary, MessageCodes.AuthorizedKeyMalformed },
        { "sub", "", MessageCodes.AuthorizedKeyIncomplete },
        { "sub", "(absent)", MessageCodes.AuthorizedKeyIncomplete },
        { "sub", "serviceaccount-e00other" + Canary, MessageCodes.AuthorizedKeyMalformed },
        { "both", Canary, MessageCodes.AuthorizedKeyMalformed },
        { "private-key", "", MessageCodes.AuthorizedKeyIncomplete },
        { "private-key", "(absent)", MessageCodes.AuthorizedKeyIncomplete },
        { "private-key", Canary, MessageCodes.PrivateKeyUnusable },
    };

    [Theory]
    [MemberData(nameof(BadFields))]
    public void An_invalid_field_of_an_authorized_key_is_named_without_its_value(string field, string value, string code)
    {
        var json = Document(credentials =>
        {
            foreach (var name in field == "both" ? (string[])["iss", "sub"] : [field])
            {
                credentials[name] = value switch { "(number)" => JsonValue.Create(42), "(null)" => null, _ => value };
                if (value == "(absent)")
                {
                    credentials.Remove(name);
                }
            }
        });

        var failure = Leaks.FailsWith(code, () => AuthorizedKeyJson.Read(json, Origin).Dispose(), Canaries(json));

        Assert.Contains(Origin, failure.Message, StringComparison.Ordinal);
        if (code == MessageCodes.AuthorizedKeyIncomplete)
        {
            Assert.Contains($"'{field}'", failure.Message, StringComparison.Ordinal);
        }
    }

    public static TheoryData<string, string, string> BadDocuments => new()
    {
        { "", MessageCodes.AuthorizedKeyMalformed, " is empty" },
        { " \r\n", MessageCodes.AuthorizedKeyMalformed, " is empty" },
        { "v1." + Canary + ".signature\n", MessageCodes.AuthorizedKeyMalformed, "holds a token" },
        { "ne1" + Canary, MessageCodes.AuthorizedKeyMalformed, "NEBIUS_REGISTRY_STATIC_KEY" },
        { "{\"subject-credentials\": " + Canary, MessageCodes.AuthorizedKeyMalformed, "isn't valid JSON" },
        { "{\"subject-credentials\": {\"kid\": \"" + Canary + "\ud800\"}}", MessageCodes.AuthorizedKeyMalformed, "isn't valid JSON" },
        { "{\"subject-credentials\": {\"type\": \"" + Canary + "\\ud800\"}}", MessageCodes.AuthorizedKeyMalformed, "isn't valid JSON" },
        { "# " + Canary + "\nsubject-credentials:\n  kid: x\n", MessageCodes.AuthorizedKeyMalformed, "isn't valid JSON" },
        { "[\"" + Canary + "\"]", MessageCodes.AuthorizedKeyMalformed, "is JSON, but not an object with 'subject-credentials'" },
        { "42", MessageCodes.AuthorizedKeyMalformed, "is JSON, but not an object with 'subject-credentials'" },
        { "{\"" + Canary + "\": 1}", MessageCodes.AuthorizedKeyMalformed, "has no 'subject-credentials'" },
        { "{\"subject-credentials\": \"" + Canary + "\"}", MessageCodes.AuthorizedKeyMalformed, "that aren't an object" },
        { "{\"subject-credentials\": null}", MessageCodes.AuthorizedKeyMalformed, "that aren't an object" },
        {
            "{\"sa_private_key\": \"" + Canary + "\", \"sa_public_key_id\": \"\", \"sa_service_account_id\": \"\"}",
            MessageCodes.AuthorizedKeyMalformed, "sa_private_key, sa_public_key_id, sa_service_account_id"
        },
        {
            "{\"kid\": \"\", \"iss\": \"\", \"sub\": \"\", \"private-key\": \"" + Canary + "\"}",
            MessageCodes.AuthorizedKeyMalformed, "It is the content of subject-credentials"
        },
        {
            "{\"type\": \"service_account\", \"project_id\": \"" + Canary + "\", \"private_key\": \"\", \"client_email\": \"\"}",
            MessageCodes.AuthorizedKeyMalformed, "It is a Google service account's key"
        },
        { "{\"resource_id\": \"" + Canary + "\", \"token\": \"\"}", MessageCodes.AuthorizedKeyMalformed, "NEBIUS_REGISTRY_STATIC_KEY" },
        { "-----BEGIN PRIVATE KEY-----\n" + Canary + "\n", MessageCodes.AuthorizedKeyMalformed, "NEBIUS_PRIVATE_KEY" },
        { "/run/secrets/" + Canary, MessageCodes.TextAndPathMixedUp, "NEBIUS_AUTHORIZED_KEY_FILE" },
        { Canary + ".json", MessageCodes.TextAndPathMixedUp, "NEBIUS_AUTHORIZED_KEY_FILE" },
    };

    [Theory]
    [MemberData(nameof(BadDocuments))]
    public void A_document_that_is_not_an_authorized_key_is_an_error_that_does_not_quote_it(string json, string code, string says)
    {
        var failure = Leaks.FailsWith(code, () => AuthorizedKeyJson.Read(json, Origin).Dispose(), Canary);

        Assert.Contains(says, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_authorized_key_error_says_which_command_makes_a_new_key()
    {
        var failure = Assert.Throws<NebiusRegistryException>(() => AuthorizedKeyJson.Read("{}", Origin));

        Assert.Contains("nebius iam auth-public-key generate --service-account-id", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", TestKeys.PublicKeyId, MessageCodes.AuthorizedKeyIncomplete)]
    [InlineData(TestKeys.ServiceAccountId, "", MessageCodes.AuthorizedKeyIncomplete)]
    [InlineData(Canary, TestKeys.PublicKeyId, MessageCodes.AuthorizedKeyMalformed)]
    [InlineData(TestKeys.ServiceAccountId, "ne1" + Canary, MessageCodes.AuthorizedKeyMalformed)]
    [InlineData(TestKeys.ServiceAccountId + "\n", TestKeys.PublicKeyId, MessageCodes.AuthorizedKeyMalformed)]
    public void An_authorized_key_given_in_parts_has_the_same_rules(string serviceAccountId, string publicKeyId, string code) =>
        Leaks.FailsWith(
            code,
            () => AuthorizedKey.FromParts(serviceAccountId, publicKeyId, TestKeys.Pkcs8, "NEBIUS_PRIVATE_KEY").Dispose(),
            Canary);

    private static string[] Canaries(string json) =>
        [Canary, .. TestKeys.Pkcs8.Split('\n').Where(line => json.Contains(line, StringComparison.Ordinal) && line.Length > 40)];

    private static string Document(Action<JsonObject> change)
    {
        var credentials = new JsonObject
        {
            ["type"] = "JWT",
            ["alg"] = "RS256",
            ["private-key"] = TestKeys.Pkcs8,
            ["kid"] = TestKeys.PublicKeyId,
            ["iss"] = TestKeys.ServiceAccountId,
            ["sub"] = TestKeys.ServiceAccountId,
        };
        change(credentials);
        return new JsonObject { ["subject-credentials"] = credentials }.ToJsonString(new JsonSerializerOptions { WriteIndented = true });
    }

    [Theory]
    [InlineData(Canary, TestKeys.PublicKeyId, "NEBIUS_SERVICE_ACCOUNT_ID isn't a service account ID", "nebius iam service-account list")]
    [InlineData(TestKeys.ServiceAccountId, Canary, "NEBIUS_PUBLIC_KEY_ID isn't a public key ID", "nebius iam auth-public-key list")]
    public void An_invalid_id_of_an_authorized_key_is_reported_with_its_setting(string accountId, string keyId, string what, string command)
    {
        var origins = new AuthorizedKeyOrigins("NEBIUS_PRIVATE_KEY")
        {
            ServiceAccountId = "NEBIUS_SERVICE_ACCOUNT_ID",
            PublicKeyId = "NEBIUS_PUBLIC_KEY_ID",
        };

        var failure = Leaks.FailsWith(
            MessageCodes.AuthorizedKeyMalformed,
            () => AuthorizedKey.FromParts(accountId, keyId, TestKeys.Pkcs8, origins).Dispose(),
            Canary);

        Assert.Contains(what, failure.Message, StringComparison.Ordinal);
        Assert.Contains(command, failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("NEBIUS_PRIVATE_KEY", failure.Message, StringComparison.Ordinal);
    }
}
