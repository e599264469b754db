using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Nebius.Registry.Emulator.Tests;

public sealed class ProxyRules(WorldFixture fixture) : IClassFixture<WorldFixture>
{
    [Theory]
    [InlineData("cr.eu-west1.nebius.cloud:443")]
    [InlineData("tokens.iam.api.nebius.cloud:443")]
    [InlineData("storage.us-central1.nebius.cloud:443")]
    [InlineData("mcr.microsoft.com:443")]
    public async Task The_proxy_tunnels_to_emulated_hosts(string target)
    {
        int before = fixture.World.Proxy.TunnelCount;

        Assert.StartsWith("HTTP/1.1 200", await AskAsync($"CONNECT {target} HTTP/1.1\r\n\r\n"), StringComparison.Ordinal);

        Assert.Equal(before + 1, fixture.World.Proxy.TunnelCount);
    }

    [Theory]
    [InlineData("example.test:443")]
    [InlineData("cr.eu-west1.nebius.cloud:80")]
    [InlineData("cr.eu-west1.nebius.cloud.example.test:443")]
    [InlineData("nebius.cloud.example.test:443")]
    [InlineData("crnebius.cloud:443")]
    [InlineData("cr.mars-north1.nebius.cloud:443")]
    [InlineData("storage.mars-north1.nebius.cloud:443")]
    [InlineData("127.0.0.1:443")]
    public async Task The_proxy_refuses_and_records_every_other_host(string target)
    {
        Assert.StartsWith("HTTP/1.1 403", await AskAsync($"CONNECT {target} HTTP/1.1\r\nHost: {target}\r\n\r\n"), StringComparison.Ordinal);

        Assert.Contains(target, fixture.World.Proxy.Refused);
    }

    [Fact]
    public async Task The_proxy_refuses_plain_HTTP_requests()
    {
        string answer = await AskAsync("GET http://cr.eu-west1.nebius.cloud/v2/ HTTP/1.1\r\n\r\n");

        Assert.StartsWith("HTTP/1.1 403", answer, StringComparison.Ordinal);
        Assert.Contains("http://cr.eu-west1.nebius.cloud", fixture.World.Proxy.Refused);
    }

    [Fact]
    public async Task A_child_process_reaches_the_emulator_with_environment_variables_only()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux clients read SSL_CERT_FILE.");
        Tools.Require("curl");

        ToolResult curl = await Tools.RunAsync(
            "curl",
            ["-sS", "-o", "/dev/null", "-w", "%{http_code}", "https://mcr.microsoft.com/v2/dotnet/runtime/manifests/10.0"],
            fixture.World.ChildEnvironment);

        Assert.Equal(("200", ""), (curl.Output, curl.Error));
    }

    private async Task<string> AskAsync(string request)
    {
        using TcpClient client = new();
        await client.ConnectAsync(IPAddress.Loopback, fixture.World.ProxyAddress.Port, Cancellation.Token);
        NetworkStream stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(request), Cancellation.Token);
        byte[] answer = new byte[512];
        int length = await stream.ReadAsync(answer, Cancellation.Token);
        return Encoding.ASCII.GetString(answer, 0, length);
    }
}
