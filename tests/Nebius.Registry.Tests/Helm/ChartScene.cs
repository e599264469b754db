using System.Text;
using Nebius.Registry.Emulator;
using Nebius.Registry.Credentials;
using Nebius.Registry.Helm;
using Nebius.Registry.Net;
using Nebius.Registry.Oci;
using Nebius.Registry.Testing;
using Nebius.Registry.Tests.Support;

namespace Nebius.Registry.Tests.Helm;

/// <summary>A registry, an account that may push there, charts on disk, and the real helm.</summary>
internal sealed class ChartScene : IAsyncDisposable
{
    private readonly TemporaryDirectory _directory = new();

    private ChartScene(EmulatorWorld world, string region)
    {
        World = world;
        Account = world.Iam.AddServiceAccount();
        Key = world.Iam.IssueStaticKey(Account);
        Registry = world.Registries.Add("e00abc", region);
        Registry.Grant(Account, RegistryRights.Push);
        var login = Convert.ToBase64String(Encoding.UTF8.GetBytes($"iam:{Key.Token}"));
        _directory.Write("helm.json", $$"""{ "auths": { "{{Registry.Host}}": { "auth": "{{login}}" } } }""");
    }

    public EmulatorWorld World { get; }

    public ServiceAccount Account { get; }

    public Nebius.Registry.Emulator.StaticKey Key { get; }

    public EmulatedRegistry Registry { get; }

    public string Out => _directory.File("out");

    public static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static async Task<ChartScene> StartAsync(string region = "eu-west1") => new(await EmulatorWorld.StartAsync(cancellationToken: Cancel), region);

    public string File(string path) => _directory.File(path);

    /// <summary>Writes a chart, its files named by their paths. One whose content is <c>-> path</c> is a link.</summary>
    /// <returns>Its directory.</returns>
    public string Chart(IReadOnlyDictionary<string, string> files, string name = "app")
    {
        foreach (var (path, content) in files)
        {
            var file = Path.Join(name, path);
            if (content.StartsWith("-> ", StringComparison.Ordinal))
            {
                Directory.CreateDirectory(Path.GetDirectoryName(File(file))!);
                System.IO.File.CreateSymbolicLink(File(file), content[3..]);
            }
            else
            {
                _directory.Write(file, content);
            }
        }

        return File(name);
    }

    /// <summary>Writes a small chart that can be installed.</summary>
    public string Chart(string version = "1.2.3", string name = "app") => Chart(Charts.Plain(name, version), name);

    public Task<ChartPackage> PackAsync(string directory, string? version = null, string? appVersion = null) => ChartPackager.PackageAsync(
        new ChartPackageRequest { Directory = directory, OutputDirectory = Out, Version = version, AppVersion = appVersion }, Cancel);

    public ChartPusher Pusher(ChartPushOptions? options = null, string? token = null, ICredentialProvider? provider = null, RegistryCredential? credential = null, bool direct = false, TimeProvider? pauses = null, Func<HttpMessageHandler, HttpMessageHandler>? between = null) => new(
        provider ?? new NobodyElse(),
        credential ?? Hosts.Credential(token ?? Key.Token),
        (options ?? new()) with
        {
            CreateHandler = direct ? HttpHandlers.Create : () => between is null ? World.CreateHandler() : between(World.CreateHandler()),
            Attempts = new PushRetryPolicy { Time = pauses ?? new InstantTime() },
        });

    public async Task<PublishedChart> PushAsync(string directory, string repository = "e00abc/charts/app", ChartPushOptions? options = null)
    {
        using var pusher = Pusher(options);
        return await pusher.PushAsync(await PackAsync(directory), repository, Cancel);
    }

    /// <summary>Reads the JSON config of a chart in the registry.</summary>
    public string ConfigOf(string repository, string tag) =>
        Encoding.UTF8.GetString(Registry.Content.FindBlob(repository, Registry.FindManifest(repository, tag)!.Config!)!.Value.AsSpan());

    public string ManifestOf(string repository, string tag) => Encoding.UTF8.GetString(Registry.FindManifest(repository, tag)!.Content.AsSpan());

    public Task<CommandResult> HelmAsync(params string[] arguments)
    {
        Tool.Require("helm");
        var environment = new Dictionary<string, string?>(World.ChildEnvironment) { ["HOME"] = _directory.FullPath, ["HELM_REGISTRY_CONFIG"] = File("helm.json") };
        return Command.RunAsync("helm", arguments, _directory.FullPath, environment);
    }

    public async ValueTask DisposeAsync()
    {
        await World.DisposeAsync();
        _directory.Dispose();
    }

    private sealed class NobodyElse : ICredentialProvider
    {
        public Task<CredentialResolution> ResolveAsync(RegistryHost host, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<CredentialResolution?> RenewAsync(RegistryCredential refused, CancellationToken cancellationToken) => Task.FromResult<CredentialResolution?>(null);

        public bool HasAccessToken() => false;

        public Task<ApiToken> ResolveAccessTokenAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<ApiToken?> RenewAccessTokenAsync(ApiToken refused, CancellationToken cancellationToken) => Task.FromResult<ApiToken?>(null);
    }
}
