using Grpc.Core;
using Nebius.Registry.Iam.Protos;
using Nebius.Registry.Iam.Protos.Registries;
using Proto = Nebius.Registry.Iam.Protos;

namespace Nebius.Registry.Emulator.Tests;

/// <summary>Which callers get an answer, and at which hosts.</summary>
public sealed class CallersAndHosts : IClassFixture<WorldFixture>, IDisposable
{
    private readonly WorldFixture _fixture;
    private readonly ApiUser _user;
    private readonly StaticKey _key;

    public CallersAndHosts(WorldFixture fixture)
    {
        _fixture = fixture;
        _user = new ApiUser(fixture.World);
        _key = fixture.World.Iam.IssueStaticKey(_user.Account);
    }

    private IamDirectory Iam => _fixture.World.Iam;

    public static TheoryData<string> NoCallers =>
        ["", "Bearer", "Bearer unknown", "Basic EXPIRED", "Bearer EXPIRED", "Bearer REVOKED", "Bearer STATICKEY", "Basic GOOD"];

    [Theory]
    [MemberData(nameof(NoCallers))]
    public async Task An_API_call_without_a_valid_access_token_is_unauthenticated(string authorization)
    {
        AccessToken expired = Iam.IssueAccessToken(_user.Account, TimeSpan.Zero);
        AccessToken revoked = Iam.IssueAccessToken(_user.Account);
        Iam.Revoke(revoked);
        string header = authorization.Replace("EXPIRED", expired.Value, StringComparison.Ordinal)
            .Replace("REVOKED", revoked.Value, StringComparison.Ordinal)
            .Replace("STATICKEY", _key.Token, StringComparison.Ordinal)
            .Replace("GOOD", _user.AccessToken.Value, StringComparison.Ordinal);
        CallOptions options = new(header.Length == 0 ? [] : new Metadata { { "authorization", header } }, cancellationToken: Cancellation.Token);

        ServiceError[] errors =
        [
            await ApiUser.ExpectAsync(StatusCode.Unauthenticated, () => _user.Keys.IssueAsync(_user.Request(), options)),
            await ApiUser.ExpectAsync(
                StatusCode.Unauthenticated, () => _user.Keys.FindAsync(new FindStaticKeyRequest { Token = _key.Token }, options)),
            await ApiUser.ExpectAsync(
                StatusCode.Unauthenticated, () => _user.Operations.GetAsync(new GetOperationRequest { Id = "operation-e00x" }, options)),
            await ApiUser.ExpectAsync(
                StatusCode.Unauthenticated, () => _user.Registries.GetAsync(new GetRegistryRequest { Id = "registry-e00x" }, options)),
        ];

        Assert.All(errors, error => Assert.Equal(ServiceError.Types.RetryType.Nothing, error.RetryType));
    }

    [Fact]
    public async Task Every_API_answer_has_request_and_trace_ids_in_its_headers()
    {
        using AsyncUnaryCall<ListStaticKeysResponse> good =
            _user.Keys.ListAsync(new ListStaticKeysRequest { ParentId = _user.Account.ProjectId }, _user.Options());
        using AsyncUnaryCall<ListStaticKeysResponse> bad =
            _user.Keys.ListAsync(new ListStaticKeysRequest { ParentId = "project-e00other" }, _user.Options());
        using AsyncUnaryCall<ListStaticKeysResponse> anonymous =
            _user.Keys.ListAsync(new ListStaticKeysRequest(), cancellationToken: Cancellation.Token);

        Metadata[] answers = [await good.ResponseHeadersAsync, await bad.ResponseHeadersAsync, await anonymous.ResponseHeadersAsync];
        await good;
        await Assert.ThrowsAsync<RpcException>(async () => await bad);
        await Assert.ThrowsAsync<RpcException>(async () => await anonymous);

        Assert.All(answers, headers => Assert.NotNull(headers.GetValue("x-trace-id")));
        Assert.Equal(3, answers.Select(headers => headers.GetValue("x-request-id")).Distinct().Count(id => id is not null));
    }

    [Fact]
    public async Task Each_API_host_serves_only_its_own_services()
    {
        CallInvoker registry = _user.Connect(ApiUser.RegistryHost);
        CallInvoker controlPlane = _user.Connect(ApiUser.ControlPlane);
        CallInvoker tokens = _user.Connect("https://tokens.iam.api.nebius.cloud");

        foreach (CallInvoker elsewhere in new[] { registry, tokens })
        {
            var keys = new Proto.StaticKeyService.StaticKeyServiceClient(elsewhere);
            await ExpectUnservedAsync(() => keys.FindAsync(new FindStaticKeyRequest { Token = _key.Token }, _user.Options()));
        }

        // The registry host also serves operations, because its service starts some.
        var operations = new OperationService.OperationServiceClient(tokens);
        await ExpectUnservedAsync(() => operations.GetAsync(new GetOperationRequest(), _user.Options()));

        foreach (CallInvoker elsewhere in new[] { controlPlane, tokens })
        {
            var registries = new RegistryService.RegistryServiceClient(elsewhere);
            await ExpectUnservedAsync(() => registries.GetAsync(new GetRegistryRequest(), _user.Options()));
        }

        foreach (CallInvoker elsewhere in new[] { controlPlane, registry })
        {
            var exchange = new TokenExchangeService.TokenExchangeServiceClient(elsewhere);
            await ExpectUnservedAsync(() => exchange.ExchangeAsync(new ExchangeTokenRequest(), _user.Options()));
        }
    }

    [Fact]
    public async Task The_loopback_address_serves_every_API_service()
    {
        using RegistryUser pusher = _fixture.AddUser();
        Iam.AllowKeyManagement(pusher.Account);
        using ApiUser user = new(_fixture.World, pusher.Account, _fixture.World.LocalIamAddress.ToString());

        IssueStaticKeyResponse issued = await user.IssueAsync();
        await user.Operations.GetAsync(new GetOperationRequest { Id = issued.Operation.Id }, user.Options());
        var registry = await user.Registries.GetAsync(new GetRegistryRequest { Id = pusher.Registry.ResourceId }, user.Options());

        Assert.Equal("cr.eu-west1.nebius.cloud", registry.Status.RegistryFqdn);
    }

    [Fact]
    public async Task The_request_log_names_the_caller_and_contains_no_token()
    {
        await _user.FindAsync(_key.Token);

        RequestRecord record = _fixture.World.Requests.To(EmulatorEndpoint.StaticKeyFind)
            .Last(one => one.Identity == _user.Account.Id);

        Assert.Equal(
            $"#{record.Number} POST cpl.iam.api.nebius.cloud/nebius.iam.v1.StaticKeyService/Find [Bearer] {_user.Account.Id} -> 200",
            record.ToString());
    }

    public void Dispose() => _user.Dispose();

    private static async Task ExpectUnservedAsync<T>(Func<AsyncUnaryCall<T>> call)
    {
        RpcException refusal = await Assert.ThrowsAsync<RpcException>(async () => await call());
        Assert.Equal(StatusCode.Unimplemented, refusal.StatusCode);
    }
}
