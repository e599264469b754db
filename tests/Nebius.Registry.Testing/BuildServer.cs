using System.Net;
using System.Security.Cryptography;
using Nebius.Registry.Emulator;

namespace Nebius.Registry.Testing;

/// <summary>
/// An MSBuild server that builds for one scene after another, because most of a small build's time is the start of its process. What a
/// process reads only once is the same for all scenes: the proxy's address, the CA, the folders of dotnet and of temporary files.
/// </summary>
internal sealed class BuildServer : IAsyncDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly CertificateAuthority _authority = new();
    private readonly string _salt = Guid.NewGuid().ToString("N");

    // No other program listens at such an address, and the ports that Linux gives to clients are higher.
    private readonly IPEndPoint _proxy = new(
        new IPAddress([127, .. RandomNumberGenerator.GetBytes(2), 7]), RandomNumberGenerator.GetInt32(20_000, 32_000));

    public BuildServer()
    {
        _directory.Write("ca.crt", _authority.Pem);
        foreach (var directory in new[] { Temp, CommandHome, _directory.File("none") })
        {
            Directory.CreateDirectory(directory);
        }
    }

    /// <summary>Gets the directory for temporary files, which stays: MSBuild reads TMPDIR once.</summary>
    public string Temp => _directory.File("t");

    /// <summary>Gets the directory of the dotnet command and NuGet, in place of the user's home.</summary>
    public string CommandHome => _directory.File("h");

    /// <summary>Returns the options of an emulator that the server's builds reach.</summary>
    public EmulatorOptions Reachable(EmulatorOptions? options) =>
        (options ?? new EmulatorOptions()) with { Listen = _proxy, Authority = _authority };

    /// <summary>
    /// Starts the server with a project that does nothing, so that its own environment names no path or secret of a scene.
    /// </summary>
    public async Task StartAsync(IReadOnlyDictionary<string, string?> environment)
    {
        _directory.Write("nothing.proj", "<Project><Target Name=\"Build\" /></Project>");
        var all = new Dictionary<string, string?>(Environment(environment)) { ["HOME"] = CommandHome };
        (await Command.RunAsync("dotnet", ["build", "nothing.proj", "--no-restore"], _directory.FullPath, all)).Succeeds();
    }

    /// <summary>Adds the variables that make a command's builds run in this server.</summary>
    public Dictionary<string, string?> Environment(IReadOnlyDictionary<string, string?> more)
    {
        var proxy = ProxyEnvironment.Create(new Uri($"http://{_proxy}"), _directory.File("ca.crt"), _directory.File("none"));
        var all = new Dictionary<string, string?>(proxy)
        {
            ["DOTNET_CLI_HOME"] = CommandHome,
            ["TMPDIR"] = Temp,
        };
        foreach (var (name, value) in more)
        {
            all[name] = value;
        }

        all["DOTNET_CLI_USE_MSBUILD_SERVER"] = "1";
        all["MSBUILDDISABLENODEREUSE"] = null;
        all["MSBUILDNODEHANDSHAKESALT"] = _salt;
        return all;
    }

    public async ValueTask DisposeAsync()
    {
        await Leftovers.EndAsync(_directory.FullPath);
        _authority.Dispose();
        _directory.Dispose();
    }
}
