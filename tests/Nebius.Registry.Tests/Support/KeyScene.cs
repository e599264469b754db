using Microsoft.Extensions.Time.Testing;
using Nebius.Registry.Emulator;
using Nebius.Registry.Credentials;
using Nebius.Registry.Iam;
using Nebius.Registry.Iam.Rpc;
using Nebius.Registry.Oci;
using Nebius.Registry.StaticKeys;

namespace Nebius.Registry.Tests.Support;

/// <summary>A project with a registry, an account whose images are pushed there, and one that manages its static keys.</summary>
internal sealed class KeyScene : IAsyncDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("nebius-keys-");
    private readonly Nebius.Registry.Emulator.AccessToken _token;

    private KeyScene(EmulatorWorld world, FakeTimeProvider clock)
    {
        (World, Clock) = (world, clock);
        Account = world.Iam.AddServiceAccount();
        Manager = world.Iam.AddServiceAccount();
        Registry = world.Registries.Add("e00abc", "eu-west1");
        Registry.Grant(Account, RegistryRights.Push);
        world.Iam.AllowKeyManagement(Manager);
        _token = world.Iam.IssueAccessToken(Manager);
    }

    public EmulatorWorld World { get; }

    /// <summary>Gets the world's clock, by which operations end and keys expire. The client has its own.</summary>
    public FakeTimeProvider Clock { get; }

    public ServiceAccount Account { get; }

    public ServiceAccount Manager { get; }

    public EmulatedRegistry Registry { get; }

    public string File => Path.Join(_directory.FullName, "key");

    public StaticKeyRequest Request => new() { ServiceAccountId = Account.Id, ProjectId = Account.ProjectId, Name = "ci" };

    public static async Task<KeyScene> StartAsync()
    {
        var clock = new FakeTimeProvider(DateTimeOffset.UtcNow);
        return new(await EmulatorWorld.StartAsync(new EmulatorOptions { Time = clock }, TestContext.Current.CancellationToken), clock);
    }

    /// <summary>Makes a client on whose clock no pause takes time.</summary>
    public StaticKeyClient Client(HttpMessageHandler? handler = null, TimeProvider? time = null, Secret? token = null, TimeSpan? timeout = null) => new(
        new ApiAccess(IamEndpoint.Default, token ?? new Secret(_token.Value)) { Origin = "NEBIUS_IAM_TOKEN" },
        new StaticKeyClientOptions
        {
            Time = time ?? new InstantTime(),
            OperationTimeout = timeout ?? TimeSpan.FromSeconds(30),
            Jitter = () => 0,
            CreateHandler = () => handler is null ? World.CreateHandler() : new Lent(handler),
        });

    public StaticKeyRotationRequest Rotation(Nebius.Registry.Emulator.StaticKey old, StaticKeyDestination? destination = null) => new()
    {
        OldToken = new Secret(old.Token),
        Host = Hosts.EuWest1,
        Repository = "e00abc/app",
        Destination = destination ?? StaticKeyDestination.ToFile(File, new StaticKeyFileOptions { Replaces = true }),
        VerificationTimeout = TimeSpan.Zero,
    };

    /// <summary>Checks at the registry itself whether a token works.</summary>
    public async Task<bool> WorksAsync(string token)
    {
        var probe = new RegistryProbe { CreateHandler = World.CreateHandler };
        var result = await probe.ProbeAsync(
            Hosts.Credential(token, source: CredentialSourceKind.StaticKey), "e00abc/app", RegistryAction.Push, null, TestContext.Current.CancellationToken);
        return result.Status == ProbeStatus.Accepted;
    }

    public async ValueTask DisposeAsync()
    {
        await World.DisposeAsync();
        _directory.Delete(recursive: true);
    }

    // A probe disposes its handler, and the next one needs it.
    private sealed class Lent(HttpMessageHandler inner) : HttpMessageHandler
    {
        private readonly HttpMessageInvoker _inner = new(inner, disposeHandler: false);

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            _inner.SendAsync(request, cancellationToken);

        protected override void Dispose(bool disposing)
        {
            _inner.Dispose();
            base.Dispose(disposing);
        }
    }
}
