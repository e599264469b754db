using System.Runtime.Versioning;
using Nebius.Registry.Testing;
using Nebius.Registry.Tool.Tests.Infrastructure;

namespace Nebius.Registry.Tool.Tests;

/// <summary>The portable command on musl's C library, which Alpine has.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class PortableOnMusl(InstalledTool tool, MuslCommand musl)
{
    [Fact]
    public async Task On_musl_the_portable_command_starts()
    {
        await musl.RequireAsync();
        await using var scene = await Scene.StartAsync(tool.Packages);

        var result = await scene.RunAsync(musl.ScriptIn(scene), ["--version"]);

        result.Succeeds().Says(tool.Packages.Version);
    }

    [Fact]
    public async Task On_musl_the_helper_exchanges_a_key_over_TLS_and_caches_the_token()
    {
        await musl.RequireAsync();
        await using var scene = await Scene.StartAsync(tool.Packages);

        var (first, second) = (await GetAsync(scene), await GetAsync(scene));

        Assert.Contains("\"Username\":\"iam\"", first, StringComparison.Ordinal);
        Assert.Equal(first, second);
        Assert.Equal(1, scene.World.Iam.ExchangeCount);
    }

    [Fact]
    public async Task A_key_that_needs_a_missing_OpenSSL_says_what_to_install()
    {
        await musl.RequireAsync();
        await using var scene = await Scene.StartAsync(tool.Packages);

        var result = await scene.RunAsync(
            "sh", ["-c", $"printf {Scene.West} | '{musl.ScriptIn(scene, withOpenSsl: false)}' docker-credential get"], scene.WithAuthorizedKey);

        Assert.Equal(1, result.ExitCode);
        result.Says("NEBIUS1205: The private key in ").Says("can't be used without OpenSSL").Says("  apt-get install libssl3");
    }

    [Fact]
    public async Task On_musl_configure_writes_and_replaces_the_login_file_of_docker()
    {
        await musl.RequireAsync();
        await using var scene = await Scene.StartAsync(tool.Packages);

        (await scene.RunAsync(musl.ScriptIn(scene), ["configure", "eu-west1"], tool.With(scene.WithAuthorizedKey))).Succeeds();
        (await scene.RunAsync(musl.ScriptIn(scene), ["configure", "eu-north1"], tool.With(scene.WithAuthorizedKey))).Succeeds();

        var file = Path.Join(scene.Home, ".docker", "config.json");
        var text = await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken);
        Assert.Contains($"\"{Scene.West}\": \"nebius-registry\"", text, StringComparison.Ordinal);
        Assert.Contains($"\"{Scene.North}\": \"nebius-registry\"", text, StringComparison.Ordinal);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
    }

    private async Task<string> GetAsync(Scene scene)
    {
        var answer = Path.Join(scene.Secrets, "answer");
        var result = await scene.RunAsync(
            "sh", ["-c", $"printf {Scene.West} | '{musl.ScriptIn(scene)}' docker-credential get > '{answer}'"], scene.WithAuthorizedKey);
        var text = await File.ReadAllTextAsync(answer, TestContext.Current.CancellationToken);
        Assert.True(result.ExitCode == 0, text);
        return text;
    }
}
