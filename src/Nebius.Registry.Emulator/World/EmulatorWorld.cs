using System.Net;

namespace Nebius.Registry.Emulator;

/// <summary>An emulated Nebius AI Cloud in this process: IAM, the Container Registry and mcr.microsoft.com, behind a proxy.</summary>
/// <remarks>Start one with <see cref="StartAsync"/>. Worlds are independent of each other; disposing one closes its connections.</remarks>
public sealed class EmulatorWorld : IAsyncDisposable
{
    private readonly EmulatorState _state;
    private readonly RegistrySites _sites;
    private readonly CertificateAuthority _authority;
    private readonly Listeners _listeners;
    private readonly WebApplication _app;
    private readonly WorkDirectory _directory = new();
    private readonly string _emptyDirectory;

    private EmulatorWorld(EmulatorState state, RegistrySites sites, CertificateAuthority authority, Listeners listeners, WebApplication app)
    {
        _state = state;
        _sites = sites;
        _authority = authority;
        _listeners = listeners;
        _app = app;
        CertificateAuthorityFile = _directory.WritePublic("ca.crt", authority.Pem);
        _emptyDirectory = _directory.AddDirectory("no-certificates");
        Proxy = new ConnectProxy(state.Hosts, listeners);
    }

    /// <summary>Service accounts, their keys and tokens.</summary>
    public IamDirectory Iam => _state.Iam;

    /// <summary>The identity providers outside Nebius; IAM knows their keys.</summary>
    public OidcProviderList OidcProviders => _state.OidcProviders;

    /// <summary>The metadata service of a virtual machine, at <see cref="LocalMetadataAddress"/>.</summary>
    public InstanceMetadata InstanceMetadata => _state.InstanceMetadata;

    /// <summary>A job on GitHub Actions and the service that issues its ID tokens.</summary>
    public GitHubActions GitHubActions => _state.GitHubActions;

    /// <summary>A job on Azure Pipelines and the service that issues its OIDC tokens.</summary>
    public AzurePipelines AzurePipelines => _state.AzurePipelines;

    /// <summary>The Nebius registries.</summary>
    public RegistryDirectory Registries => _state.Registries;

    /// <summary>The requests that are meant to go wrong.</summary>
    public FaultPlan Faults => _state.Faults;

    /// <summary>The requests that reached the emulator.</summary>
    public RequestLog Requests => _state.Requests;

    /// <summary>The HTTP proxy that makes the real host names lead to the emulator.</summary>
    public ConnectProxy Proxy { get; }

    /// <summary>
    /// The address for HTTPS_PROXY, such as <c>http://127.0.0.1:40001</c>. <c>GET /</c> there shows the registries and the last requests;
    /// over plain HTTP it is also a registry host, of <see cref="EmulatorOptions.LocalhostRegion"/>, and every service of the API.
    /// </summary>
    public Uri ProxyAddress => Proxy.Address;

    /// <summary>The path of the PEM file with the CA certificate that clients must trust.</summary>
    public string CertificateAuthorityFile { get; }

    /// <summary>
    /// <c>localhost:PORT</c>, for NEBIUS_TRUSTED_REGISTRY_HOSTS: the registry host of <see cref="EmulatorOptions.LocalhostRegion"/>
    /// over plain HTTP/1.1.
    /// </summary>
    public string LocalRegistryHost => $"localhost:{_listeners.Local.Port}";

    /// <summary>Every service of the API over plain HTTP/2, for NEBIUS_ENDPOINT.</summary>
    public Uri LocalIamAddress => new($"http://127.0.0.1:{_listeners.Iam.Port}");

    /// <summary>The metadata service, for the token-endpoint of a CLI profile. It answers to any host name at this port.</summary>
    public Uri LocalMetadataAddress => new($"http://localhost:{_listeners.Local.Port}{InstanceMetadata.Path}");

    /// <summary>
    /// Every secret that this world has issued or received, for tests that search logs. Private keys are split into lines.
    /// </summary>
    public IReadOnlyCollection<string> Secrets => _state.Secrets.Values;

    /// <summary>
    /// The environment variables that connect a child process to this world; null means that the variable must be removed.
    /// </summary>
    /// <remarks>For Linux: on Windows and macOS, .NET does not read SSL_CERT_FILE.</remarks>
    public IReadOnlyDictionary<string, string?> ChildEnvironment =>
        EnvironmentFor(ProxyAddress, CertificateAuthorityFile);

    /// <summary>Starts a world on free loopback ports.</summary>
    /// <param name="options">The settings; the defaults if null.</param>
    /// <param name="cancellationToken">Cancels the start.</param>
    /// <exception cref="IOException">No port is free on both 127.0.0.1 and ::1.</exception>
    /// <exception cref="System.Net.Sockets.SocketException"><see cref="EmulatorOptions.Listen"/> can't be bound.</exception>
    public static async Task<EmulatorWorld> StartAsync(EmulatorOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new EmulatorOptions();
        var listeners = new Listeners(options.Listen);
        var state = new EmulatorState(options);
        var sites = new RegistrySites(state);
        var authority = options.Authority ?? new CertificateAuthority();
        var app = await EmulatorHost.StartAsync(state, sites, authority, listeners, cancellationToken).ConfigureAwait(false);
        return new EmulatorWorld(state, sites, authority, listeners, app);
    }

    /// <summary>
    /// Creates a handler that uses the proxy and trusts only the CA of this world, on every operating system. Dispose it.
    /// </summary>
    /// <remarks>It is not a SocketsHttpHandler, because Grpc.Net.Client replaces the connections of one and so ignores its proxy.</remarks>
    public HttpClientHandler CreateHandler() => new()
    {
        UseCookies = false,
        Proxy = new WebProxy(ProxyAddress, BypassOnLocal: true),
        CheckCertificateRevocationList = false,
        ServerCertificateCustomValidationCallback = (_, certificate, _, errors) => _authority.Trusts(certificate, errors),
    };

