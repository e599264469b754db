using Grpc.Core;
using Nebius.Registry.Iam.Protos;

namespace Nebius.Registry.Emulator.Tests;

public sealed class IamFaults : IAsyncLifetime
{
    private EmulatorWorld _world = null!;
    private IamClient _iam = null!;
    private ServiceAccount _account = null!;

    public async ValueTask InitializeAsync()
    {
        _world = await EmulatorWorld.StartAsync(cancellationToken: Cancellation.Token);
        _iam = new IamClient(_world);
        _account = _world.Iam.AddServiceAccount();
    }

    public async ValueTask DisposeAsync()
    {
        _iam.Dispose();
        await _world.DisposeAsync();
    }

    [Theory]
    [InlineData(StatusCode.Unavailable)]
    [InlineData(StatusCode.ResourceExhausted)]
    [InlineData(StatusCode.Unauthenticated)]
    public async Task A_gRPC_status_fault_of_the_token_exchange_applies_as_often_as_planned(StatusCode status)
    {
        _world.Faults.Add(EmulatorEndpoint.TokenExchange, Fault.Grpc(status), times: 2);

        await _iam.ExpectRefusalAsync(status, Request());
        RpcException refusal = await _iam.ExpectRefusalAsync(status, Request());

        Assert.Equal("injected by a test", refusal.Status.Detail);
        Assert.NotNull(refusal.Trailers.GetValue("x-request-id"));
        Assert.Equal(0, _world.Iam.ExchangeCount);
        Assert.Equal("Bearer", (await _iam.ExchangeAsync(Request())).TokenType);
        Assert.Equal(1, _world.Iam.ExchangeCount);
    }

    [Fact]
    public async Task A_503_of_a_proxy_makes_the_token_exchange_unavailable()
    {
        _world.Faults.Add(EmulatorEndpoint.TokenExchange, Fault.Status(503));

        await _iam.ExpectRefusalAsync(StatusCode.Unavailable, Request());
    }

    [Fact]
    public async Task A_token_exchange_whose_connection_is_cut_fails_once()
    {
        _world.Faults.Add(EmulatorEndpoint.TokenExchange, Fault.Cut());

        await Assert.ThrowsAsync<RpcException>(() => _iam.ExchangeAsync(Request()));

        Assert.Equal("Bearer", (await _iam.ExchangeAsync(Request())).TokenType);
    }

    [Fact]
    public async Task A_token_exchange_can_return_another_token_type()
    {
        _world.Faults.Add(EmulatorEndpoint.TokenExchange, Fault.TokenType("mac"));

        CreateTokenResponse answer = await _iam.ExchangeAsync(Request());

        Assert.Equal("mac", answer.TokenType);
    }

    private ExchangeTokenRequest Request() =>
        IamClient.Request(new SubjectToken(_account.AuthorizedKey, TimeProvider.System.GetUtcNow()).Sign());
}
