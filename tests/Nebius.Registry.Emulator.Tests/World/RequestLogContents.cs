using System.Net;

namespace Nebius.Registry.Emulator.Tests;

public sealed class RequestLogContents : IAsyncLifetime
{
    private EmulatorWorld _world = null!;
    private ServiceAccount _account = null!;

    public async ValueTask InitializeAsync()
    {
        _world = await EmulatorWorld.StartAsync(cancellationToken: Cancellation.Token);
        _account = _world.Iam.AddServiceAccount();
    }

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task The_request_log_lists_each_request_in_order_with_its_caller()
    {
        using TokenClient client = new(_world);
        string token = await client.GetTokenAsync(_world.Iam.IssueStaticKey(_account).Token, "?account=iam");
        await client.SendAsync(token, HttpMethod.Get, "/v2/");
        await client.SendAsync(null, HttpMethod.Head, "/v2/e00abc/app/manifests/v1");

        Assert.Collection(
            _world.Requests.All,
            record => Assert.Equal(
                $"#1 GET cr.eu-west1.nebius.cloud/v2/token/?account=iam [Basic] {_account.Id} -> 200", record.ToString()),
            record => Assert.Equal($"#2 GET cr.eu-west1.nebius.cloud/v2/ [Bearer] {_account.Id} -> 200", record.ToString()),
            record => Assert.Equal(
                "#3 HEAD cr.eu-west1.nebius.cloud/v2/e00abc/app/manifests/v1 [no authorization] nobody -> 401", record.ToString()));
        Assert.Equal(
            [EmulatorEndpoint.RegistryToken, EmulatorEndpoint.RegistryPing, EmulatorEndpoint.ManifestRead],
            _world.Requests.All.Select(record => record.Endpoint));
    }

    [Fact]
    public async Task The_request_log_names_the_account_of_a_token_exchange()
    {
        using IamClient iam = new(_world);
        await iam.ExchangeAsync(IamClient.Request(new SubjectToken(_account.AuthorizedKey, TimeProvider.System.GetUtcNow()).Sign()));

        RequestRecord record = Assert.Single(_world.Requests.To(EmulatorEndpoint.TokenExchange));

        Assert.Equal(("tokens.iam.api.nebius.cloud", "HTTP/2", false), (record.Host, record.Protocol, record.HasAuthorization));
        Assert.Equal(_account.Id, record.Identity);
    }

    [Fact]
    public async Task The_request_log_contains_no_secret_even_one_in_an_address()
    {
        const string Canary = "v1.canary secret";
        _world.Iam.IssueStaticKey(_account, token: Canary);
        using TokenClient client = new(_world);
        string token = await client.GetTokenAsync(Canary);
        await client.SendAsync(token, HttpMethod.Get, $"/v2/{token}?password={Uri.EscapeDataString(Canary)}");

        string log = string.Join('\n', _world.Requests.All);

        Assert.All(_world.Secrets, secret => Assert.DoesNotContain(secret, log, StringComparison.Ordinal));
        Assert.DoesNotContain("canary", log, StringComparison.Ordinal);
        Assert.Contains("[secret]", log, StringComparison.Ordinal);
    }

    [Fact]
    public void Emulator_objects_show_no_secret_when_printed()
    {
        string[] printed =
        [
            $"{_world.Iam.IssueAccessToken(_account, token: "canary")}",
            $"{_world.Iam.IssueStaticKey(_account, token: "canary")}",
            $"{_account.AuthorizedKey}",
            $"{_world.AddForeignRegistry("registry.example.test", password: "canary")}",
        ];

        Assert.All(printed, text => Assert.DoesNotContain("canary", text, StringComparison.Ordinal));
        Assert.All(printed, text => Assert.DoesNotContain("PRIVATE", text, StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_request_log_can_be_cleared_and_keeps_counting()
    {
        using TokenClient client = new(_world);
        Assert.Equal(HttpStatusCode.Unauthorized, await client.GetStatusAsync(null, HttpMethod.Get, "/v2/"));

        _world.Requests.Clear();
        await client.SendAsync(null, HttpMethod.Get, "/v2/");

        Assert.Equal(2, Assert.Single(_world.Requests.All).Number);
    }
}
