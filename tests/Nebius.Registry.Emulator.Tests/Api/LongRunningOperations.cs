using System.Net;
using Grpc.Core;
using Microsoft.Extensions.Time.Testing;
using Nebius.Registry.Iam.Protos;

namespace Nebius.Registry.Emulator.Tests;

public sealed class LongRunningOperations : IAsyncLifetime
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private readonly FakeTimeProvider _clock = new(TimeProvider.System.GetUtcNow());
    private EmulatorWorld _world = null!;
    private ApiUser _user = null!;
    private TokenClient _registry = null!;

    public async ValueTask InitializeAsync()
    {
        _world = await EmulatorWorld.StartAsync(new EmulatorOptions { Time = _clock }, Cancellation.Token);
        _user = new ApiUser(_world);
        _registry = new TokenClient(_world);
    }

    public async ValueTask DisposeAsync()
    {
        _registry.Dispose();
        _user.Dispose();
        await _world.DisposeAsync();
    }

    [Fact]
    public async Task An_operation_that_takes_no_time_is_finished_in_the_answer()
    {
        Operation operation = (await _user.IssueAsync()).Operation;

        Assert.Equal((0, operation.CreatedAt), (operation.Status.Code, operation.FinishedAt));
        Assert.Equal((_clock.GetUtcNow(), _user.Account.Id), (operation.CreatedAt.ToDateTimeOffset(), operation.CreatedBy));
        Assert.Equal(operation, await GetAsync(operation.Id));
    }

    [Fact]
    public async Task A_key_works_only_after_its_operation_has_finished()
    {
        _world.Iam.OperationTime = Minute;
        IssueStaticKeyResponse issued = await _user.IssueAsync("ci");

        Assert.Null(issued.Operation.Status);
        Assert.Null(issued.Operation.FinishedAt);
        Assert.Equal(issued.Operation, await GetAsync(issued.Operation.Id));
        Assert.Equal(HttpStatusCode.Unauthorized, await TryAsync(issued.Token));
        Assert.False((await _user.FindAsync(issued.Token)).Status.Active);
        await ApiUser.ExpectAsync(StatusCode.AlreadyExists, () => _user.Keys.IssueAsync(_user.Request("ci"), _user.Options()));

        _clock.Advance(Minute);

        Operation over = await GetAsync(issued.Operation.Id);
        Assert.Equal((0, _clock.GetUtcNow()), (over.Status.Code, over.FinishedAt.ToDateTimeOffset()));
        Assert.Equal(HttpStatusCode.OK, await TryAsync(issued.Token));
        Assert.True((await _user.FindAsync(issued.Token)).Status.Active);
    }

    [Fact]
    public async Task A_key_is_gone_only_after_its_removal_has_finished()
    {
        string token = (await _user.IssueAsync()).Token;
        _world.Iam.OperationTime = Minute;
        Operation operation = await RevokeAsync(token);

        Assert.Null(operation.Status);
        Assert.Equal(HttpStatusCode.OK, await TryAsync(token));
        Assert.Equal(operation, await RevokeAsync(token));

        _clock.Advance(Minute);

        Assert.Equal(0, (await GetAsync(operation.Id)).Status.Code);
        Assert.Equal(HttpStatusCode.Unauthorized, await TryAsync(token));
    }

    [Fact]
    public async Task A_failed_operation_issues_no_key()
    {
        _world.Iam.OperationTime = Minute;
        _world.Iam.FailNextOperation(StatusCode.PermissionDenied, "not you");
        IssueStaticKeyResponse issued = await _user.IssueAsync("ci");
        Assert.Null(issued.Operation.Status);

        _clock.Advance(Minute);

        Operation over = await GetAsync(issued.Operation.Id);
        Assert.Equal(((int)StatusCode.PermissionDenied, "not you"), (over.Status.Code, over.Status.Message));
        Assert.Equal(HttpStatusCode.Unauthorized, await TryAsync(issued.Token));
        Assert.Empty(_world.Iam.StaticKeys);
        await _user.IssueAsync("ci");
    }

    [Fact]
    public async Task A_failed_removal_keeps_the_key_and_can_be_tried_again()
    {
        string token = (await _user.IssueAsync()).Token;
        _world.Iam.FailNextOperation(StatusCode.Internal);

        Operation failed = await RevokeAsync(token);

        Assert.Equal((int)StatusCode.Internal, failed.Status.Code);
        Assert.Equal(HttpStatusCode.OK, await TryAsync(token));
        Assert.Equal(0, (await RevokeAsync(token)).Status.Code);
        Assert.Equal(HttpStatusCode.Unauthorized, await TryAsync(token));
    }

    [Fact]
    public async Task An_operation_is_not_shown_to_another_caller()
    {
        string id = (await _user.IssueAsync()).Operation.Id;
        using ApiUser other = new(_world);

        ServiceError denied = await ApiUser.ExpectAsync(
            StatusCode.PermissionDenied, () => other.Operations.GetAsync(new GetOperationRequest { Id = id }, other.Options()));
        ServiceError unknown = await ApiUser.ExpectAsync(
            StatusCode.NotFound, () => other.Operations.GetAsync(new GetOperationRequest { Id = "operation-e00x" }, other.Options()));

        Assert.Equal((id, "operation-e00x"), (denied.PermissionDenied.ResourceId, unknown.ResourceNotFound.ResourceId));
    }

    private async Task<HttpStatusCode> TryAsync(string token) => (await _registry.RequestTokenAsync(token)).StatusCode;

    private async Task<Operation> RevokeAsync(string token) =>
        await _user.Keys.RevokeAsync(new RevokeStaticKeyRequest { Token = token }, _user.Options());

    private async Task<Operation> GetAsync(string id) =>
        await _user.Operations.GetAsync(new GetOperationRequest { Id = id }, _user.Options());
}
