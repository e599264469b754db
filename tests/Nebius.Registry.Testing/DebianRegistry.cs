using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Nebius.Registry.Testing;

/// <summary>
/// Debian's docker-registry (distribution 2.8), with token authentication: an implementation that is independent of the emulator, so that
/// the emulator isn't only tested against itself.
/// </summary>
public sealed class DebianRegistry : IAsyncDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly TokenServer? _tokens;
    private readonly Process _process;
    private RedirectedDownloads? _downloads;

    private DebianRegistry(string host, TokenServer? tokens, TemporaryDirectory directory, Process process) =>
        (Host, _tokens, _directory, _process) = (host, tokens, directory, process);

    public string Host { get; }

    /// <summary>Gets the Authorization headers of the downloads that were redirected; null for one that has none.</summary>
    public IReadOnlyCollection<string?> RedirectedDownloads => _downloads?.Authorizations ?? [];

    public static async Task<DebianRegistry> StartAsync(string userName, string password)
    {
        var directory = new TemporaryDirectory();
        var host = $"localhost:{FreePort()}";
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=token issuer", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, pathLengthConstraint: 0, critical: true));
        var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddHours(-1), DateTimeOffset.UtcNow.AddHours(1));
        var tokens = await TokenServer.StartAsync(certificate, host, userName, password);
        directory.Write("issuer.pem", certificate.ExportCertificatePem());
        return await StartAsync(directory, host, tokens, $"""
            auth:
              token:
                realm: {tokens.Realm}
                service: {host}
                issuer: {TokenServer.Issuer}
                rootcertbundle: {directory.File("issuer.pem")}
            """);
    }

    /// <summary>Starts one without authentication, because the library sends nothing to a token server on another host.</summary>
    public static Task<DebianRegistry> StartOpenAsync() => StartAsync(new TemporaryDirectory(), $"localhost:{FreePort()}", null, string.Empty);

    /// <summary>Starts one that asks for a password itself, so that the library's clients send it.</summary>
    /// <param name="userName">The user.</param>
    /// <param name="password">The password.</param>
    /// <param name="redirectsDownloads">Whether it redirects downloads to another server, as to the storage of a cloud.</param>
    public static async Task<DebianRegistry> StartWithPasswordAsync(string userName, string password, bool redirectsDownloads = false)
    {
        var directory = new TemporaryDirectory();
        directory.Write("users", $"{userName}:{Bcrypt(password)}\n");
        var downloads = redirectsDownloads ? await Testing.RedirectedDownloads.StartAsync(directory.File("data")) : null;
        var middleware = downloads is null ? string.Empty : $$"""
            middleware:
              storage:
                - name: redirect
                  options: { baseurl: "{{downloads.Address}}" }
            """;
        var registry = await StartAsync(directory, $"localhost:{FreePort()}", null, $$"""
            auth:
              htpasswd: { realm: tests, path: {{directory.File("users")}} }
            validation:
              manifests:
                urls: { allow: [ "^https://example[.]test/" ] }
            {{middleware}}
            """);
        registry._downloads = downloads;
        return registry;
    }

    private static string Bcrypt(string password) => Marshal.PtrToStringUTF8(Crypt(password, "$2b$04$abcdefghijklmnopqrstuu"))!;

    [DllImport("libcrypt.so.1", EntryPoint = "crypt", CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern nint Crypt(string key, string setting);

    private static async Task<DebianRegistry> StartAsync(TemporaryDirectory directory, string host, TokenServer? tokens, string auth)
    {
        directory.Write("config.yml", $"""
            version: 0.1
            log:
              level: error
              accesslog:
                disabled: true
            storage:
              filesystem:
                rootdirectory: {directory.File("data")}
            http:
              addr: "{host.Replace("localhost", "127.0.0.1", StringComparison.Ordinal)}"
            {auth}
            """);
        var process = Process.Start(new ProcessStartInfo("docker-registry", ["serve", directory.File("config.yml")]) { RedirectStandardError = true })!;
        var registry = new DebianRegistry(host, tokens, directory, process);
        await registry.WaitUntilItAnswersAsync();
        return registry;
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        if (_tokens is not null)
        {
            await _tokens.DisposeAsync();
        }

        if (_downloads is not null)
        {
            await _downloads.DisposeAsync();
        }

        _directory.Dispose();
    }

    private async Task WaitUntilItAnswersAsync()
    {
        using var client = new HttpClient { BaseAddress = new Uri($"http://{Host}") };
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (!_process.HasExited && await timer.WaitForNextTickAsync(TestContext.Current.CancellationToken))
        {
            try
            {
                using var answer = await client.GetAsync(new Uri("/v2/", UriKind.Relative), TestContext.Current.CancellationToken);
                return;
            }
            catch (HttpRequestException)
            {
                // Not yet.
            }
        }

        Assert.Fail("docker-registry ended: " + await _process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken));
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