    /// <summary>Makes a registry host challenge with Basic instead of Bearer from now on.</summary>
    /// <param name="host"><c>cr.REGION.nebius.cloud</c> or <see cref="LocalRegistryHost"/>.</param>
    /// <exception cref="ArgumentException">The host isn't a Nebius registry.</exception>
    public void UseBasicChallenge(string host)
    {
        ArgumentNullException.ThrowIfNull(host);
        var isLocal = host == LocalRegistryHost;
        var found = isLocal ? _sites.FindLocal(new HostString(host), "/v2/") : _sites.Find(host);
        var site = found as NebiusSite ?? throw new ArgumentException($"{host} isn't a Nebius registry.", nameof(host));
        site.UsesBasic = true;
    }

    /// <summary>Adds a registry of another vendor under any host name; the proxy lets clients through to it.</summary>
    /// <param name="host">The host name, without a port.</param>
    /// <param name="userName">The only user.</param>
    /// <param name="password">The password of the user; a random one if null.</param>
    public ForeignRegistry AddForeignRegistry(string host, string userName = "someone", string? password = null)
    {
        var registry = new ForeignRegistry(host, userName, _state.Secrets.Add(password ?? RandomText.Opaque(24)));
        _sites.Add(new ForeignSite(registry));
        _state.Hosts.Add(host);
        return registry;
    }

    /// <summary>Adds a host that accepts every credential, to test that none is sent there; the proxy lets clients through to it.</summary>
    /// <param name="host">The host name, without a port.</param>
    public void AddHostileHost(string host) => _state.Hosts.AddHostile(host);

    /// <summary>Puts a .NET base image into a registry, as if it had been pushed.</summary>
    /// <param name="registry">The registry.</param>
    /// <param name="repository">The repository without the ID of the registry, such as <c>dotnet/runtime</c>.</param>
    /// <param name="tag">The tag, such as <c>10.0</c>.</param>
    /// <param name="kind">Whether containers of the image can run.</param>
    /// <param name="cancellationToken">Cancels the creation of the image.</param>
    /// <returns>The image index.</returns>
    /// <exception cref="PlatformNotSupportedException">A runnable image was requested on another system than Linux.</exception>
    public Task<StoredManifest> SeedBaseImageAsync(
        EmulatedRegistry registry,
        string repository,
        string tag,
        BaseImageKind kind = BaseImageKind.Empty,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(registry);
        return _state.BaseImages.SeedAsync(registry.Content, repository, tag, kind, cancellationToken);
    }

    /// <inheritdoc cref="SeedBaseImageAsync(EmulatedRegistry, string, string, BaseImageKind, CancellationToken)"/>
    public Task<StoredManifest> SeedBaseImageAsync(
        ForeignRegistry registry,
        string repository,
        string tag,
        BaseImageKind kind = BaseImageKind.Empty,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(registry);
        return _state.BaseImages.SeedAsync(registry.Content, repository, tag, kind, cancellationToken);
    }

    /// <summary>Returns <see cref="ChildEnvironment"/> for clients that know the proxy and the certificate by other names.</summary>
    internal IReadOnlyDictionary<string, string?> EnvironmentFor(Uri proxy, string certificateAuthorityFile) =>
        ProxyEnvironment.Create(proxy, certificateAuthorityFile, _emptyDirectory);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Proxy.DisposeAsync().ConfigureAwait(false);
        await _app.StopAsync().ConfigureAwait(false);
        await _app.DisposeAsync().ConfigureAwait(false);
        _listeners.Dispose();
        if (_state.Options.Authority is null)
        {
            _authority.Dispose();
        }

        _state.Dispose();
        _directory.Dispose();
    }
}

/// <summary>The environment variables that make a child process use the proxy and trust the CA.</summary>
internal static class ProxyEnvironment
{
    private const string Loopback = "localhost,127.0.0.1,::1";

    public static IReadOnlyDictionary<string, string?> Create(Uri proxy, string certificateAuthorityFile, string emptyDirectory) =>
        new Dictionary<string, string?>
        {
            // Both spellings: Go reads each of them, curl only the lower-case one.
            ["HTTPS_PROXY"] = Text(proxy),
            ["https_proxy"] = Text(proxy),
            ["HTTP_PROXY"] = null,
            ["http_proxy"] = null,
            ["ALL_PROXY"] = null,
            ["all_proxy"] = null,

            // Only loopback bypasses the proxy, even if the machine has a list of its own.
            ["NO_PROXY"] = Loopback,
            ["no_proxy"] = Loopback,

            // OpenSSL (and so .NET on Linux) and Go trust this CA and no other. For curl, Python's requests, Node and gRPC in Python and C++,
            // their own variables have precedence. Node uses a proxy only if it is told to.
            ["CURL_CA_BUNDLE"] = certificateAuthorityFile,
            ["REQUESTS_CA_BUNDLE"] = certificateAuthorityFile,
            ["NODE_EXTRA_CA_CERTS"] = certificateAuthorityFile,
            ["NODE_USE_ENV_PROXY"] = "1",
            ["GRPC_DEFAULT_SSL_ROOTS_FILE_PATH"] = certificateAuthorityFile,
            ["SSL_CERT_FILE"] = certificateAuthorityFile,
            ["SSL_CERT_DIR"] = emptyDirectory,
        };

    private static string Text(Uri uri) => uri.GetLeftPart(UriPartial.Authority);
}
