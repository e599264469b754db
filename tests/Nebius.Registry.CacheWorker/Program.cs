using System.Globalization;
using Nebius.Registry;
using Nebius.Registry.DockerConfig;
using Nebius.Registry.Iam;
using Nebius.Registry.OS.Processes;
using Nebius.Registry.TokenCache;

// One build among many, for tests that need real processes. It gets a token from the cache; its exchange prints a line and ends when a
// line is read. Usage: Nebius.Registry.CacheWorker HOME Private|Shared
// Or it adds entries to a docker config file, one edit each: Nebius.Registry.CacheWorker edit FILE PREFIX COUNT
if (args is ["edit", var file, var prefix, var count])
{
    for (var i = 0; i < int.Parse(count, CultureInfo.InvariantCulture); i++)
    {
        string[] hosts = [string.Create(CultureInfo.InvariantCulture, $"{prefix}-{i}")];
        await HelperEntries.ApplyAsync(new HelperEntriesRequest { File = file, Hosts = hosts, Helper = HelperEntries.OwnHelper }, CancellationToken.None);
        Console.WriteLine("edited");
    }

    return;
}

// Or it runs a program, and deletes a file if it is ended meanwhile: Nebius.Registry.CacheWorker run PROGRAM FILE
if (args is ["run", var program, var secret])
{
    using var interruption = new Interruption(() =>
    {
        File.Delete(secret);
        return false;
    });
    _ = await ChildProcess.RunAsync(new ChildCommand { Executable = program, Limit = TimeSpan.FromMinutes(5) }, TimeProvider.System, CancellationToken.None);
    return;
}

var (home, mode) = (args[0], args[1]);
var settings = new NebiusSettings
{
    StartDirectory = Path.GetTempPath(),
    Environment = name => name switch
    {
        "HOME" or "USERPROFILE" or "LOCALAPPDATA" => home,
        EnvironmentVariables.TokenCache => mode,
        _ => null,
    },
};
var cache = new AccessTokenCache(new TokenCacheOptions { Settings = settings, MinimumLifetime = TimeSpan.FromMinutes(30) });
var identity = new TokenCacheKey { Endpoint = IamEndpoint.Default, Key = "the key", SharedName = "service-account/serviceaccount-e00a/publickey-e00b" };
var notes = new CredentialLog();

// Or it drops its token and gets a new one, again and again: Nebius.Registry.CacheWorker HOME Private|Shared renew
if (args is [_, _, "renew"])
{
    while (true)
    {
        var renewed = await cache.GetAsync(
            identity, _ => Task.FromResult(new AccessToken(new Secret($"ne1.{Guid.NewGuid()}"), DateTimeOffset.UtcNow.AddHours(12))), notes, CancellationToken.None);
        Console.WriteLine("renewed");
        await cache.ForgetAsync(identity, renewed.Token, CancellationToken.None);
    }
}

Console.WriteLine("asking");
var token = await cache.GetAsync(identity, ExchangeAsync, notes, CancellationToken.None);
foreach (var text in notes.Lines.Concat(notes.Warnings.Select(warning => warning.Message)))
{
    Console.WriteLine($"note {text}");
}

Console.WriteLine($"token {token.Token.Reveal()}");

static async Task<AccessToken> ExchangeAsync(CancellationToken cancellationToken)
{
    Console.WriteLine("exchanging");
    _ = await Console.In.ReadLineAsync(cancellationToken);
    return new AccessToken(
        new Secret(string.Create(CultureInfo.InvariantCulture, $"ne1.of-process-{Environment.ProcessId}")),
        DateTimeOffset.UtcNow.AddHours(12));
}
