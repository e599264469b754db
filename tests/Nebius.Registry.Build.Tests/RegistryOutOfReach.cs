using System.Net;
using System.Net.Sockets;
using Nebius.Registry.Emulator;
using Nebius.Registry.Build.Tests.Infrastructure;
using Nebius.Registry.Testing;

namespace Nebius.Registry.Build.Tests;

/// <summary>Something on the way to the registry fails, and the message says what.</summary>
public sealed class RegistryOutOfReach(BuiltApp app) : IClassFixture<BuiltApp>
{
    private Dictionary<string, string?> Environment => app.Scene.WithStaticKey;

    [Fact]
    public async Task A_registry_with_an_untrusted_certificate_is_explained()
    {
        var published = await app.PublishAsync(new Dictionary<string, string?>(Environment) { ["SSL_CERT_FILE"] = null });

        published.IsExplained(app.LastLog, "NEBIUS1405", Scene.West, "PartialChain", "SSL_CERT_FILE");
    }

    [Fact]
    public async Task A_registry_that_the_proxy_refuses_is_explained()
    {
        var published = await app.PublishAsync(Environment, "-p:ContainerRegistry=cr.eu-nowhere9.nebius.cloud");

        published.IsExplained(app.LastLog, "NEBIUS1407", "cr.eu-nowhere9.nebius.cloud", "HTTP 403", "HTTPS_PROXY", "NO_PROXY");
    }

    [Fact]
    public async Task A_registry_name_that_does_not_resolve_is_explained()
    {
        // RFC 6761: no machine can resolve this name.
        const string Host = "registry.invalid";
        var published = await app.PublishAsync(
            new Dictionary<string, string?>(Environment)
            {
                ["NEBIUS_TRUSTED_REGISTRY_HOSTS"] = Host,
                ["NO_PROXY"] = Host,
                ["no_proxy"] = Host,
            },
            $"-p:ContainerRegistry={Host}");

        published.IsExplained(app.LastLog, "NEBIUS1406", $"Can't find the host {Host}");
    }

    [Fact]
    public async Task A_proxy_that_is_down_is_explained()
    {
        using var closed = new TcpListener(IPAddress.Loopback, 0);
        closed.Start();
        var proxy = $"http://{closed.LocalEndpoint}";
        closed.Stop();

        var published = await app.PublishAsync(new Dictionary<string, string?>(Environment) { ["HTTPS_PROXY"] = proxy, ["https_proxy"] = proxy });

        published.IsExplained(app.LastLog, "NEBIUS1407", Scene.West, "HTTPS_PROXY");
    }

    [Fact]
    public async Task An_upload_that_is_cut_off_is_explained()
    {
        var cut = app.World.Faults.Add(EmulatorEndpoint.UploadChunk, Fault.CutAfter(100), times: int.MaxValue);

        var published = await app.PublishAsync(Environment);

        cut.Stop();
        Assert.True(cut.Applied > 0);
        published.IsExplained(app.LastLog, "NEBIUS1410", $"{Scene.West}/e00abc/app", "although the registry accepts");
    }
}
