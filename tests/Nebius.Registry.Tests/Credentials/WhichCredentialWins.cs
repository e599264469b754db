using Nebius.Registry.Credentials;

namespace Nebius.Registry.Tests.Credentials;

public sealed class WhichCredentialWins
{
    private const string Canary = "c4n4ry-value";
    private static readonly RegistryHost Host = RegistryHost.ForRegion("eu-west1");

    /// <summary>Environment, then the source and the setting that win.</summary>
    public static TheoryData<string, CredentialSourceKind, string> Winners => new()
    {
        { "NEBIUS_REGISTRY_STATIC_KEY=a", CredentialSourceKind.StaticKey, "NEBIUS_REGISTRY_STATIC_KEY" },
        { "NEBIUS_REGISTRY_STATIC_KEY= a ", CredentialSourceKind.StaticKey, "NEBIUS_REGISTRY_STATIC_KEY" },
        { "NEBIUS_REGISTRY_STATIC_KEY=a|NEBIUS_REGISTRY_STATIC_KEY_EU_WEST1=b", CredentialSourceKind.StaticKey, "NEBIUS_REGISTRY_STATIC_KEY_EU_WEST1" },
        { "NEBIUS_REGISTRY_STATIC_KEY=a|NEBIUS_REGISTRY_STATIC_KEY_EU_NORTH1=b", CredentialSourceKind.StaticKey, "NEBIUS_REGISTRY_STATIC_KEY" },
        { "NEBIUS_REGISTRY_STATIC_KEY=a|NEBIUS_REGISTRY_STATIC_KEY_EU_WEST1= ", CredentialSourceKind.StaticKey, "NEBIUS_REGISTRY_STATIC_KEY" },
        { "NEBIUS_IAM_TOKEN=a", CredentialSourceKind.AccessToken, "NEBIUS_IAM_TOKEN" },
        { "NEBIUS_IAM_TOKEN=a|NEBIUS_REGISTRY_STATIC_KEY= ", CredentialSourceKind.AccessToken, "NEBIUS_IAM_TOKEN" },
        { "NEBIUS_IAM_TOKEN=a|NEBIUS_REGISTRY_STATIC_KEY=b", CredentialSourceKind.StaticKey, "NEBIUS_REGISTRY_STATIC_KEY" },
        { "NEBIUS_IAM_TOKEN=a|NEBIUS_REGISTRY_STATIC_KEY=b|NEBIUS_CREDENTIAL_SOURCES=AccessToken+StaticKey", CredentialSourceKind.AccessToken, "NEBIUS_IAM_TOKEN" },
        { "NEBIUS_IAM_TOKEN=a|NEBIUS_REGISTRY_STATIC_KEY=b|NEBIUS_CREDENTIAL_SOURCES=accesstoken;StaticKey", CredentialSourceKind.AccessToken, "NEBIUS_IAM_TOKEN" },
        { "NEBIUS_IAM_TOKEN=a|NEBIUS_REGISTRY_STATIC_KEY=b|NEBIUS_CREDENTIAL_SOURCES=AccessToken%3BStaticKey", CredentialSourceKind.AccessToken, "NEBIUS_IAM_TOKEN" },
        { "NEBIUS_IAM_TOKEN=a|NEBIUS_REGISTRY_STATIC_KEY=b|NEBIUS_CREDENTIAL_SOURCES=Auto", CredentialSourceKind.StaticKey, "NEBIUS_REGISTRY_STATIC_KEY" },
    };

