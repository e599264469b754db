using Grpc.Core;
using Grpc.Net.Client;
using Nebius.Registry.Iam.Protos;

namespace Nebius.Registry.Emulator.Tests;

/// <summary>Calls IAM through the proxy, as the SDKs do.</summary>
internal sealed class IamClient : IDisposable
{
    public const string JwtType = "urn:ietf:params:oauth:token-type:jwt";
    public const string AccessTokenType = "urn:ietf:params:oauth:token-type:access_token";

    private readonly GrpcChannel _channel;

    public IamClient(EmulatorWorld world, string address = "https://tokens.iam.api.nebius.cloud")
    {
        GrpcChannelOptions options = new() { HttpHandler = world.CreateHandler(), DisposeHttpClient = true };
        _channel = GrpcChannel.ForAddress(address, options);
        Service = new TokenExchangeService.TokenExchangeServiceClient(_channel);
    }

    public TokenExchangeService.TokenExchangeServiceClient Service { get; }

    public static ExchangeTokenRequest Request(string subjectToken) => new()
    {
        GrantType = "urn:ietf:params:oauth:grant-type:token-exchange",
        RequestedTokenType = AccessTokenType,
        SubjectToken = subjectToken,
        SubjectTokenType = JwtType,
    };

    /// <summary>A request for a service account's token with the token of another account.</summary>
    public static ExchangeTokenRequest ActorRequest(string accountId, string actorToken, string actorTokenType)
    {
        ExchangeTokenRequest request = Request(accountId);
        request.SubjectTokenType = "urn:nebius:params:oauth:token-type:subject_identifier";
        request.ActorToken = actorToken;
        request.ActorTokenType = actorTokenType;
        return request;
    }

    public Task<CreateTokenResponse> ExchangeAsync(ExchangeTokenRequest request) =>
        Service.ExchangeAsync(request, cancellationToken: Cancellation.Token).ResponseAsync;

    public async Task<RpcException> ExpectRefusalAsync(StatusCode expected, ExchangeTokenRequest request)
    {
        RpcException refusal = await Assert.ThrowsAsync<RpcException>(() => ExchangeAsync(request));
        Assert.Equal(expected, refusal.StatusCode);
        return refusal;
    }

    public void Dispose() => _channel.Dispose();
}
