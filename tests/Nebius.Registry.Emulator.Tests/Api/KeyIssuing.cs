using System.Net;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Nebius.Registry.Iam.Protos;
using Proto = Nebius.Registry.Iam.Protos;

namespace Nebius.Registry.Emulator.Tests;

/// <summary>StaticKeyService.Issue.</summary>
public sealed class KeyIssuing : IClassFixture<WorldFixture>, IDisposable
{
    private readonly WorldFixture _fixture;
    private readonly ApiUser _user;

    public KeyIssuing(WorldFixture fixture)
    {
        _fixture = fixture;
        _user = new ApiUser(fixture.World);
    }

    private IamDirectory Iam => _fixture.World.Iam;

    private DateTimeOffset Now => _fixture.Clock.GetUtcNow();

    [Fact]
    public async Task An_issued_key_works_at_the_registry_and_its_token_is_returned_only_once()
    {
        IssueStaticKeyResponse issued = await _user.IssueAsync("ci");

        using TokenClient registry = new(_fixture.World);
        Assert.NotEmpty(await registry.GetTokenAsync(issued.Token));
        Assert.Contains(issued.Token, _fixture.World.Secrets);
        Assert.StartsWith("statickey-", issued.Operation.ResourceId, StringComparison.Ordinal);
        Proto.StaticKey key = await _user.Keys.GetAsync(new GetStaticKeyRequest { Id = issued.Operation.ResourceId }, _user.Options());
        Assert.Equal((issued.Operation.ResourceId, _user.Account.ProjectId, "ci"), (key.Metadata.Id, key.Metadata.ParentId, key.Metadata.Name));
        Assert.Equal(Now, key.Metadata.CreatedAt.ToDateTimeOffset());
        Assert.Equal(_user.Account.Id, key.Spec.Account.ServiceAccount.Id);
        Assert.Equal(StaticKeySpec.Types.ClientService.ContainerRegistry, key.Spec.Service);
        Assert.True(key.Status.Active);
        Assert.DoesNotContain(issued.Token.Split('.')[1], key.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_issued_key_expires_after_6_months_by_default()
    {
        IssueStaticKeyRequest request = _user.Request();
        request.Spec.ExpiresAt = Now.AddYears(3).ToTimestamp();

        IssueStaticKeyResponse half = await _user.IssueAsync();
        IssueStaticKeyResponse three = await _user.Keys.IssueAsync(request, _user.Options());

        Assert.Equal(Now.AddMonths(6), (await _user.FindAsync(half.Token)).Spec.ExpiresAt.ToDateTimeOffset());
        Assert.Equal(Now.AddYears(3), (await _user.FindAsync(three.Token)).Spec.ExpiresAt.ToDateTimeOffset());
    }

    [Fact]
    public async Task A_key_expiry_in_the_past_or_beyond_3_years_is_a_violation()
    {
        foreach (Timestamp wrong in new[]
        {
            Now.ToTimestamp(), Now.AddSeconds(-1).ToTimestamp(), Now.AddYears(3).AddSeconds(1).ToTimestamp(), new Timestamp { Nanos = -1 },
        })
        {
            await ExpectViolationAsync("spec.expiresAt", request => request.Spec.ExpiresAt = wrong);
        }
    }

    [Fact]
    public async Task A_missing_field_of_a_key_request_is_a_violation()
    {
        await ExpectViolationAsync("spec.service", request => request.Spec.Service = StaticKeySpec.Types.ClientService.Unspecified);
        await ExpectViolationAsync("spec.service", request => request.Spec.Service = (StaticKeySpec.Types.ClientService)99);
        await ExpectViolationAsync("spec.account", request => request.Spec.Account = null);
        await ExpectViolationAsync("spec.account", request => request.Spec = null);
        await ExpectViolationAsync("metadata.parent_id", request => request.Metadata.ParentId = "");
        await ExpectViolationAsync("metadata.parent_id", request => request.Metadata = null);
    }

    [Fact]
    public async Task The_account_of_a_key_must_exist_in_the_same_project()
    {
        foreach (string id in new[] { "serviceaccount-e00nobody", Iam.AddServiceAccount(projectId: "project-e00other").Id })
        {
            ServiceError error = await ExpectAsync(StatusCode.NotFound, request => request.Spec.Account.ServiceAccount.Id = id);

            Assert.Equal(id, error.ResourceNotFound.ResourceId);
        }
    }

    [Fact]
    public async Task Issuing_a_key_is_denied_where_the_caller_may_not_manage_keys()
    {
        ServiceError other = await ExpectAsync(StatusCode.PermissionDenied, request => request.Metadata.ParentId = "project-e00other");
        Assert.Equal("project-e00other", other.PermissionDenied.ResourceId);

        Iam.AllowKeyViewing(_user.Account);
        ServiceError viewer = await ExpectAsync(StatusCode.PermissionDenied, _ => { });
        Assert.Equal(_user.Account.ProjectId, viewer.PermissionDenied.ResourceId);
    }

    [Fact]
    public async Task A_key_name_is_taken_until_its_key_is_deleted()
    {
        IssueStaticKeyResponse first = await _user.IssueAsync("ci");
        using ApiUser elsewhere = new(_fixture.World);
        await elsewhere.IssueAsync("ci");

        ServiceError error = await ExpectAsync(StatusCode.AlreadyExists, request => request.Metadata.Name = "ci");

        Assert.Equal(first.Operation.ResourceId, error.ResourceAlreadyExists.ResourceId);
        await _user.Keys.DeleteAsync(new DeleteStaticKeyRequest { Id = first.Operation.ResourceId }, _user.Options());
        await _user.IssueAsync("ci");
    }

    [Fact]
    public async Task Static_keys_can_be_issued_without_a_name()
    {
        await _user.IssueAsync();
        await _user.IssueAsync();

        Assert.Equal(2, Iam.StaticKeys.Count(key => key.ServiceAccountId == _user.Account.Id));
    }

    [Fact]
    public async Task Issuing_more_keys_than_the_project_quota_fails()
    {
        await using EmulatorWorld world = await EmulatorWorld.StartAsync(cancellationToken: Cancellation.Token);
        world.Iam.StaticKeyQuota = 1;
        using ApiUser user = new(world);
        using ApiUser elsewhere = new(world);
        IssueStaticKeyResponse first = await user.IssueAsync();
        await elsewhere.IssueAsync();

        ServiceError error = await ApiUser.ExpectAsync(
            StatusCode.ResourceExhausted, () => user.Keys.IssueAsync(user.Request(), user.Options()));

        QuotaFailure.Types.Violation violation = Assert.Single(error.QuotaFailure.Violations);
        Assert.Equal(("1", "2"), (violation.Limit, violation.Requested));
        Assert.NotEmpty(violation.Quota);
        Assert.Equal(ServiceError.Types.RetryType.Nothing, error.RetryType);
        await user.Keys.DeleteAsync(new DeleteStaticKeyRequest { Id = first.Operation.ResourceId }, user.Options());
        await user.IssueAsync();
    }

    [Fact]
    public async Task A_key_for_another_service_is_refused_by_the_registry()
    {
        IssueStaticKeyRequest request = _user.Request();
        request.Spec.Service = StaticKeySpec.Types.ClientService.Observability;
        IssueStaticKeyResponse issued = await _user.Keys.IssueAsync(request, _user.Options());

        using TokenClient registry = new(_fixture.World);
        Assert.Equal(HttpStatusCode.Unauthorized, (await registry.RequestTokenAsync(issued.Token)).StatusCode);
        Assert.True((await _user.FindAsync(issued.Token)).Status.Active);
    }

    public void Dispose() => _user.Dispose();

    private async Task ExpectViolationAsync(string field, Action<IssueStaticKeyRequest> change)
    {
        ServiceError error = await ExpectAsync(StatusCode.InvalidArgument, change);

        Assert.Equal(field, Assert.Single(error.BadRequest.Violations).Field);
    }

    private async Task<ServiceError> ExpectAsync(StatusCode expected, Action<IssueStaticKeyRequest> change)
    {
        IssueStaticKeyRequest request = _user.Request();
        change(request);
        int before = Iam.StaticKeys.Count;
        ServiceError error = await ApiUser.ExpectAsync(expected, () => _user.Keys.IssueAsync(request, _user.Options()));

        Assert.Equal(before, Iam.StaticKeys.Count);
        Assert.Equal(("iam", ServiceError.Types.RetryType.Nothing), (error.Service, error.RetryType));
        Assert.NotEmpty(error.Code);
        return error;
    }
}
