using Cake.Nebius.Tests.Infrastructure;
using Nebius.Registry.Testing;

namespace Cake.Nebius.Tests;

/// <summary>A script finds the credentials that a build finds, and shows none of them.</summary>
public sealed class CredentialsInAScript(PackedPackages packages)
{
    [CakeScript]
    private const string ShowIt = """
        var credential = NebiusRegistryCredentials("eu-west1");
        Information("It is {0}, of {1} characters", credential, credential.Password.Reveal().Length);
        """;

    [Fact]
    public async Task A_script_gets_a_static_key_as_its_credential()
    {
        await using var scene = await Scene.StartAsync(packages);

        var ran = await scene.CakeAsync(ShowIt, scene.WithStaticKey);

        ran.Succeeds().Says($"Nebius: credential for {Scene.West} as iam with StaticKey (NEBIUS_REGISTRY_STATIC_KEY)");
        ran.Says($"It is iam with StaticKey (NEBIUS_REGISTRY_STATIC_KEY), of {scene.StaticKey.Token.Length} characters");
    }

    [Fact]
    public async Task An_authorized_key_of_a_script_is_exchanged_over_gRPC()
    {
        await using var scene = await Scene.StartAsync(packages);

        var ran = await scene.CakeAsync(ShowIt, scene.WithAuthorizedKey);

        ran.Succeeds().Says($"as iam with AuthorizedKey (NEBIUS_AUTHORIZED_KEY_FILE) of {scene.Account.Id}, expires ");
        Assert.Equal(1, scene.World.Iam.ExchangeCount);
    }

    [CakeScript]
    private const string ShowTokenOfAProfile = """Information(NebiusAccessToken(new NebiusCredentialSettings { Profile = "ci" }));""";

    [Fact]
    public async Task A_script_gets_the_credential_of_the_profile_that_it_names()
    {
        await using var scene = await Scene.StartAsync(packages);
        var config = Path.Join(scene.Home, ".nebius", "config.yaml");
        Directory.CreateDirectory(Path.GetDirectoryName(config)!);
        await File.WriteAllTextAsync(
            config,
            $"default: none\nprofiles:\n  none: {{}}\n  ci:\n    auth-type: service account\n    service-account-credentials-file-path: {scene.AuthorizedKeyFile}\n",
            TestContext.Current.CancellationToken);

        var ran = await scene.CakeAsync(ShowTokenOfAProfile);

        ran.Succeeds().Says("Nebius: access token from Profile (profile 'ci'").Says("access token from Profile (profile 'ci'");
    }

    [CakeScript]
    private const string ShowKeyOfAVault = """
        var key = new Secret(EnvironmentVariable("FROM_A_VAULT"));
        var credential = NebiusRegistryCredentials("cr.eu-west1.nebius.cloud", new NebiusCredentialSettings { StaticKey = key });
        Information("It is the vault's: {0}", credential.Password.Reveal() == EnvironmentVariable("FROM_A_VAULT"));
        Information(NebiusAccessToken(new NebiusCredentialSettings { AccessToken = key }));
        """;

    // The key in the environment belongs to another account. It would win if the script's key were ignored.
    [Fact]
    public async Task A_key_that_the_script_passes_wins_over_the_environment()
    {
        await using var scene = await Scene.StartAsync(packages);
        var other = scene.World.Iam.IssueStaticKey(scene.World.Iam.AddServiceAccount(), token: "v1.another");

        var ran = await scene.CakeAsync(
            ShowKeyOfAVault,
            new Dictionary<string, string?>
            {
                ["FROM_A_VAULT"] = scene.StaticKey.Token,
                ["NEBIUS_REGISTRY_STATIC_KEY"] = other.Token,
                ["NEBIUS_REGISTRY_STATIC_KEY_EU_WEST1"] = other.Token,
            });

        ran.Succeeds().Says("It is the vault's: True").Says("StaticKey (the script's StaticKey)");
        ran.Says("access token from AccessToken (the script's AccessToken)");
    }

    [CakeScript]
    private const string FindCredentials = """NebiusRegistryCredentials("eu-west1");""";

    // CredentialsWithoutAScript tests more failures.
    [Fact]
    public async Task A_credential_failure_in_a_script_has_its_code()
    {
        await using var scene = await Scene.StartAsync(packages);

        (await scene.CakeAsync(FindCredentials)).FailsWith("NEBIUS1201");
    }
}
