using Grpc.Core;
using Nebius.Registry.Iam.Protos;
using Nebius.Registry.Iam.Protos.Registries;

namespace Nebius.Registry.Emulator.Tests;

public sealed class ApiFaults : IAsyncLifetime
{
    private EmulatorWorld _world = null!;
    private ApiUser _user = null!;
    private StaticKey _key = null!;

    public static TheoryData<EmulatorEndpoint> Endpoints =>
    [
        EmulatorEndpoint.RegistryApi, EmulatorEndpoint.StaticKeyIssue, EmulatorEndpoint.StaticKeyList, EmulatorEndpoint.StaticKeyRead,
        EmulatorEndpoint.StaticKeyFind, EmulatorEndpoint.StaticKeyRevoke, EmulatorEndpoint.StaticKeyDelete, EmulatorEndpoint.OperationRead,
    ];

    public async ValueTask InitializeAsync()
    {
        _world = await EmulatorWorld.StartAsync(cancellationToken: Cancellation.Token);
        _user = new ApiUser(_world);
        _key = _world.Iam.IssueStaticKey(_user.Account);
    }

    public async ValueTask DisposeAsync()
    {
        _user.Dispose();
        await _world.DisposeAsync();
    }

    [Theory]
    [MemberData(nameof(Endpoints))]
    public async Task A_fault_applies_only_to_the_API_method_it_was_planned_for(EmulatorEndpoint endpoint)
    {
        foreach (EmulatorEndpoint other in Endpoints.Select(row => row.Data).Where(other => other != endpoint))
        {
            _world.Faults.Add(other, Fault.Unavailable());
        }

        PlannedFault planned = _world.Faults.Add(
            endpoint, Fault.ServiceError(StatusCode.ResourceExhausted, "TooMany", RetryType.Call, resourceId: "x"));

        RpcException refusal = await Assert.ThrowsAsync<RpcException>(() => CallAsync(endpoint));

        Assert.Equal((1, StatusCode.ResourceExhausted), (planned.Applied, refusal.StatusCode));
        Assert.Equal(ServiceError.Types.RetryType.Call, ApiUser.ErrorOf(refusal).RetryType);
        Assert.NotNull(refusal.Trailers.GetValue("x-request-id"));
        Assert.NotNull(refusal.Trailers.GetValue("x-trace-id"));
        Assert.Equal([_key], _world.Iam.StaticKeys);
    }

    [Theory]
    [InlineData(EmulatorEndpoint.StaticKeyIssue)]
    [InlineData(EmulatorEndpoint.StaticKeyRevoke)]
    [InlineData(EmulatorEndpoint.StaticKeyDelete)]
    public async Task An_API_call_that_is_cut_has_no_effect(EmulatorEndpoint endpoint)
    {
        _world.Faults.Add(endpoint, Fault.Cut());

        await Assert.ThrowsAsync<RpcException>(() => CallAsync(endpoint));

        Assert.Equal([_key], _world.Iam.StaticKeys);
    }

    [Theory]
    [InlineData(EmulatorEndpoint.StaticKeyIssue, 2)]
    [InlineData(EmulatorEndpoint.StaticKeyRevoke, 0)]
    [InlineData(EmulatorEndpoint.StaticKeyDelete, 0)]
    public async Task An_API_call_whose_answer_is_lost_keeps_its_effect(EmulatorEndpoint endpoint, int keys)
    {
        _world.Faults.Add(endpoint, Fault.CutAfterEffect());

        await Assert.ThrowsAsync<RpcException>(() => CallAsync(endpoint));

        Assert.Equal(keys, _world.Iam.StaticKeys.Count);
        RequestRecord record = Assert.Single(_world.Requests.To(endpoint));
        Assert.Equal((0, "CutAfterEffect", _user.Account.Id), (record.StatusCode, record.Fault, record.Identity));
    }

    [Fact]
    public async Task A_lost_answer_is_returned_again_for_the_same_idempotency_key()
    {
        _world.Faults.Add(EmulatorEndpoint.StaticKeyIssue, Fault.CutAfterEffect());
        await Assert.ThrowsAsync<RpcException>(() => _user.IssueAsync("ci", "once"));
        StaticKey made = Assert.Single(_world.Iam.StaticKeys, key => key.Name == "ci");

        IssueStaticKeyResponse answer = await _user.IssueAsync("ci", "once");

        Assert.Equal((made.Token, made.Id), (answer.Token, answer.Operation.ResourceId));
        Assert.Equal(2, _world.Iam.StaticKeys.Count);
    }

    [Fact]
    public async Task A_manifest_push_whose_answer_is_lost_is_stored()
    {
        EmulatedRegistry registry = _world.Registries.Add("e00abc", "eu-west1");
        registry.Grant(_user.Account, RegistryRights.Push);
        using RegistryUser pusher = new(_world, registry, _user.Account);
        byte[] manifest = await pusher.PrepareImageAsync("app");
        _world.Faults.Add(EmulatorEndpoint.ManifestWrite, Fault.CutAfterEffect());

        await Assert.ThrowsAsync<HttpRequestException>(
            () => pusher.SendAsync(HttpMethod.Put, "app/manifests/v1", manifest, RegistryUser.ManifestType));

        Assert.NotNull(registry.FindManifest("app", "v1"));
    }

    [Fact]
    public async Task An_API_call_that_hangs_ends_when_the_client_cancels()
    {
        PlannedFault planned = _world.Faults.Add(EmulatorEndpoint.StaticKeyIssue, Fault.Hang());
        using CancellationTokenSource ended = CancellationTokenSource.CreateLinkedTokenSource(Cancellation.Token);
        CallOptions options = _user.Options().WithCancellationToken(ended.Token);

        Task<IssueStaticKeyResponse> call = _user.Keys.IssueAsync(_user.Request(), options).ResponseAsync;
        await planned.Met;
        await ended.CancelAsync();

        Assert.Equal(StatusCode.Cancelled, (await Assert.ThrowsAsync<RpcException>(() => call)).StatusCode);
        Assert.Equal([_key], _world.Iam.StaticKeys);
    }

    private async Task CallAsync(EmulatorEndpoint endpoint)
    {
        CallOptions options = _user.Options();
        _ = endpoint switch
        {
            EmulatorEndpoint.RegistryApi => (object)await _user.Registries.GetAsync(new GetRegistryRequest { Id = "registry-e00abc" }, options),
            EmulatorEndpoint.StaticKeyIssue => await _user.Keys.IssueAsync(_user.Request(), options),
            EmulatorEndpoint.StaticKeyList =>
                await _user.Keys.ListAsync(new ListStaticKeysRequest { ParentId = _user.Account.ProjectId }, options),
            EmulatorEndpoint.StaticKeyRead => await _user.Keys.GetAsync(new GetStaticKeyRequest { Id = _key.Id }, options),
            EmulatorEndpoint.StaticKeyFind => await _user.Keys.FindAsync(new FindStaticKeyRequest { Token = _key.Token }, options),
            EmulatorEndpoint.StaticKeyRevoke => await _user.Keys.RevokeAsync(new RevokeStaticKeyRequest { Token = _key.Token }, options),
            EmulatorEndpoint.StaticKeyDelete => await _user.Keys.DeleteAsync(new DeleteStaticKeyRequest { Id = _key.Id }, options),
            _ => await _user.Operations.GetAsync(new GetOperationRequest { Id = "operation-e00abc" }, options),
        };
    }
}