    /// <summary>Environment, then the code of the error, and a text that it has.</summary>
    public static TheoryData<string, string, string> Errors => new()
    {
        { "", MessageCodes.NoCredential, "NEBIUS_AUTHORIZED_KEY_FILE" },
        { "NEBIUS_SERVICE_ACCOUNT_ID=serviceaccount-e00x", MessageCodes.NoCredential, "NEBIUS_IAM_TOKEN" },
        { "NEBIUS_IAM_TOKEN=a|NEBIUS_CREDENTIAL_SOURCES=StaticKey", MessageCodes.NoCredential, "leaves out: AccessToken, AuthorizedKey" },
        { "NEBIUS_CREDENTIAL_SOURCES=StaticKey+Wishes", MessageCodes.InvalidSetting, "'Wishes'" },
        { "NEBIUS_CREDENTIAL_SOURCES=1", MessageCodes.InvalidSetting, "an unknown source" },
        { "NEBIUS_CREDENTIAL_SOURCES=+", MessageCodes.InvalidSetting, "names nothing" },
        { "NEBIUS_CREDENTIAL_SOURCES=Auto+StaticKey", MessageCodes.InvalidSetting, "Auto alone" },
        { $"NEBIUS_REGISTRY_STATIC_KEY=\"{Canary}\"", MessageCodes.MalformedToken, "quotes" },
        { $"NEBIUS_REGISTRY_STATIC_KEY={Canary} with blanks|NEBIUS_IAM_TOKEN=a", MessageCodes.MalformedToken, "NEBIUS_REGISTRY_STATIC_KEY" },
        { $"NEBIUS_REGISTRY_STATIC_KEY={Canary}ü|NEBIUS_IAM_TOKEN=a", MessageCodes.MalformedToken, "NEBIUS_REGISTRY_STATIC_KEY" },
        { $"NEBIUS_REGISTRY_STATIC_KEY=statickey-{Canary}|NEBIUS_IAM_TOKEN=a", MessageCodes.MalformedToken, "static key's ID" },
        { $"NEBIUS_REGISTRY_STATIC_KEY={{\"{Canary}\":1}}", MessageCodes.MalformedToken, "JSON" },
        { $"NEBIUS_IAM_TOKEN=Bearer {Canary}", MessageCodes.MalformedToken, "NEBIUS_IAM_TOKEN" },
        { $"NEBIUS_IAM_TOKEN={Canary}\nsecond line", MessageCodes.MalformedToken, "NEBIUS_IAM_TOKEN" },
        { $"NEBIUS_PRIVATE_KEY={Canary}", MessageCodes.AuthorizedKeyIncomplete, "NEBIUS_PUBLIC_KEY_ID (not set)" },
        { "NEBIUS_PUBLIC_KEY_ID=publickey-e00x", MessageCodes.AuthorizedKeyIncomplete, "NEBIUS_SERVICE_ACCOUNT_ID (not set)" },
        { $"NEBIUS_PRIVATE_KEY={Canary}|NEBIUS_PRIVATE_KEY_FILE=key.pem", MessageCodes.AmbiguousCredential, "NEBIUS_PRIVATE_KEY_FILE" },
        { $"NEBIUS_AUTHORIZED_KEY={Canary}|NEBIUS_AUTHORIZED_KEY_FILE=key.json", MessageCodes.AmbiguousCredential, "NEBIUS_AUTHORIZED_KEY" },
        { $"NEBIUS_AUTHORIZED_KEY={{\"{Canary}\":1}}|NEBIUS_PRIVATE_KEY=x", MessageCodes.AmbiguousCredential, "NEBIUS_PRIVATE_KEY" },
        { $"NEBIUS_AUTHORIZED_KEY_FILE={{\"{Canary}\":1}}", MessageCodes.TextAndPathMixedUp, "NEBIUS_AUTHORIZED_KEY" },
        { $"NEBIUS_PRIVATE_KEY_FILE=-----BEGIN PRIVATE KEY-----{Canary}|NEBIUS_PUBLIC_KEY_ID=p|NEBIUS_SERVICE_ACCOUNT_ID=s", MessageCodes.TextAndPathMixedUp, "NEBIUS_PRIVATE_KEY" },
        { "NEBIUS_AUTHORIZED_KEY=./keys/key.json", MessageCodes.TextAndPathMixedUp, "NEBIUS_AUTHORIZED_KEY_FILE" },
        { "NEBIUS_AUTHORIZED_KEY_FILE=does/not/exist.json", MessageCodes.CredentialFileUnreadable, "doesn't exist" },
        { $"NEBIUS_AUTHORIZED_KEY={{\"{Canary}\":1}}", MessageCodes.AuthorizedKeyMalformed, "NEBIUS_AUTHORIZED_KEY" },
    };

