using System.Net;

namespace Nebius.Registry.Emulator.Tests;

/// <summary>Which credentials the registry takes.</summary>
public sealed class Credentials : IClassFixture<WorldFixture>, IDisposable
{
    private readonly WorldFixture _fixture;
    private readonly ServiceAccount _account;
    private readonly TokenClient _client;

    public Credentials(WorldFixture fixture)
    {
        _fixture = fixture;
        _account = fixture.World.Iam.AddServiceAccount();
        _client = new TokenClient(fixture.World);
    }

    private IamDirectory Iam => _fixture.World.Iam;

    [Fact]
    public async Task A_static_key_and_an_access_token_are_accepted_as_the_password()
    {
        Assert.NotEmpty(await _client.GetTokenAsync(Iam.IssueStaticKey(_account).Token));
        Assert.NotEmpty(await _client.GetTokenAsync(Iam.IssueAccessToken(_account).Value));
    }

    [Fact]
    public async Task An_access_token_works_in_every_region_without_a_registry_token()
    {
        string token = Iam.IssueAccessToken(_account).Value;
        foreach (string region in new EmulatorOptions().Regions)
        {
            using TokenClient client = new(_fixture.World, $"cr.{region}.nebius.cloud");
            Assert.Equal(HttpStatusCode.OK, await client.GetStatusAsync(token, HttpMethod.Get, "/v2/"));
        }
    }

    [Fact]
    public async Task A_test_can_choose_the_text_of_a_key_or_token() =>
        Assert.NotEmpty(await _client.GetTokenAsync(Iam.IssueStaticKey(_account, token: "a canary: with/odd characters").Token));

    [Theory]
    [InlineData(StaticKeyService.Observability)]
    [InlineData(StaticKeyService.AIStudio)]
    public async Task The_registry_refuses_a_static_key_for_another_service(StaticKeyService service) =>
        await ExpectRefusalAsync(Iam.IssueStaticKey(_account, service).Token);

    [Fact]
    public async Task The_registry_refuses_an_expired_key_or_token()
    {
        DateTimeOffset soon = _fixture.Clock.GetUtcNow().AddMinutes(10);
        string key = Iam.IssueStaticKey(_account, expires: soon).Token;
        string token = Iam.IssueAccessToken(_account, TimeSpan.FromMinutes(10)).Value;
        Assert.NotEmpty(await _client.GetTokenAsync(key));
        _fixture.Clock.Advance(TimeSpan.FromMinutes(10));

        await ExpectRefusalAsync(key);
        await ExpectRefusalAsync(token);
    }

    [Fact]
    public async Task The_registry_refuses_a_revoked_key_and_the_registry_tokens_got_with_it()
    {
        StaticKey key = Iam.IssueStaticKey(_account);
        string before = await _client.GetTokenAsync(key.Token);
        Iam.Revoke(key);

        await ExpectRefusalAsync(key.Token);
        Assert.Equal(HttpStatusCode.Unauthorized, await _client.GetStatusAsync(before, HttpMethod.Get, "/v2/"));
    }

    [Fact]
    public async Task The_registry_refuses_a_removed_account()
    {
        AccessToken token = Iam.IssueAccessToken(_account);
        Iam.Remove(_account);

        await ExpectRefusalAsync(token.Value);
    }

    [Fact]
    public async Task The_registry_refuses_any_user_name_but_iam()
    {
        HttpResponseMessage response = await _client.RequestTokenAsync(Iam.IssueStaticKey(_account).Token, userName: "someone");

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }

    [Fact]
    public async Task An_invalid_token_is_refused_with_the_error_text_of_the_real_registry()
    {
        HttpResponseMessage response = await _client.SendAsync("not-a-token", HttpMethod.Get, "/v2/");

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Equal("UNAUTHORIZED: authentication required: failed to get profile", await RegistryUser.ErrorAsync(response));
    }

    public void Dispose() => _client.Dispose();

    private async Task ExpectRefusalAsync(string password)
    {
        HttpResponseMessage response = await _client.RequestTokenAsync(password);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Equal("UNAUTHORIZED: authentication required: failed to get profile", await RegistryUser.ErrorAsync(response));
    }
}
