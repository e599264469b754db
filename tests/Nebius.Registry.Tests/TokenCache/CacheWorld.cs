using Nebius.Registry.Iam;
using Nebius.Registry.OS;
using Nebius.Registry.TokenCache;

namespace Nebius.Registry.Tests.TokenCache;

/// <summary>A separate home, and builds in it: each <see cref="GetAsync"/> has no memory of others, as in a new process.</summary>
internal sealed class CacheWorld : IDisposable
{
    public const string SharedName = "service-account/serviceaccount-e00a/publickey-e00b";

    public CacheWorld()
    {
        Root = Directory.CreateTempSubdirectory("cache-").FullName;
        Home = Directory.CreateDirectory(Path.Join(Root, "home")).FullName;
        Start = Directory.CreateDirectory(Path.Join(Root, "start")).FullName;
        Environment = new(StringComparer.Ordinal) { ["HOME"] = Home, ["USERPROFILE"] = Home, ["LOCALAPPDATA"] = Home };
    }

    public string Root { get; }

    public string Home { get; }

    public string Start { get; }

    public Dictionary<string, string?> Environment { get; }

    public TimeProvider Time { get; set; } = TimeProvider.System;

    public CredentialLog Notes { get; set; } = new();

    public int Exchanges { get; private set; }

    public TokenCacheKey Key { get; set; } = new() { Endpoint = IamEndpoint.Default, Key = "fingerprint", SharedName = SharedName };

    public TokenCacheKey Profile => Key with { IsFromProfile = true };

    public string SharedFile => Path.Join(Home, ".nebius", "credentials.yaml");

    public string PrivateFolder => Path.Join(Home, OperatingSystem.IsMacOS() ? "Library/Caches" : OperatingSystem.IsWindows() ? "" : ".cache", "nebius-registry");

    public IEnumerable<string> PrivateFiles => Directory.Exists(PrivateFolder) ? Directory.EnumerateFiles(PrivateFolder, "*.json") : [];

    public NebiusSettings Settings => new() { Environment = Environment.GetValueOrDefault, StartDirectory = Start };

    public void Dispose() => Directory.Delete(Root, recursive: true);

    public AccessTokenCache NewProcess(TokenMemoryCache? memory = null) => new(new TokenCacheOptions
    {
        Settings = Settings,
        MinimumLifetime = TimeSpan.FromMinutes(30),
        Time = Time,
        Memory = memory ?? new TokenMemoryCache(),
    });

    public Task<AccessToken> GetAsync(TokenCacheKey? identity = null, Func<Task<AccessToken>>? exchange = null, AccessTokenCache? cache = null) =>
        (cache ?? NewProcess()).GetAsync(
            identity ?? Key,
            _ =>
            {
                Exchanges++;
                return exchange?.Invoke() ?? Task.FromResult(Token($"ne1.exchanged-{Exchanges}", TimeSpan.FromHours(12)));
            },
            Notes,
            TestContext.Current.CancellationToken);

    public Task<AccessToken?> FindSharedAsync(string name = SharedName) => NewProcess().FindSharedAsync(name, Notes, TestContext.Current.CancellationToken);

    public AccessToken Token(string text, TimeSpan? life) => new(new Secret(text), life is null ? null : Time.GetUtcNow() + life);

    /// <summary>Writes the CLI's file, by default only for this user.</summary>
    public void WriteShared(string content, UnixFileMode mode = UnixFileMode.UserRead | UnixFileMode.UserWrite)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(SharedFile)!);
        File.WriteAllText(SharedFile, content);
        SetMode(SharedFile, mode);
    }

    public static void SetMode(string path, UnixFileMode mode)
    {
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, mode);
        }
    }

    public static void NeedsUnix() => Assert.SkipWhen(OperatingSystem.IsWindows(), "The CLI's file, modes and flock(2) are for Linux and macOS.");
}