    [Theory]
    [MemberData(nameof(Winners))]
    public async Task The_first_credential_source_that_is_set_is_used(string environment, CredentialSourceKind source, string origin)
    {
        var resolution = await Resolve(environment);

        Assert.Equal(source, resolution.Credential!.Source);
        Assert.Equal(origin, resolution.Credential!.Origin);
        Assert.Equal("iam", resolution.Credential!.UserName);
        Assert.Equal(Host, resolution.Credential!.Host);
    }

    [Theory]
    [MemberData(nameof(Errors))]
    public async Task No_other_source_is_tried_when_the_first_one_that_is_set_cannot_be_used(string environment, string code, string text)
    {
        var error = await Assert.ThrowsAsync<NebiusRegistryException>(() => Resolve(environment));

        Assert.Equal(code, error.Code);
        Assert.Contains(text, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Canary, error.ToString(), StringComparison.Ordinal);
        Assert.Null(error.InnerException);
    }

    [Fact]
    public async Task Another_source_that_is_set_too_is_mentioned_in_the_automatic_order_only()
    {
        const string Both = "NEBIUS_REGISTRY_STATIC_KEY=a|NEBIUS_IAM_TOKEN=b";

        var line = Assert.Single((await Resolve(Both)).Lines);
        Assert.Contains("NEBIUS_IAM_TOKEN is set too", line, StringComparison.Ordinal);
        Assert.Contains("-p:NebiusCredentialSources=AccessToken", line, StringComparison.Ordinal);
        Assert.Empty((await Resolve(Both + "|NEBIUS_CREDENTIAL_SOURCES=StaticKey+AccessToken")).Lines);
    }

    [Fact]
    public async Task A_relative_path_starts_at_the_working_directory_and_errors_show_it_absolute()
    {
        var error = await Assert.ThrowsAsync<NebiusRegistryException>(() => Resolve("NEBIUS_AUTHORIZED_KEY_FILE=keys/none.json"));

        Assert.Contains(Path.GetFullPath("keys/none.json", Path.GetTempPath()), error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_tilde_in_a_key_file_path_is_the_home_directory()
    {
        var home = Path.Join(Path.GetTempPath(), "some-home");
        var error = await Assert.ThrowsAsync<NebiusRegistryException>(() => Resolve($"HOME={home}|USERPROFILE={home}|NEBIUS_AUTHORIZED_KEY_FILE=~/none.json"));

        Assert.Contains(Path.Join(home, "none.json"), error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_credential_does_not_show_its_secret_when_printed_or_serialized()
    {
        var resolution = await Resolve($"NEBIUS_REGISTRY_STATIC_KEY={Canary}");

        Assert.Equal(Canary, resolution.Credential!.Password.Reveal());
        Assert.DoesNotContain(Canary, resolution.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(Canary, resolution.Credential!.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(Canary, System.Text.Json.JsonSerializer.Serialize(resolution.Credential!.Password), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_an_access_token_the_message_does_not_suggest_the_command_that_looks_at_the_same_sources()
    {
        var error = await Assert.ThrowsAsync<NebiusRegistryException>(
            () => Chain("NEBIUS_REGISTRY_STATIC_KEY=a").ResolveAccessTokenAsync(TestContext.Current.CancellationToken));

        Assert.StartsWith("No credential is set for the Nebius API.", error.Message, StringComparison.Ordinal);
        Assert.Contains("nebius iam get-access-token", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("nebius-registry get-access-token", error.Message, StringComparison.Ordinal);
    }

    private static Task<CredentialResolution> Resolve(string environment) =>
        Chain(environment).ResolveAsync(Host, TestContext.Current.CancellationToken);

    private static CredentialChain Chain(string environment)
    {
        var variables = environment.Split('|', StringSplitOptions.RemoveEmptyEntries)
            .Select(pair => pair.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[1]);
        var settings = new NebiusSettings { Environment = variables.GetValueOrDefault, StartDirectory = Path.GetTempPath() };
        return new CredentialChain(new CredentialChainOptions { Settings = settings, Memory = new() });
    }
}
