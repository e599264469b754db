using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Time.Testing;
using Nebius.Registry.Emulator;
using Nebius.Registry.Credentials;
using Nebius.Registry.Net;
using Nebius.Registry.Tests.Support;
using InstanceMetadata = Nebius.Registry.Credentials.InstanceMetadata;

namespace Nebius.Registry.Tests.Credentials;

/// <summary>The metadata service over real sockets, under its real name, at the emulator.</summary>
public sealed class InstanceMetadataInTheChain : IAsyncLifetime
{
    private readonly FakeTimeProvider _time = new(TimeProvider.System.GetUtcNow());
    private EmulatorWorld _world = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _world = await EmulatorWorld.StartAsync(new EmulatorOptions { Time = _time }, Cancel);
        _world.InstanceMetadata.ServiceAccount = _world.Iam.AddServiceAccount();
    }

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task The_token_of_the_metadata_service_is_the_credential()
    {
        var credential = (await ResolveAsync()).Credential!;

        Assert.Equal(CredentialSourceKind.InstanceMetadata, credential.Source);
        Assert.Contains(_world.Iam.AccessTokens, token => token.Value == credential.Password.Reveal());
        Assert.Equal(_time.GetUtcNow().AddHours(12), credential.ExpiresAt!.Value, TimeSpan.FromSeconds(1));
        var request = Assert.Single(_world.Requests.All);
        Assert.Equal("GET metadata.nebius.internal /v1/iam/sa/token", $"{request.Method} {request.Host} {request.Path}");
        Assert.False(request.HasAuthorization);
    }

    [Fact]
    public async Task The_metadata_service_is_asked_each_time_and_its_token_is_not_cached()
    {
        var first = (await ResolveAsync()).Credential!;
        var second = (await ResolveAsync()).Credential!;

        Assert.NotEqual(first.Password.Reveal(), second.Password.Reveal());
        Assert.False(first.IsCached || second.IsCached);
    }

    [Fact]
    public async Task The_metadata_service_is_not_asked_unless_the_sources_name_it()
    {
        var error = await Assert.ThrowsAsync<NebiusRegistryException>(() => ResolveAsync("Auto"));

        Assert.Equal(MessageCodes.NoCredential, error.Code);
        Assert.Empty(_world.Requests.All);
    }

    [Fact]
    public async Task The_token_endpoint_of_a_profile_is_asked_like_the_metadata_service()
    {
        var token = await new InstanceMetadata(new CredentialChainOptions()).GetAsync(_world.LocalMetadataAddress, "profile 'vm'", Cancel);

        Assert.Contains(token.Token.Reveal(), _world.Secrets);
    }

    [Fact]
    public async Task Two_transient_failures_of_the_metadata_service_are_retried()
    {
        _world.Faults.Add(EmulatorEndpoint.InstanceMetadata, Fault.Status(500));
        _world.Faults.Add(EmulatorEndpoint.InstanceMetadata, Fault.Status(429));

        Assert.NotNull((await ResolveAsync(time: new InstantTime())).Credential);

        Assert.Equal(3, _world.Requests.All.Count);
    }

    [Fact]
    public async Task A_machine_without_a_service_account_gets_an_error_that_says_so()
    {
        _world.InstanceMetadata.ServiceAccount = null;

        var failure = await Leaks.FailsWithAsync(MessageCodes.MetadataUnavailable, () => ResolveAsync());

        Assert.Contains("has no service account", failure.Message, StringComparison.Ordinal);
        Assert.Contains("curl -i -H 'Metadata: true' http://metadata.nebius.internal/v1/iam/sa/token", failure.Message, StringComparison.Ordinal);
        Assert.StartsWith("The metadata service of this virtual machine, which NEBIUS_CREDENTIAL_SOURCES names", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_metadata_request_that_hangs_ends_after_two_seconds()
    {
        var hang = _world.Faults.Add(EmulatorEndpoint.InstanceMetadata, Fault.Hang());

        var running = ResolveAsync();
        await hang.Met;
        _time.Advance(TimeSpan.FromSeconds(1.9));
        Assert.False(running.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(0.2));

        var failure = await Leaks.FailsWithAsync(MessageCodes.MetadataUnavailable, () => running);
        Assert.Contains("no answer within 2 s", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_redirect_of_the_metadata_service_is_not_followed()
    {
        _world.Faults.Add(EmulatorEndpoint.InstanceMetadata, Fault.Redirect(_world.LocalMetadataAddress.ToString()));

        var failure = await Leaks.FailsWithAsync(MessageCodes.MetadataUnavailable, () => ResolveAsync());

        Assert.Contains("HTTP 302, a redirect", failure.Message, StringComparison.Ordinal);
        Assert.Single(_world.Requests.All);
    }

    [Fact]
    public async Task An_endless_answer_of_the_metadata_service_is_not_read_to_its_end()
    {
        _world.Faults.Add(EmulatorEndpoint.InstanceMetadata, Fault.Oversized());

        await Leaks.FailsWithAsync(MessageCodes.MetadataUnavailable, () => ResolveAsync());
    }

    [Fact]
    public async Task A_broken_connection_to_the_metadata_service_is_reported_as_no_answer()
    {
        _world.Faults.Add(EmulatorEndpoint.InstanceMetadata, Fault.Cut(), times: int.MaxValue);

        var failure = await Leaks.FailsWithAsync(MessageCodes.MetadataUnavailable, () => ResolveAsync());

        Assert.Contains("no answer (", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_metadata_handler_uses_no_proxy_and_follows_no_redirect()
    {
        using var handler = Assert.IsType<SocketsHttpHandler>(new CredentialChainOptions().CreateDirectHandler());

        Assert.False(handler.UseProxy);
        Assert.False(handler.AllowAutoRedirect);
    }

    private Task<CredentialResolution> ResolveAsync(string sources = "InstanceMetadata", TimeProvider? time = null) => new CredentialChain(new CredentialChainOptions
    {
        Settings = new NebiusSettings { Environment = name => name == EnvironmentVariables.CredentialSources ? sources : null },
        Time = time ?? _time,
        CreateDirectHandler = () =>
        {
            var handler = HttpHandlers.CreateDirect();
            handler.ConnectCallback = ConnectAsync;
            return handler;
        },
    }).ResolveAsync(Hosts.EuWest1, Cancel);

    // As if the name resolved to this machine.
    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        Assert.Equal(new DnsEndPoint("metadata.nebius.internal", 80), context.DnsEndPoint);
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, _world.LocalMetadataAddress.Port, cancellationToken);
        return new NetworkStream(socket, ownsSocket: true);
    }
}
