using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using Nebius.Registry.Emulator;
using Nebius.Registry.Iam;
using Nebius.Registry.Net;
using Nebius.Registry.Tests.Support;
using AccessToken = Nebius.Registry.Iam.AccessToken;

namespace Nebius.Registry.Tests.Iam;

/// <summary>The exchange over real sockets, with TLS and a proxy, and the errors when they aren't set up correctly.</summary>
public sealed class TokenExchangeOverTheNetwork
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_authorized_key_is_exchanged_through_a_proxy()
    {
        await using var world = await EmulatorWorld.StartAsync(cancellationToken: Cancel);
        var account = world.Iam.AddServiceAccount();
        using var key = AuthorizedKeyJson.Read(account.AuthorizedKey.Json, "NEBIUS_AUTHORIZED_KEY");

        var token = await new TokenExchange(IamEndpoint.Default) { CreateHandler = world.CreateHandler }.ForAuthorizedKeyAsync(key, Cancel);

        Assert.Contains(token.Token.Reveal(), world.Secrets);
        Assert.True(token.ExpiresAt > DateTimeOffset.UtcNow.AddHours(1));
        Assert.Equal(1, world.Iam.ExchangeCount);
        Assert.Equal(1, world.Proxy.TunnelCount);
    }

    [Fact]
    public async Task An_authorized_key_is_exchanged_over_plain_HTTP_on_this_machine()
    {
        await using var world = await EmulatorWorld.StartAsync(cancellationToken: Cancel);
        using var key = AuthorizedKeyJson.Read(world.Iam.AddServiceAccount().AuthorizedKey.Json, "NEBIUS_AUTHORIZED_KEY");
        var endpoint = Loopback(world.LocalIamAddress.Port);

        var token = await new TokenExchange(endpoint).ForAuthorizedKeyAsync(key, Cancel);

        Assert.Contains(token.Token.Reveal(), world.Secrets);
    }

    [Fact]
    public async Task A_token_received_with_a_clock_that_is_hours_ahead_is_not_used_past_its_expiry()
    {
        var offset = TimeSpan.FromHours(-5);
        await using var world = await EmulatorWorld.StartAsync(new EmulatorOptions { DateOffset = offset }, cancellationToken: Cancel);

        var token = await Exchange(world, world.Iam.AddServiceAccount());

        Assert.Equal(DateTimeOffset.UtcNow + offset + TimeSpan.FromHours(12), token.ExpiresAt!.Value, TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task A_revoked_authorized_key_is_refused_by_IAM()
    {
        await using var world = await EmulatorWorld.StartAsync(cancellationToken: Cancel);
        var account = world.Iam.AddServiceAccount();
        world.Iam.Revoke(account.AuthorizedKey);

        var failure = await Leaks.FailsWithAsync(
            MessageCodes.ExchangeRefused, () => Exchange(world, account), [.. world.Secrets]);

        Assert.Contains(account.AuthorizedKey.PublicKeyId, failure.Message, StringComparison.Ordinal);
        Assert.Contains("nebius iam auth-public-key get --id", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_exchange_is_retried_until_IAM_is_available_again()
    {
        await using var world = await EmulatorWorld.StartAsync(cancellationToken: Cancel);
        world.Faults.Add(EmulatorEndpoint.TokenExchange, Fault.Unavailable());
        world.Faults.Add(EmulatorEndpoint.TokenExchange, Fault.Cut());
        world.Faults.Add(EmulatorEndpoint.TokenExchange, Fault.Status(521));

        var token = await Exchange(world, world.Iam.AddServiceAccount());

        Assert.Contains(token.Token.Reveal(), world.Secrets);
        Assert.Equal(4, world.Requests.To(EmulatorEndpoint.TokenExchange).Count);
    }

    [Fact]
    public async Task An_untrusted_certificate_of_IAM_is_not_accepted()
    {
        await using var world = await EmulatorWorld.StartAsync(cancellationToken: Cancel);
        using var key = TestKeys.Authorized();
        var exchange = new TokenExchange(IamEndpoint.Default) { CreateHandler = () => Proxied(world.ProxyAddress) };

        var failure = await Leaks.FailsWithAsync(MessageCodes.IamUnreachable, () => exchange.ForAuthorizedKeyAsync(key, Cancel));

        Assert.Contains("its certificate isn't trusted (", failure.Message, StringComparison.Ordinal);
        Assert.Equal(0, world.Iam.ExchangeCount);
    }

    [Fact]
    public async Task A_token_exchange_without_a_listening_server_fails_as_a_failed_connection()
    {
        using var key = TestKeys.Authorized();
        var exchange = new TokenExchange(Loopback(FreePort())) { Jitter = () => 0 };

        var failure = await Leaks.FailsWithAsync(MessageCodes.IamUnreachable, () => exchange.ForAuthorizedKeyAsync(key, Cancel));

        Assert.Contains("the connection failed (ConnectionRefused)", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_proxy_without_a_listener_is_named_as_the_cause()
    {
        var failure = await ThroughAsync(new Uri($"http://127.0.0.1:{FreePort()}"));

        Assert.Contains("the proxy http://127.0.0.1:", failure.Message, StringComparison.Ordinal);
        Assert.Contains("can't be reached (ConnectionRefused)", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("407 Proxy Authentication Required")]
    [InlineData("403 Forbidden")]
    public async Task A_proxy_that_refuses_the_connection_is_named_as_the_cause(string answer)
    {
        await using var proxy = new AnsweringSocket($"HTTP/1.1 {answer}\r\nContent-Length: 0\r\n\r\n");

        var failure = await ThroughAsync(new Uri($"http://127.0.0.1:{proxy.Port}"));

        Assert.Contains($"the proxy http://127.0.0.1:{proxy.Port} refused the connection (HTTP {answer[..3]})", failure.Message, StringComparison.Ordinal);
        Assert.Contains("HTTPS_PROXY", failure.Message, StringComparison.Ordinal);
        Assert.Contains(".api.nebius.cloud to NO_PROXY", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_proxy_that_hangs_is_named_as_the_cause()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var proxy = new Uri($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}");
        using var key = TestKeys.Authorized();
        var exchange = new TokenExchange(IamEndpoint.Default) { CreateHandler = () => Hasty(Proxied(proxy)), Jitter = () => 0 };

        var failure = await Leaks.FailsWithAsync(MessageCodes.IamUnreachable, () => exchange.ForAuthorizedKeyAsync(key, Cancel));

        Assert.Contains($"timed out through the proxy {proxy.GetLeftPart(UriPartial.Authority)}", failure.Message, StringComparison.Ordinal);
        Assert.True(failure.IsTimeout);
    }

    [Theory]
    [InlineData("http/1.1")]
    [InlineData(null)]
    public async Task A_proxy_that_opens_TLS_and_speaks_only_HTTP_1_1_is_explained_with_what_to_do(string? protocol)
    {
        await using var server = protocol is null ? new TlsServer() : new TlsServer(new SslApplicationProtocol(protocol));
        using var key = TestKeys.Authorized();
        var exchange = new TokenExchange(TrustedLoopback(server.Port)) { CreateHandler = server.CreateHandler, Jitter = () => 0 };

        var failure = await Leaks.FailsWithAsync(MessageCodes.IamUnreachable, () => exchange.ForAuthorizedKeyAsync(key, Cancel));

        Assert.Contains("speaks HTTP/1.1 only", failure.Message, StringComparison.Ordinal);
        Assert.Contains("decrypts TLS", failure.Message, StringComparison.Ordinal);
        Assert.Contains("static key", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("curl -v ", failure.Message, StringComparison.Ordinal);
        Assert.Equal(1, server.Connections);
    }

    [Fact]
    public void The_IAM_handler_uses_the_environments_proxy_and_follows_no_redirect()
    {
        using var handler = HttpHandlers.Create();

        Assert.True(handler.UseProxy);
        Assert.IsType<ProcessProxy>(handler.Proxy);
        Assert.False(handler.AllowAutoRedirect);
        Assert.False(handler.UseCookies);
    }

    private static async Task<NebiusRegistryException> ThroughAsync(Uri proxy)
    {
        using var key = TestKeys.Authorized();
        var exchange = new TokenExchange(IamEndpoint.Default) { CreateHandler = () => Proxied(proxy), Jitter = () => 0 };
        return await Leaks.FailsWithAsync(MessageCodes.IamUnreachable, () => exchange.ForAuthorizedKeyAsync(key, Cancel));
    }

    private static async Task<AccessToken> Exchange(EmulatorWorld world, ServiceAccount account)
    {
        using var key = AuthorizedKeyJson.Read(account.AuthorizedKey.Json, "NEBIUS_AUTHORIZED_KEY");
        var exchange = new TokenExchange(IamEndpoint.Default) { CreateHandler = world.CreateHandler, Jitter = () => 0 };
        return await exchange.ForAuthorizedKeyAsync(key, Cancel);
    }

    private static SocketsHttpHandler Proxied(Uri proxy)
    {
        var handler = HttpHandlers.Create();
        handler.Proxy = new WebProxy(proxy);
        return handler;
    }

    private static IamEndpoint Loopback(int port) => IamEndpoint.FromEnvironment(new()
    {
        Environment = name => name switch
        {
            "NEBIUS_ENDPOINT" => $"http://127.0.0.1:{port}",
            "NEBIUS_TRUSTED_ENDPOINTS" => $"127.0.0.1:{port}",
            _ => null,
        },
    });

    private static IamEndpoint TrustedLoopback(int port) => IamEndpoint.FromEnvironment(new()
    {
        Environment = name => name is "NEBIUS_ENDPOINT" or "NEBIUS_TRUSTED_ENDPOINTS" ? $"localhost:{port}" : null,
    });

    private static SocketsHttpHandler Hasty(SocketsHttpHandler handler)
    {
        handler.ConnectTimeout = TimeSpan.FromMilliseconds(50);
        return handler;
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
