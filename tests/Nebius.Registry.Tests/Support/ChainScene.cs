using System.Net;
using System.Security.Cryptography.X509Certificates;
using Nebius.Registry.Emulator;
using Nebius.Registry.Credentials;
using Nebius.Registry.Net;
using Nebius.Registry.TokenCache;

namespace Nebius.Registry.Tests.Support;

/// <summary>A home directory, an environment and an emulated IAM, for tests of what the credential chain finds there.</summary>
internal sealed class ChainScene : IAsyncDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("nebius-chain-");

    private ChainScene(EmulatorWorld world)
    {
        World = world;
        Account = world.Iam.AddServiceAccount();
        Home = _directory.CreateSubdirectory("home").FullName;
        Start = _directory.CreateSubdirectory("start").FullName;
        Environment = new(StringComparer.Ordinal) { ["HOME"] = Home, ["USERPROFILE"] = Home, ["PATH"] = "/nonexistent" };
    }

    public EmulatorWorld World { get; }

    public ServiceAccount Account { get; }

    public string Home { get; }

    public string Start { get; }

    public Dictionary<string, string> Environment { get; }

    public Dictionary<string, SettingValue> Typed { get; } = [];

    public TimeProvider Time { get; set; } = TimeProvider.System;

    public TimeSpan MinimumLifetime { get; set; } = TimeSpan.FromMinutes(30);

    public static async Task<ChainScene> StartAsync() =>
        new(await EmulatorWorld.StartAsync(cancellationToken: TestContext.Current.CancellationToken));

    /// <summary>Writes a file under the home directory, only for its owner.</summary>
    public string Write(string path, string text)
    {
        var file = Path.Join(Home, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        return file;
    }

    /// <summary>Makes a chain as a new process does: nothing is remembered but what is on disk.</summary>
    public CredentialChain Chain(bool leavesDockerConfigToSdk = false) => new(Options() with { LeavesDockerConfigToSdk = leavesDockerConfigToSdk });

    /// <summary>The options of a new process's chain.</summary>
    public CredentialChainOptions Options() => new()
    {
        Settings = new NebiusSettings { Environment = Environment.GetValueOrDefault, StartDirectory = Start, Typed = Typed },
        MinimumLifetime = MinimumLifetime,
        Time = Time,
        CreateHandler = CreateHandler,
        Memory = new TokenMemoryCache(),
    };

    public Task<CredentialResolution> ResolveAsync(string region = "eu-west1") =>
        Chain().ResolveAsync(RegistryHost.ForRegion(region), TestContext.Current.CancellationToken);

    public Task<NebiusRegistryException> FailsAsync() => Assert.ThrowsAsync<NebiusRegistryException>(() => ResolveAsync());

    // The handler that users have, with only the way to the emulator added.
    public SocketsHttpHandler CreateHandler() => Lead(HttpHandlers.Create());

    /// <summary>The same for one registry.</summary>
    public SocketsHttpHandler CreateRegistryHandler() => Lead(HttpHandlers.CreateForOneConnection());

    private SocketsHttpHandler Lead(SocketsHttpHandler handler)
    {
        handler.Proxy = new WebProxy(World.ProxyAddress, BypassOnLocal: true);
        handler.SslOptions.CertificateChainPolicy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
        };
        handler.SslOptions.CertificateChainPolicy.CustomTrustStore.ImportFromPemFile(World.ChildEnvironment["SSL_CERT_FILE"]!);
        return handler;
    }

    public async ValueTask DisposeAsync()
    {
        await World.DisposeAsync();
        _directory.Delete(recursive: true);
    }
}
