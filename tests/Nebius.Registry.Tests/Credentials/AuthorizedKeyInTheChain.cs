using Nebius.Registry.Emulator;
using Nebius.Registry.Credentials;
using Nebius.Registry.TokenCache;

namespace Nebius.Registry.Tests.Credentials;

public sealed class AuthorizedKeyInTheChain : IAsyncLifetime
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("nebius-test-");
    private readonly Dictionary<string, string> _environment = [];
    private readonly TokenMemoryCache _memory = new();
    private EmulatorWorld _world = null!;
    private ServiceAccount _account = null!;

    private AuthorizedKey Key => _account.AuthorizedKey;

    public async ValueTask InitializeAsync()
    {
        _world = await EmulatorWorld.StartAsync(cancellationToken: TestContext.Current.CancellationToken);
        _account = _world.Iam.AddServiceAccount();
    }

    public async ValueTask DisposeAsync()
    {
        await _world.DisposeAsync();
        _directory.Delete(recursive: true);
    }

    [Theory]
    [InlineData("text")]
    [InlineData("file")]
    [InlineData("file from PowerShell")]
    [InlineData("parts")]
    [InlineData("parts in a file")]
    public async Task An_authorized_key_in_each_form_is_exchanged_for_its_service_accounts_token(string way)
    {
        Give(way);

        var credential = (await ResolveAsync("eu-west1")).Credential!;

        Assert.Equal(CredentialSourceKind.AuthorizedKey, credential.Source);
        Assert.Equal(_account.Id, credential.ServiceAccountId);
        Assert.InRange(credential.ExpiresAt!.Value, DateTimeOffset.UtcNow.AddHours(11.9), DateTimeOffset.UtcNow.AddHours(12));
        Assert.Contains(credential.Password.Reveal(), _world.Secrets);
    }

    [Fact]
    public async Task One_token_exchange_serves_every_region_and_project_of_a_process()
    {
        Give("text");

        var passwords = new HashSet<string>();
        foreach (var region in new[] { "eu-west1", "eu-north1", "eu-west1" })
        {
            passwords.Add((await ResolveAsync(region)).Credential!.Password.Reveal());
        }

        Assert.Single(passwords);
        Assert.Equal(1, _world.Iam.ExchangeCount);
    }

    [Fact]
    public async Task A_cached_token_that_the_registry_rejects_is_exchanged_again()
    {
        Give("text");
        Assert.False(await CredentialChain.ForgetAsync((await ResolveAsync("eu-west1")).Credential!, TestContext.Current.CancellationToken));

        Assert.True(await CredentialChain.ForgetAsync((await ResolveAsync("eu-west1")).Credential!, TestContext.Current.CancellationToken));

        await ResolveAsync("eu-west1");
        Assert.Equal(2, _world.Iam.ExchangeCount);
    }

    [Fact]
    public async Task A_token_that_lives_shorter_than_the_minimum_is_used_with_a_warning()
    {
        Give("text");

        var resolution = await ResolveAsync("eu-west1", minimumLifetime: TimeSpan.FromHours(13));

        var warning = Assert.Single(resolution.Warnings);
        Assert.Equal(MessageCodes.TokenExpiresSoon, warning.Code);
        Assert.Contains("NebiusTokenMinimumLifetime", warning.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_service_account_id_that_differs_from_the_keys_is_an_error()
    {
        Give("text");
        _environment["NEBIUS_SERVICE_ACCOUNT_ID"] = "serviceaccount-e00other";

        var error = await Assert.ThrowsAsync<NebiusRegistryException>(() => ResolveAsync("eu-west1"));

        Assert.Equal(MessageCodes.AmbiguousCredential, error.Code);
        Assert.Contains(_account.Id, error.Message, StringComparison.Ordinal);
        Assert.Equal(0, _world.Iam.ExchangeCount);
    }

    [Fact]
    public async Task A_secret_in_place_of_the_service_account_id_is_not_shown()
    {
        Give("text");
        _environment["NEBIUS_SERVICE_ACCOUNT_ID"] = Key.Pkcs8Pem;

        var error = await Assert.ThrowsAsync<NebiusRegistryException>(() => ResolveAsync("eu-west1"));

        Assert.DoesNotContain("PRIVATE KEY", error.ToString(), StringComparison.Ordinal);
        Assert.Contains("not a service account ID", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("NEBIUS_PUBLIC_KEY_ID")]
    [InlineData("NEBIUS_SERVICE_ACCOUNT_ID")]
    public async Task An_invalid_key_or_account_id_is_reported_with_its_variable(string variable)
    {
        Give("parts");
        _environment[variable] = "CANARY";

        var error = await Assert.ThrowsAsync<NebiusRegistryException>(() => ResolveAsync("eu-west1"));

        Assert.Equal(MessageCodes.AuthorizedKeyMalformed, error.Code);
        Assert.StartsWith($"{variable} isn't a ", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("CANARY", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_credential_names_the_setting_that_it_came_from()
    {
        Give("text");
        var checkedIn = new SettingValue("none.json", "NebiusAuthorizedKeyFile", "/", SettingLevel.CheckedIn);

        var credential = (await ResolveAsync("eu-west1", checkedIn: new() { ["NEBIUS_AUTHORIZED_KEY_FILE"] = checkedIn })).Credential!;

        Assert.Equal("NEBIUS_AUTHORIZED_KEY", credential.Origin);
    }

    private void Give(string way)
    {
        switch (way)
        {
            case "text":
                _environment["NEBIUS_AUTHORIZED_KEY"] = Key.Json;
                break;
            case "file":
                _environment["NEBIUS_AUTHORIZED_KEY_FILE"] = Write(Key.Json, System.Text.Encoding.UTF8);
                break;
            case "file from PowerShell":
                _environment["NEBIUS_AUTHORIZED_KEY_FILE"] = Write(Key.Json, System.Text.Encoding.Unicode);
                break;
            default:
                _environment["NEBIUS_SERVICE_ACCOUNT_ID"] = _account.Id;
                _environment["NEBIUS_PUBLIC_KEY_ID"] = Key.PublicKeyId;
                _environment[way == "parts" ? "NEBIUS_PRIVATE_KEY" : "NEBIUS_PRIVATE_KEY_FILE"] =
                    way == "parts" ? Key.Pkcs8Pem.Replace("\n", "\\n", StringComparison.Ordinal) : Write(Key.Pkcs1Pem, System.Text.Encoding.ASCII);
                break;
        }
    }

    private string Write(string text, System.Text.Encoding encoding)
    {
        var file = Path.Join(_directory.FullName, "key");
        File.WriteAllText(file, text, encoding);
        return file;
    }

    private Task<CredentialResolution> ResolveAsync(string region, TimeSpan? minimumLifetime = null, Dictionary<string, SettingValue>? checkedIn = null) => new CredentialChain(new CredentialChainOptions
    {
        Settings = new NebiusSettings { Environment = _environment.GetValueOrDefault, CheckedIn = checkedIn ?? [] },
        MinimumLifetime = minimumLifetime ?? TimeSpan.FromMinutes(30),
        CreateHandler = _world.CreateHandler,
        Memory = _memory,
    }).ResolveAsync(RegistryHost.ForRegion(region), TestContext.Current.CancellationToken);
}
