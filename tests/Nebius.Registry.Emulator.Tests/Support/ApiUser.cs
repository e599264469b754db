using Grpc.Core;
using Grpc.Net.Client;
using Nebius.Registry.Iam.Protos;
using Nebius.Registry.Iam.Protos.Registries;
using Proto = Nebius.Registry.Iam.Protos;

namespace Nebius.Registry.Emulator.Tests;

/// <summary>A service account that calls the API's services at their own hosts, with an access token.</summary>
internal sealed class ApiUser : IDisposable
{
    public const string ControlPlane = "https://cpl.iam.api.nebius.cloud";
    public const string RegistryHost = "https://registry.api.nebius.cloud";

    private readonly EmulatorWorld _world;
    private readonly List<GrpcChannel> _channels = [];

    /// <param name="world">The emulated world.</param>
    /// <param name="account">The account; by default a new one that may manage the keys of its project.</param>
    /// <param name="address">One address for every service; by default each service's own.</param>
    public ApiUser(EmulatorWorld world, ServiceAccount? account = null, string? address = null)
    {
        _world = world;
        Account = account ?? AddManager(world);
        AccessToken = world.Iam.IssueAccessToken(Account);
        CallInvoker controlPlane = Connect(address ?? ControlPlane);
        Keys = new Proto.StaticKeyService.StaticKeyServiceClient(controlPlane);
        Operations = new OperationService.OperationServiceClient(controlPlane);
        Registries = new RegistryService.RegistryServiceClient(Connect(address ?? RegistryHost));
    }

    public ServiceAccount Account { get; }

    public AccessToken AccessToken { get; }

    public Proto.StaticKeyService.StaticKeyServiceClient Keys { get; }

    public OperationService.OperationServiceClient Operations { get; }

    public RegistryService.RegistryServiceClient Registries { get; }

    public CallInvoker Connect(string address)
    {
        GrpcChannel channel = GrpcChannel.ForAddress(
            address, new GrpcChannelOptions { HttpHandler = _world.CreateHandler(), DisposeHttpClient = true });
        _channels.Add(channel);
        return channel.CreateCallInvoker();
    }

    /// <summary>The options of a call with this user's access token, and an idempotency key when given.</summary>
    public CallOptions Options(string? idempotencyKey = null)
    {
        Metadata headers = new() { { "authorization", $"Bearer {AccessToken.Value}" } };
        if (idempotencyKey is not null)
        {
            headers.Add("x-idempotency-key", idempotencyKey);
        }

        return new CallOptions(headers, cancellationToken: Cancellation.Token);
    }

    /// <summary>A valid request for a key of the account itself.</summary>
    public IssueStaticKeyRequest Request(string name = "") => new()
    {
        Metadata = new ResourceMetadata { ParentId = Account.ProjectId, Name = name },
        Spec = new StaticKeySpec
        {
            Account = new Account { ServiceAccount = new Account.Types.ServiceAccount { Id = Account.Id } },
            Service = StaticKeySpec.Types.ClientService.ContainerRegistry,
        },
    };

    public async Task<IssueStaticKeyResponse> IssueAsync(string name = "", string? idempotencyKey = null) =>
        await Keys.IssueAsync(Request(name), Options(idempotencyKey));

    public async Task<Proto.StaticKey> FindAsync(string token) =>
        (await Keys.FindAsync(new FindStaticKeyRequest { Token = token }, Options())).StaticKey;

    /// <returns>The service error of a call that must fail with this status.</returns>
    public static async Task<ServiceError> ExpectAsync<T>(StatusCode expected, Func<AsyncUnaryCall<T>> call)
    {
        RpcException refusal = await Assert.ThrowsAsync<RpcException>(async () => await call());
        Assert.Equal(expected, refusal.StatusCode);
        return ErrorOf(refusal);
    }

    public static ServiceError ErrorOf(RpcException refusal)
    {
        Proto.Rpc.Status status = Proto.Rpc.Status.Parser.ParseFrom(refusal.Trailers.GetValueBytes("grpc-status-details-bin"));
        Assert.Equal(((int)refusal.StatusCode, refusal.Status.Detail), (status.Code, status.Message));
        return Assert.Single(status.Details).Unpack<ServiceError>();
    }

    public void Dispose() => _channels.ForEach(channel => channel.Dispose());

    private static ServiceAccount AddManager(EmulatorWorld world)
    {
        // A separate project keeps the keys of different tests apart.
        ServiceAccount account = world.Iam.AddServiceAccount(projectId: $"project-e00{Guid.NewGuid():N}");
        world.Iam.AllowKeyManagement(account);
        return account;
    }
}
