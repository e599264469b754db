using Nebius.Registry.Tests.Support;

namespace Nebius.Registry.Tests.Credentials;

/// <summary>What a build reads from <c>~/.nebius/config.yaml</c>: the profile and its parts, and the error if there is none.</summary>
public sealed class ProfilesOfTheCli : IAsyncLifetime
{
    private ChainScene _scene = null!;

    public async ValueTask InitializeAsync() => _scene = await ChainScene.StartAsync();

    public ValueTask DisposeAsync() => _scene.DisposeAsync();

    /// <summary>The configuration, NEBIUS_PROFILE, a typed profile, and the token that wins; or the start of an error.</summary>
    public static TheoryData<string, string?, string?, string> Selections => new()
    {
        { "default: a\nprofiles:\n  a: {token-file: ~/a}\n  b: {token-file: ~/b}", null, null, "a-token" },
        { "default: a\nprofiles:\n  a: {token-file: ~/a}\n  b: {token-file: ~/b}", "b", null, "b-token" },
        { "default: a\nprofiles:\n  a: {token-file: ~/a}\n  b: {token-file: ~/b}", " b ", null, "b-token" },
        { "default: a\nprofiles:\n  a: {token-file: ~/a}\n  b: {token-file: ~/b}", "  ", null, "a-token" },
        { "default: a\nprofiles:\n  a: {token-file: ~/a}\n  b: {token-file: ~/b}", "a", "b", "b-token" },
        { "profiles:\n  a: {token-file: ~/a}", null, null, "a-token" },
        { "default: ''\nprofiles:\n  a: {token-file: ~/a}", null, null, "a-token" },
        { "default: a\nprofiles:\n  a:\n    token-file: \"~/a\"\n    something-new: [1, {x: y}]\n  b: null\nsomething-else: {x: 1}", null, null, "a-token" },
        { "profiles:\n  a: {token-file: ~/a}\n  b: {token-file: ~/b}", null, null, MessageCodes.ProfileNotFound },
        { "default: c\nprofiles:\n  a: {token-file: ~/a}", null, null, MessageCodes.ProfileNotFound },
        { "default: a\nprofiles:\n  a: {token-file: ~/a}", "c", null, MessageCodes.ProfileNotFound },
        { "", null, null, MessageCodes.ProfileNotFound },
        { "profiles:", null, null, MessageCodes.ProfileNotFound },
        { "default: b\nprofiles:\n  b: null", null, null, MessageCodes.ConfigMalformed },
    };

    /// <summary>The profile's parts, the code of an error (null for the account's token), and a text of the warning or error.</summary>
    public static TheoryData<string, string?, string?> Parts => new()
    {
        { "service-account-credentials-file-path: ~/key.json", null, null },
        { "service-account-id: SA\n    public-key-id: PK\n    private-key-file-path: ~/key.pem", null, null },
        { "service-account-id: SA\n    public-key-id: PK\n    private-key: |\nPEM", null, null },
        { "service-account-id: SA\n    public-key-id: PK\n    private-key-file-path: ~/missing\n    private-key: |\nPEM", null, "private-key-file-path" },
        { "service-account-credentials-file-path: ~/key.json\n    private-key: nonsense", null, "'private-key', which isn't used" },
        { "service-account-credentials-file-path: ~/key.json\n    private-key-file-path: ~/missing", null, "private-key-file-path" },
        { "service-account-credentials-file-path: ~/key.json\n    federated-subject-credentials-file-path: ~/missing", null, "Python and JavaScript" },
        { "service-account-credentials-file-path: ~/key.json\n    service-account-id: SA", MessageCodes.ProfileIncomplete, "service-account-id" },
        { "service-account-credentials-file-path: ~/key.json\n    public-key-id: PK", MessageCodes.ProfileIncomplete, "public-key-id" },
        { "service-account-id: SA\n    public-key-id: PK", MessageCodes.ProfileIncomplete, "It needs" },
        { "service-account-id: SA\n    private-key-file-path: ~/key.pem", MessageCodes.ProfileIncomplete, "It needs" },
        { "federated-subject-credentials-file-path: ~/key.json", MessageCodes.ProfileIncomplete, "It needs" },
        { "{}", MessageCodes.ConfigMalformed, null },
        { "service-account-credentials-file-path: ~/missing.json", MessageCodes.CredentialFileUnreadable, "missing.json" },
        { "service-account-credentials-file-path: [~/key.json]", MessageCodes.ConfigMalformed, "line 5, column 44" },
    };

