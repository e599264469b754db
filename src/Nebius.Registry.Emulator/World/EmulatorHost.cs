using System.Net;
using System.Net.Security;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace Nebius.Registry.Emulator;

/// <summary>
/// Starts Kestrel with three listeners: TLS for the real host names, plain HTTP on loopback for a registry and for the API.
/// </summary>
internal static class EmulatorHost
{
    public static async Task<WebApplication> StartAsync(
        EmulatorState state, RegistrySites sites, CertificateAuthority authority, Listeners listeners, CancellationToken cancellationToken)
    {
        // The empty builder ignores appsettings.json and ASPNETCORE_* variables of the process that runs the tests.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration()
            .ConfigureKestrel(kestrel => Configure(kestrel, authority, listeners));
        builder.Services.Configure<SocketTransportOptions>(sockets =>
            sockets.CreateBoundListenSocket = endPoint =>
                listeners.Find(endPoint) ?? SocketTransportOptions.CreateDefaultBoundListenSocket(endPoint));
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(2));
        builder.Services.AddRouting().AddLogging().AddGrpc(grpc => grpc.Interceptors.Add<ApiInterceptor>());
        builder.Services.AddSingleton(new ApiInterceptor(state)).AddSingleton(new TokenExchange(state))
            .AddSingleton(new StaticKeysApi(state)).AddSingleton(new RegistriesApi(state)).AddSingleton(new OperationsApi(state))
            .AddSingleton(new ArtifactsApi(state)).AddSingleton(new ProfilesApi(state))
            .AddSingleton<IHostLifetime>(new NoLifetime());

        var app = builder.Build();
        var status = new StatusPage(state, authority.Pem);
        var pipeline = new RequestPipeline(state, sites, status, listeners.Local.Port, listeners.Iam.Port);
        app.UseRouting();
        app.Use(next => context => pipeline.HandleAsync(context, next));
        app.MapGrpcService<TokenExchange>();
        app.MapGrpcService<StaticKeysApi>();
        app.MapGrpcService<RegistriesApi>();
        app.MapGrpcService<OperationsApi>();
        app.MapGrpcService<ArtifactsApi>();
        app.MapGrpcService<ProfilesApi>();
        await app.StartAsync(cancellationToken).ConfigureAwait(false);
        return app;
    }

    private static void Configure(KestrelServerOptions kestrel, CertificateAuthority authority, Listeners listeners)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = null;

        // A test may delay a request as long as it likes.
        kestrel.Limits.MinRequestBodyDataRate = null;
        kestrel.Limits.MinResponseDataRate = null;
        Listen(kestrel, listeners.Tls, listen => listen.UseHttps(new TlsHandshakeCallbackOptions
        {
            // Clients on this machine may be many, and slow.
            HandshakeTimeout = TimeSpan.FromMinutes(1),
            OnConnection = connection => ValueTask.FromResult(new SslServerAuthenticationOptions
            {
                ServerCertificateContext = authority.LeafFor(
                    connection.ClientHelloInfo.ServerName is { Length: > 0 } name ? name : IPAddress.Loopback.ToString()),
                ApplicationProtocols = [SslApplicationProtocol.Http2, SslApplicationProtocol.Http11],
            }),
        }));
        Listen(kestrel, listeners.Local, listen => listen.Protocols = HttpProtocols.Http1);
        Listen(kestrel, listeners.Iam, listen => listen.Protocols = HttpProtocols.Http2);
    }

    private static void Listen(KestrelServerOptions kestrel, BoundSockets sockets, Action<ListenOptions> configure)
    {
        foreach (var endPoint in sockets.EndPoints)
        {
            kestrel.Listen(endPoint, configure);
        }
    }
}

/// <summary>Ignores signals. The default lifetime would stop the world on Ctrl+C while a command still runs in it.</summary>
internal sealed class NoLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
