using System.Net;

namespace Nebius.Registry.Emulator;

/// <summary>A Nebius AI Cloud of its own: IAM, the Container Registry and mcr.microsoft.com in this process, behind a proxy.</summary>
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
        CertificateAuthorityFile = _directory.WritePublic("ca.crt", authority.Certificate.ExportCertificatePem() + "\n");
        _emptyDirectory = _directory.AddDirectory("no-certificates");
        Proxy = new ConnectProxy(state.Hosts, listeners.Tls.Port);
    }

    public IamDirectory Iam => _state.Iam;

    public OidcProviderList OidcProviders => _state.OidcProviders;

    /// <summary>A virtual machine, of which there is the metadata service at <see cref="LocalMetadataAddress"/>.</summary>
    public InstanceMetadata InstanceMetadata => _state.InstanceMetadata;

    /// <summary>A job on GitHub Actions: where it asks for its own token.</summary>
    public GitHubActions GitHubActions => _state.GitHubActions;

    /// <summary>A job on Azure Pipelines: where it asks for its own token.</summary>
    public AzurePipelines AzurePipelines => _state.AzurePipelines;

    public RegistryDirectory Registries => _state.Registries;

    public FaultPlan Faults => _state.Faults;

    public RequestLog Requests => _state.Requests;

    public ConnectProxy Proxy { get; }

    public Uri ProxyAddress => Proxy.Address;

    /// <summary>The PEM file that clients must trust.</summary>
    public string CertificateAuthorityFile { get; }

    /// <summary>`localhost:PORT`, for NEBIUS_TRUSTED_REGISTRY_HOSTS: the registry of one region over plain HTTP.</summary>
    public string LocalRegistryHost => $"localhost:{_listeners.Local.Port}";

    /// <summary>Every service of the API over plain HTTP/2, for NEBIUS_ENDPOINT.</summary>
    public Uri LocalIamAddress => new($"http://127.0.0.1:{_listeners.Iam.Port}");

    /// <summary>The metadata service, for a profile's token-endpoint. It answers to any host name at this port.</summary>
    public Uri LocalMetadataAddress => new($"http://localhost:{_listeners.Local.Port}{InstanceMetadata.Path}");

    /// <summary>Every secret text that this world has issued or been sent, private keys line by line, for tests that search logs.</summary>
    public IReadOnlyCollection<string> Secrets => _state.Secrets.Values;

    /// <summary>What a child process needs to live in this world; null is a variable to take away.</summary>
    public IReadOnlyDictionary<string, string?> ChildEnvironment =>
        ProxyEnvironment.Create(ProxyAddress, CertificateAuthorityFile, _emptyDirectory);

    public static async Task<EmulatorWorld> StartAsync(EmulatorOptions? options = null, CancellationToken cancellationToken = default)
    {
        var state = new EmulatorState(options ?? new EmulatorOptions());
        var sites = new RegistrySites(state);
        var authority = new CertificateAuthority();
        var listeners = new Listeners();
        sites.AddLocal($"localhost:{listeners.Local.Port}", $"http://127.0.0.1:{listeners.Local.Port}");
        var app = await EmulatorHost.StartAsync(state, sites, authority, listeners, cancellationToken).ConfigureAwait(false);
        return new EmulatorWorld(state, sites, authority, listeners, app);
    }

    /// <summary>Goes through the proxy and trusts this world's CA only, on every operating system. The caller disposes it.</summary>
    /// <remarks>No SocketsHttpHandler: Grpc.Net.Client puts its own connections into one, which know nothing of its proxy.</remarks>
    public HttpClientHandler CreateHandler() => new()
    {
        UseCookies = false,
        Proxy = new WebProxy(ProxyAddress, BypassOnLocal: true),
        CheckCertificateRevocationList = false,
        ServerCertificateCustomValidationCallback = (_, certificate, _, errors) => _authority.Vouches(certificate, errors),
    };

    /// <summary>From now on `cr.REGION.nebius.cloud` (or <see cref="LocalRegistryHost"/>) asks for Basic instead of Bearer.</summary>
    public void UseBasicChallenge(string host)
    {
        var site = _sites.Find(host) as NebiusSite ?? throw new ArgumentException($"{host} is no registry of ours.", nameof(host));
        site.UsesBasic = true;
    }

    /// <summary>A registry that is not Nebius's, under any host name.</summary>
    public ForeignRegistry AddForeignRegistry(string host, string userName = "someone", string? password = null)
    {
        var registry = new ForeignRegistry(host, userName, _state.Secrets.Add(password ?? RandomText.Opaque(24)));
        _sites.Add(new ForeignSite(registry));
        _state.Hosts.Add(host);
        return registry;
    }

    /// <summary>A host that takes every credential it is offered; the proxy lets clients through to it.</summary>
    public void AddHostileHost(string host) => _state.Hosts.AddHostile(host);

    /// <summary>Puts a .NET base image into a registry of ours, as if it had been pushed.</summary>
    public Task<StoredManifest> SeedBaseImageAsync(
        EmulatedRegistry registry,
        string repository,
        string tag,
        BaseImageKind kind = BaseImageKind.Empty,
        CancellationToken cancellationToken = default) =>
        _state.BaseImages.SeedAsync(registry.Content, repository, tag, kind, cancellationToken);

    /// <inheritdoc cref="SeedBaseImageAsync(EmulatedRegistry, string, string, BaseImageKind, CancellationToken)"/>
    public Task<StoredManifest> SeedBaseImageAsync(
        ForeignRegistry registry,
        string repository,
        string tag,
        BaseImageKind kind = BaseImageKind.Empty,
        CancellationToken cancellationToken = default) =>
        _state.BaseImages.SeedAsync(registry.Content, repository, tag, kind, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await Proxy.DisposeAsync().ConfigureAwait(false);
        await _app.StopAsync().ConfigureAwait(false);
        await _app.DisposeAsync().ConfigureAwait(false);
        _listeners.Dispose();
        _authority.Dispose();
        _state.Dispose();
        _directory.Dispose();
    }
}

/// <summary>The variables that make a child process go through the proxy and trust the CA.</summary>
internal static class ProxyEnvironment
{
    private const string Loopback = "localhost,127.0.0.1,::1";

    public static IReadOnlyDictionary<string, string?> Create(Uri proxy, string certificateAuthorityFile, string emptyDirectory) =>
        new Dictionary<string, string?>
        {
            // Both spellings: Go reads either, curl only the small one.
            ["HTTPS_PROXY"] = Text(proxy),
            ["https_proxy"] = Text(proxy),
            ["HTTP_PROXY"] = null,
            ["http_proxy"] = null,
            ["ALL_PROXY"] = null,
            ["all_proxy"] = null,

            // Loopback goes direct, and nothing else does, whatever the machine's own list says.
            ["NO_PROXY"] = Loopback,
            ["no_proxy"] = Loopback,

            // OpenSSL, so also .NET on Linux, and Go: this CA and no other. Curl has a variable that goes before.
            ["CURL_CA_BUNDLE"] = certificateAuthorityFile,
            ["SSL_CERT_FILE"] = certificateAuthorityFile,
            ["SSL_CERT_DIR"] = emptyDirectory,
        };

    private static string Text(Uri uri) => uri.GetLeftPart(UriPartial.Authority);
}