    [Theory]
    [MemberData(nameof(Selections))]
    public async Task The_named_profile_is_used_then_the_default_then_the_only_one(
        string config, string? environment, string? typed, string expected)
    {
        _scene.Write(".nebius/config.yaml", config);
        _scene.Write("a", "a-token\n");
        _scene.Write("b", " b-token\r\n");
        if (environment is not null)
        {
            _scene.Environment["NEBIUS_PROFILE"] = environment;
        }

        if (typed is not null)
        {
            _scene.Typed["NEBIUS_PROFILE"] = new SettingValue(typed, "NebiusProfile", "/", SettingLevel.Typed);
        }

        if (expected.StartsWith("NEBIUS", StringComparison.Ordinal))
        {
            Assert.Equal(expected, (await _scene.FailsAsync()).Code);
            return;
        }

        var credential = (await _scene.ResolveAsync()).Credential!;
        Assert.Equal(expected, credential.Password.Reveal());
        Assert.Equal(CredentialSourceKind.Profile, credential.Source);
        Assert.Contains(Path.Join(".nebius", "config.yaml"), credential.Origin, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Parts))]
    public async Task The_parts_of_a_service_account_profile_have_the_same_precedence_as_in_the_Go_SDK(
        string parts, string? code, string? text)
    {
        var key = _scene.Account.AuthorizedKey;
        _scene.Write("key.json", key.Json);
        _scene.Write("key.pem", key.Pkcs1Pem);
        parts = parts.Replace("SA", _scene.Account.Id, StringComparison.Ordinal).Replace("PK", key.PublicKeyId, StringComparison.Ordinal)
            .Replace("PEM", string.Join('\n', key.Pkcs8Pem.Split('\n').Select(line => "      " + line)), StringComparison.Ordinal);
        _scene.Write(".nebius/config.yaml", $"default: ci\nprofiles:\n  ci:\n    auth-type: service account\n    {parts}\n");

        if (code is not null)
        {
            var error = await _scene.FailsAsync();
            Assert.Equal(code, error.Code);
            Assert.Contains(text ?? string.Empty, error.Message, StringComparison.Ordinal);
            Assert.Equal(0, _scene.World.Iam.ExchangeCount);
            return;
        }

        var resolution = await _scene.ResolveAsync();
        Assert.Equal(_scene.Account.Id, resolution.Credential!.ServiceAccountId);
        Assert.Contains(resolution.Credential.Password.Reveal(), _scene.World.Secrets);
        Assert.Equal(text is null ? [] : [MessageCodes.ProfileAmbiguous], resolution.Warnings.Select(warning => warning.Code));
        Assert.All(resolution.Warnings, warning => Assert.Contains(text!, warning.Message, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("")]
    [InlineData("auth-type: serviceaccount")]
    [InlineData("auth-type: nonsense\n    service-account-id: x")]
    public async Task A_profile_of_an_unknown_type_is_an_error(string parts)
    {
        _scene.Write(".nebius/config.yaml", $"profiles:\n  ci:\n    endpoint: api.nebius.cloud\n    {parts}\n");

        var error = await _scene.FailsAsync();

        Assert.Equal(MessageCodes.ProfileIncomplete, error.Code);
        Assert.Contains("'service account' (two words)", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("api.eu.nebius.cloud", null, true)]
    [InlineData("https://api.nebius.cloud", null, true)]
    [InlineData("api.nebius.cloud:443", null, true)]
    [InlineData("evil.example", null, false)]
    [InlineData("evil.example", "api.nebius.cloud", true)]
    [InlineData("api.nebius.cloud.evil.example", null, false)]
    public async Task A_profiles_endpoint_gets_the_keys_signature_only_by_the_rules(string endpoint, string? environment, bool passes)
    {
        _scene.Write("key.json", _scene.Account.AuthorizedKey.Json);
        _scene.Write(".nebius/config.yaml", $"profiles:\n  ci:\n    endpoint: {endpoint}\n    auth-type: service account\n    service-account-credentials-file-path: ~/key.json\n");
        if (environment is not null)
        {
            _scene.Environment["NEBIUS_ENDPOINT"] = environment;
        }

        if (passes)
        {
            Assert.NotNull((await _scene.ResolveAsync()).Credential);
            return;
        }

        var error = await _scene.FailsAsync();
        Assert.Equal(MessageCodes.EndpointNotTrusted, error.Code);
        Assert.Contains("'endpoint' of profile 'ci'", error.Message, StringComparison.Ordinal);
        Assert.Equal(0, _scene.World.Iam.ExchangeCount);
    }

    [Fact]
    public async Task The_configuration_file_that_the_environment_names_is_read_in_place_of_the_usual_one()
    {
        _scene.Write(".nebius/config.yaml", "profiles: {a: {token-file: ~/a}}");
        _scene.Write("a", "a-token");
        _scene.Write("other/config.yaml", "profiles: {b: {token-file: ~/b}}");
        _scene.Write("b", "b-token");
        _scene.Environment["NEBIUS_CONFIG_FILE"] = "~/other/config.yaml";

        Assert.Equal("b-token", (await _scene.ResolveAsync()).Credential!.Password.Reveal());
    }

    [Fact]
    public async Task A_named_profile_without_a_configuration_file_is_an_error_and_no_other_source_is_tried()
    {
        _scene.Environment["NEBIUS_PROFILE"] = "ci";

        var error = await _scene.FailsAsync();

        Assert.Equal(MessageCodes.ConfigMalformed, error.Code);
        Assert.Contains("doesn't exist", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", MessageCodes.MalformedToken)]
    [InlineData(" \n", MessageCodes.MalformedToken)]
    [InlineData("two\nlines", MessageCodes.MalformedToken)]
    public async Task A_token_file_holds_one_token(string content, string code)
    {
        _scene.Write(".nebius/config.yaml", "profiles: {a: {token-file: ~/a}}");
        _scene.Write("a", content);

        Assert.Equal(code, (await _scene.FailsAsync()).Code);
    }

    [Fact]
    public async Task A_browser_login_without_a_cached_token_and_without_the_CLI_says_what_to_do()
    {
        _scene.Write(".nebius/config.yaml", "profiles:\n  me: {auth-type: federation, federation-endpoint: auth.nebius.com, federation-id: federation-e00x}");

        var error = await _scene.FailsAsync();

        Assert.Equal(MessageCodes.ProfileIncomplete, error.Code);
        Assert.Contains("nebius iam get-access-token", error.Message, StringComparison.Ordinal);
    }
}
