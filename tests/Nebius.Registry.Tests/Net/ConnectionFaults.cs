using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using Nebius.Registry.Net;

namespace Nebius.Registry.Tests.Net;

public sealed class ConnectionFaults
{
    private static readonly Uri Target = new("https://cr.eu-west1.nebius.cloud/");
    private static readonly WebProxy Nowhere = new();
    private static readonly WebProxy Proxy = new("http://proxy.example:3128");

    [Fact]
    public void A_certificate_error_is_named_by_its_flags()
    {
        var exception = new HttpRequestException(
            HttpRequestError.SecureConnectionError, "CANARY", new AuthenticationException("CANARY PartialChain, RemoteCertificateNameMismatch"));

        Assert.Equal(
            new ConnectionFault(ConnectionFaultKind.Tls, "PartialChain, RemoteCertificateNameMismatch"),
            ConnectionFault.Of(exception, Target, Nowhere));
    }

    [Theory]
    [InlineData(false, ConnectionFaultKind.Dns)]
    [InlineData(true, ConnectionFaultKind.Proxy)]
    public void Behind_a_proxy_a_name_that_does_not_resolve_is_the_proxys_fault(bool isBehindProxy, object expected)
    {
        var exception = new HttpRequestException(
            HttpRequestError.NameResolutionError, "CANARY", new SocketException((int)SocketError.HostNotFound));

        Assert.Equal(
            new ConnectionFault((ConnectionFaultKind)expected, "HostNotFound"),
            ConnectionFault.Of(exception, Target, isBehindProxy ? Proxy : Nowhere));
    }

    [Fact]
    public void A_proxy_that_is_bypassed_is_not_named_as_the_cause()
    {
        var bypassing = new WebProxy("http://proxy.example:3128") { BypassList = [".*nebius.*"] };
        var exception = new HttpRequestException(
            HttpRequestError.ConnectionError, "CANARY", new SocketException((int)SocketError.ConnectionRefused));

        Assert.Equal(ConnectionFaultKind.Tcp, ConnectionFault.Of(exception, Target, bypassing)!.Kind);
    }

    [Fact]
    public void The_HTTP_handlers_connect_timeout_is_reported_as_a_timeout()
    {
        var exception = new TaskCanceledException("CANARY", new TimeoutException("CANARY"));

        Assert.Equal(ConnectionFaultKind.Timeout, ConnectionFault.Of(exception, Target, Nowhere)!.Kind);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_server_that_hangs_up_during_the_handshake_has_said_nothing_about_certificates(bool isReset)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var client = new HttpClient(HttpHandlers.CreateDirect());
        var address = new Uri($"https://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/");
        var answer = client.GetAsync(address, TestContext.Current.CancellationToken);
        using (var connection = await listener.AcceptTcpClientAsync(TestContext.Current.CancellationToken))
        {
            await connection.GetStream().ReadExactlyAsync(new byte[1], TestContext.Current.CancellationToken);
            connection.LingerState = new LingerOption(isReset, 0);
        }

        var error = await Assert.ThrowsAsync<HttpRequestException>(() => answer);

        Assert.Equal(ConnectionFaultKind.Handshake, ConnectionFault.Of(error, address, Nowhere)!.Kind);
    }

    [Fact]
    public void An_exception_that_is_not_about_HTTP_is_not_a_connection_fault() =>
        Assert.Null(ConnectionFault.Of(new OperationCanceledException(), Target, Nowhere));
}
