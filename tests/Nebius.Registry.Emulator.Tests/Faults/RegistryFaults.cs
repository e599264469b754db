using System.Diagnostics;
using System.Net;

namespace Nebius.Registry.Emulator.Tests;

public sealed class RegistryFaults : IAsyncLifetime
{
    private EmulatorWorld _world = null!;
    private RegistryUser _user = null!;

    public async ValueTask InitializeAsync()
    {
        _world = await EmulatorWorld.StartAsync(cancellationToken: Cancellation.Token);
        EmulatedRegistry registry = _world.Registries.Add("e00abc", "eu-west1");
        ServiceAccount account = _world.Iam.AddServiceAccount();
        registry.Grant(account, RegistryRights.Push);
        _user = new RegistryUser(_world, registry, account);
    }

    public async ValueTask DisposeAsync()
    {
        _user.Dispose();
        await _world.DisposeAsync();
    }

    [Fact]
    public async Task A_registry_fault_applies_as_often_as_planned()
    {
        PlannedFault fault = _world.Faults.Add(EmulatorEndpoint.UploadStart, Fault.Status(503), times: 2);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, await StartUploadAsync());
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await StartUploadAsync());
        Assert.Equal(HttpStatusCode.Accepted, await StartUploadAsync());
        Assert.Equal(2, fault.Applied);
    }

    [Fact]
    public async Task A_registry_fault_does_not_affect_other_endpoints_and_hosts()
    {
        _world.Faults.Add(EmulatorEndpoint.ManifestWrite, Fault.Status(500), times: int.MaxValue);
        _world.Faults.Add(EmulatorEndpoint.UploadStart, Fault.Status(500), times: int.MaxValue, host: "cr.eu-north1.nebius.cloud");

        Assert.Equal(HttpStatusCode.Accepted, await StartUploadAsync());
    }

    [Fact]
    public async Task A_planned_fault_can_be_stopped()
    {
        PlannedFault fault = _world.Faults.Add(EmulatorEndpoint.UploadStart, Fault.Status(500), times: int.MaxValue);
        Assert.Equal(HttpStatusCode.InternalServerError, await StartUploadAsync());
        fault.Stop();
        Assert.Equal(HttpStatusCode.Accepted, await StartUploadAsync());

        _world.Faults.Add(EmulatorEndpoint.UploadStart, Fault.Status(500));
        _world.Faults.Clear();
        Assert.Equal(HttpStatusCode.Accepted, await StartUploadAsync());
    }

    [Fact]
    public async Task A_too_many_requests_fault_has_a_Retry_After_header()
    {
        _world.Faults.Add(EmulatorEndpoint.UploadStart, Fault.TooManyRequests(TimeSpan.FromSeconds(7)));

        HttpResponseMessage response = await _user.SendAsync(HttpMethod.Post, "app/blobs/uploads/", []);

        Assert.Equal(HttpStatusCode.TooManyRequests, response.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(7), response.Headers.RetryAfter?.Delta);
        Assert.StartsWith("TOOMANYREQUESTS", await RegistryUser.ErrorAsync(response), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Denied_and_unauthorized_faults_have_the_error_texts_of_the_real_registry()
    {
        _world.Faults.Add(EmulatorEndpoint.UploadStart, Fault.Denied());
        _world.Faults.Add(EmulatorEndpoint.UploadStart, Fault.Unauthorized());

        Assert.StartsWith("DENIED", await ErrorAsync(), StringComparison.Ordinal);
        Assert.Equal("UNAUTHORIZED: authentication required: failed to get profile", await ErrorAsync());
    }

    [Fact]
    public async Task A_delay_fault_delays_the_answer()
    {
        _world.Faults.Add(EmulatorEndpoint.UploadStart, Fault.Delay(TimeSpan.FromMilliseconds(200)));
        long start = Stopwatch.GetTimestamp();

        Assert.Equal(HttpStatusCode.Accepted, await StartUploadAsync());

        Assert.True(Stopwatch.GetElapsedTime(start) >= TimeSpan.FromMilliseconds(190));
    }

    [Fact]
    public async Task A_registry_request_that_hangs_ends_when_the_client_cancels()
    {
        PlannedFault fault = _world.Faults.Add(EmulatorEndpoint.RegistryPing, Fault.Hang());
        using HttpClient client = new(_world.CreateHandler());
        using CancellationTokenSource timeout = CancellationTokenSource.CreateLinkedTokenSource(Cancellation.Token);
        Task<HttpResponseMessage> request = client.GetAsync(new Uri("https://cr.eu-west1.nebius.cloud/v2/"), timeout.Token);
        await fault.Met.WaitAsync(Cancellation.Token);

        await timeout.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => request);
    }

    [Fact]
    public async Task A_cut_connection_gives_the_client_no_answer()
    {
        PlannedFault fault = _world.Faults.Add(EmulatorEndpoint.RegistryPing, Fault.Cut(), times: int.MaxValue);

        await Assert.ThrowsAsync<HttpRequestException>(() => _user.SendAsync(HttpMethod.Get, "/v2/"));

        Assert.All(
            _world.Requests.To(EmulatorEndpoint.RegistryPing),
            record => Assert.Equal(("Cut", 0), (record.Fault, record.StatusCode)));
        fault.Stop();
        Assert.Equal(HttpStatusCode.OK, (await _user.SendAsync(HttpMethod.Get, "/v2/")).StatusCode);
    }

    [Fact]
    public async Task An_upload_that_is_cut_halfway_stores_no_bytes()
    {
        string location = await _user.StartUploadAsync("app");
        _world.Faults.Add(EmulatorEndpoint.UploadChunk, Fault.CutAfter(500_000));

        await Assert.ThrowsAsync<HttpRequestException>(() => _user.SendAsync(HttpMethod.Patch, location, new byte[1_000_000]));

        HttpResponseMessage status = await _user.ExpectAsync(HttpStatusCode.NoContent, HttpMethod.Get, location);
        Assert.Equal("0-0", RegistryUser.Header(status, "Range"));
    }

    [Fact]
    public async Task A_realm_fault_appears_in_the_next_challenge()
    {
        _world.Faults.Add(EmulatorEndpoint.Challenge, Fault.Realm("https://cr.eu-west1.nebius.cloud.example.test/v2/token/"));
        using TokenClient client = new(_world);

        string first = RegistryUser.Header(await client.SendAsync(null, HttpMethod.Get, "/v2/"), "WWW-Authenticate");
        string second = RegistryUser.Header(await client.SendAsync(null, HttpMethod.Get, "/v2/"), "WWW-Authenticate");

        Assert.Contains("realm=\"https://cr.eu-west1.nebius.cloud.example.test/v2/token/\"", first, StringComparison.Ordinal);
        Assert.Contains("realm=\"https://cr.eu-west1.nebius.cloud/v2/token/\"", second, StringComparison.Ordinal);
    }

    private async Task<HttpStatusCode> StartUploadAsync() => (await _user.SendAsync(HttpMethod.Post, "app/blobs/uploads/", [])).StatusCode;

    private async Task<string> ErrorAsync() =>
        await RegistryUser.ErrorAsync(await _user.SendAsync(HttpMethod.Post, "app/blobs/uploads/", []));
}
