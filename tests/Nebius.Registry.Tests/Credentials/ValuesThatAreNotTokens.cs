using Nebius.Registry.Credentials;
using Nebius.Registry.Tests.Support;

namespace Nebius.Registry.Tests.Credentials;

/// <summary>What shells, CI systems and vaults leave in place of a token is never sent; the error says what it looks like.</summary>
public sealed class ValuesThatAreNotTokens
{
    private const string Canary = "c4n4ry";

    private const string NotReplaced = "a variable that was not replaced";
    private const string Reference = "the address of a secret";

    public static TheoryData<string, string> Values
    {
        get
        {
            var values = new TheoryData<string, string>();
            Add(
                NotReplaced,
                "$c4n4ry", "${c4n4ry}", "${c4n4ry:-}", "${c4n4ry:?not set}", "$$c4n4ry", "$(c4n4ry)", "$(group.c4n4ry)", "$[variables.c4n4ry]", "$[[ inputs.c4n4ry ]]",
                "${{ secrets.c4n4ry }}", "${{secrets.c4n4ry}}", "$env:c4n4ry", "${env:c4n4ry}", "%c4n4ry%", "%env.c4n4ry%", "%c4n4ry", "!c4n4ry!", "{{ c4n4ry }}", "{{.c4n4ry}}",
                "{{ secrets.c4n4ry }}", "<< parameters.c4n4ry >>", "<<pipeline.parameters.c4n4ry>>", "#{c4n4ry}", "#{c4n4ry}#", "__c4n4ry__", "@c4n4ry@", "@@c4n4ry@@", "@(c4n4ry)",
                "{c4n4ry}", "v1.${c4n4ry}", "prefix-$c4n4ry", "$", "$1", "\"$c4n4ry\"", "'${c4n4ry}'", "\"%c4n4ry%\"", "\u201C$c4n4ry\u201D");
            Add("a variable's name", "NEBIUS_C4N4RY", "NEBIUS_REGISTRY_STATIC_KEY");
            Add("a command that was not run", "$(cat c4n4ry)", "`cat c4n4ry`", "$(nebius iam get-access-token --profile c4n4ry)", "nebius iam get-access-token", "<(cat c4n4ry)", "cat c4n4ry");
            Add(
                Reference,
                "op://vault/c4n4ry/token", "vault:secret/data/c4n4ry#key", "ref+vault://c4n4ry", "@Microsoft.KeyVault(SecretUri=https://c4n4ry)", "ENC[AES256_GCM,data:c4n4ry]",
                "secretref:c4n4ry", "arn:aws:secretsmanager:eu-west-1:1:secret:c4n4ry", "projects/1/secrets/c4n4ry/versions/latest", "!vault |", "$ANSIBLE_VAULT;1.1;AES256\n6331",
                "secrets.C4N4RY_c4n4ry");
            Add("the mask", "***", "*", "********", "[MASKED]", "[masked]", "<redacted>", "[secret]", "[removed]", "(sensitive value)", "••••••••", "xxxx", "[FILTERED]", "redacted", "####");
            Add(
                "a placeholder",
                "null", "NULL", "nil", "None", "undefined", "<token>", "<your token here>", "<c4n4ry>", "[token]", "[your c4n4ry]", "...", "\u2026", "-", "changeme", "CHANGE-ME", "change_me", "todo", "TODO: c4n4ry",
                "your-token", "YOUR_TOKEN_HERE", "my-static-key", "token", "password", "secret", "placeholder", "insert token here", "true", "0", "12345678", "n/a", "(null)", "[object Object]",
                "System.Security.SecureString", "aaaaaaaa", "<no value>", "'null'");
            Add("shortened", "v1.c4n4ry...", "v1.c4n4ry.**", "ne1c4n4ry\u2026", "v1.c4n4ry***");
            Add("begins with 'Bearer'", "Bearer c4n4ry", "bearer c4n4ry", "Basic aWFtOmM0bjRyeQ==", "Authorization: Bearer c4n4ry", "Authorization: Basic c4n4ry", "X-Auth-Token: c4n4ry", "Bearer");
            Add(
                "the variable's name in front",
                "export NEBIUS_REGISTRY_STATIC_KEY=c4n4ry", "NEBIUS_REGISTRY_STATIC_KEY=c4n4ry", "KEY=c4n4ry", "KEY = c4n4ry", "set KEY=c4n4ry", "$env:KEY = \"c4n4ry\"", "KEY: c4n4ry", "token: c4n4ry",
                "-e KEY=c4n4ry", "--env KEY=c4n4ry", "ENV KEY=c4n4ry", "-p:Key=c4n4ry", "KEY:=c4n4ry", "export KEY=\"c4n4ry\"", "setx KEY c4n4ry");
            Add("in PEM", "-----BEGIN PRIVATE KEY-----\nc4n4ry\n-----END PRIVATE KEY-----", "LS0tLS1CRUdJTiBQUklWQVRFIEtFWS0tLS0tCmM0bjRyeQ==");
            Add("it is JSON", "{\"token\":\"c4n4ry\"}", "{\"subject-credentials\":{\"kid\":\"c4n4ry\"}}", "[\"c4n4ry\"]", "{}", "[]", "eyJ0b2tlbiI6ImM0bjRyeSJ9", "'{\"token\":\"c4n4ry\"}'", "{\"auths\":{\"cr\":{\"auth\":\"c4n4ry\"}}}");
            Add("it is an address", "https://c4n4ry.example/token", "cr.eu-west1.nebius.cloud", "cr.eu-west1.nebius.cloud/e00abc/c4n4ry", "http://iam:c4n4ry@host");
            Add("a path", "/run/secrets/c4n4ry", "~/c4n4ry", "./c4n4ry", "../c4n4ry", "C:\\c4n4ry", "C:/c4n4ry", "\\\\server\\c4n4ry", "c4n4ry.json", "secrets/c4n4ry.txt", "/builds/group/app.tmp/C4N4RY_c4n4ry");
            Add("a user name in front", "iam:c4n4ry", "iam:v1.c4n4ry", "oauth2:c4n4ry", "user@example.org:c4n4ry", ":c4n4ry", "aWFtOmM0bjRyeQ==", "\"iam:c4n4ry\"");
            Add("a static key's ID", "statickey-e00c4n4ry", "\"statickey-e00c4n4ry\"");
            Add("the ID of a Nebius resource", "serviceaccount-e00c4n4ry", "publickey-e00c4n4ry", "project-e00c4n4ry", "registry-e00c4n4ry");
            Add("another product", "ghp_c4n4ryC4N4RY", "glpat-c4n4ry", "github_pat_c4n4ry", "dckr_pat_c4n4ry", "hvs.c4n4ry", "ssh-rsa AAAAc4n4ry");
            Add("in quotes", "\"v1.c4n4ry\"", "'v1.c4n4ry'", "\u201Cv1.c4n4ry\u201D", "\"v1.c4n4ry", "v1.c4n4ry'");
            Add("encoded", "v1.c4n4ry%3D", "v1.c4n4ry&quot;", "v1%2Ec4n4ry");
            Add("a backslash", "v1.c4n4ry\\n", "v1.c4n4ry\\");
            Add("more than one line", "v1.c4n4ry\nv1.c4n4ry", "v1.c4n4ry\r\nsecond");
            Add("a blank", "v1.c4n4ry v1.c4n4ry", "v1.c4n4ry\u00A0v1");
            Add("a character that isn't valid in a token", "v1.c4n4ry\u200B", "v1.c4n4rý", "v1.c4n4ry;", "v1,c4n4ry", "v1.c4n4ry\0", "v1.c4n4ry\u001b[0m");
            return values;

            void Add(string looksLike, params string[] texts)
            {
                foreach (var text in texts)
                {
                    values.Add(text, looksLike);
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Values))]
    public async Task A_value_that_is_no_token_is_refused_alike_in_each_variable_and_never_shown(string value, string looksLike)
    {
        string[] variables = ["NEBIUS_REGISTRY_STATIC_KEY", "NEBIUS_REGISTRY_STATIC_KEY_EU_WEST1", "NEBIUS_IAM_TOKEN", "NEBIUS_FEDERATED_TOKEN"];
        foreach (var variable in variables)
        {
            var error = await FailsAsync((variable, value), ("NEBIUS_SERVICE_ACCOUNT_ID", "serviceaccount-e00abc"));

            Assert.StartsWith($"{variable} isn't a", error.Message, StringComparison.Ordinal);
            Assert.Contains(looksLike, error.Message, StringComparison.Ordinal);
            Assert.DoesNotContain(Canary, error.ToString(), StringComparison.OrdinalIgnoreCase);
            Assert.True(error.Message.Split('\n').Length <= 3, error.Message);
        }
    }

    [Theory]
    [InlineData("a")]
    [InlineData("a-static-key")]
    [InlineData("v1.CgtzdGF0aWMta2V5_-.c2lnbmF0dXJl=")]
    [InlineData("ne1CgtzdGF0aWMta2V5==.c2lnbmF0dXJl")]
    [InlineData("eyJhbGciOiJub25lIn0.e30.c2ln")]
    [InlineData("0123456789abcdef0123456789abcdef")]
    [InlineData("Zm9vYmFyYmF6cXV4+/Zm9vYmFyYmF6cXV4==")]
    [InlineData("6f1d8f4e-3c1b-4d6e-9a57-0b8f7c1e2d3a")]
    [InlineData("MY8Kx0_secret-like-0-text")]
    public async Task A_value_that_can_be_a_token_is_used_as_it_is(string value)
    {
        Assert.Equal(value, (await ResolveAsync(("NEBIUS_REGISTRY_STATIC_KEY", value))).Credential!.Password.Reveal());
        Assert.Equal(value, (await ResolveAsync(("NEBIUS_IAM_TOKEN", value))).Credential!.Password.Reveal());
    }

    [Fact]
    public async Task Every_token_that_the_emulator_issues_can_be_a_token()
    {
        await using var scene = await ChainScene.StartAsync();
        for (var i = 0; i < 200; i++)
        {
            Assert.Null(TokenMistake.Of(scene.World.Iam.IssueStaticKey(scene.Account).Token));
            Assert.Null(TokenMistake.Of(scene.World.Iam.IssueAccessToken(scene.Account).Value));
        }
    }

    [Theory]
    [InlineData("NEBIUS_REGISTRY_STATIC_KEY", "export NEBIUS_REGISTRY_STATIC_KEY_FILE=\"$NEBIUS_REGISTRY_STATIC_KEY\"; unset NEBIUS_REGISTRY_STATIC_KEY")]
    [InlineData("NEBIUS_REGISTRY_STATIC_KEY_EU_WEST1", "export NEBIUS_REGISTRY_STATIC_KEY_EU_WEST1_FILE=\"$NEBIUS_REGISTRY_STATIC_KEY_EU_WEST1\"; unset NEBIUS_REGISTRY_STATIC_KEY_EU_WEST1")]
    [InlineData("NEBIUS_FEDERATED_TOKEN", "export NEBIUS_FEDERATED_TOKEN_FILE=\"$NEBIUS_FEDERATED_TOKEN\"; unset NEBIUS_FEDERATED_TOKEN")]
    [InlineData("NEBIUS_IAM_TOKEN", "export NEBIUS_IAM_TOKEN=\"$(cat \"$NEBIUS_IAM_TOKEN\")\"")]
    public async Task A_path_of_a_file_leads_to_the_variable_for_paths(string variable, string command)
    {
        var file = Path.Join(Path.GetTempPath(), $"c4n4ry{Guid.NewGuid():N}");
        await File.WriteAllTextAsync(file, "v1.token", TestContext.Current.CancellationToken);
        try
        {
            foreach (var path in (string[])[file, Path.GetFileName(file)])
            {
                var error = await FailsAsync((variable, path), ("NEBIUS_SERVICE_ACCOUNT_ID", "serviceaccount-e00abc"));

                Assert.Contains("it is the path of a file", error.Message, StringComparison.Ordinal);
                Assert.Contains($"\n  {command}", error.Message, StringComparison.Ordinal);
                Assert.DoesNotContain(Canary, error.ToString(), StringComparison.Ordinal);
            }
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static async Task<NebiusRegistryException> FailsAsync(params (string Name, string Value)[] variables)
    {
        var error = await Assert.ThrowsAsync<NebiusRegistryException>(() => ResolveAsync(variables));
        Assert.Equal(MessageCodes.MalformedToken, error.Code);
        return error;
    }

    private static Task<CredentialResolution> ResolveAsync(params (string Name, string Value)[] variables)
    {
        var environment = variables.ToDictionary(variable => variable.Name, variable => variable.Value);
        var settings = new NebiusSettings { Environment = environment.GetValueOrDefault, StartDirectory = Path.GetTempPath() };
        return new CredentialChain(new CredentialChainOptions { Settings = settings, Memory = new() })
            .ResolveAsync(RegistryHost.ForRegion("eu-west1"), TestContext.Current.CancellationToken);
    }
}
