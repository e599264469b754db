using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Nebius.Registry.DockerConfig;

namespace Nebius.Registry.Tests.TokenCache;

/// <summary>Processes that are killed at any moment while they write.</summary>
public sealed class KilledWhileWriting : IDisposable
{
    private static readonly int Kills = int.Parse(Environment.GetEnvironmentVariable("NEBIUS_TESTS_KILLS") ?? "4", CultureInfo.InvariantCulture);

    private readonly CacheWorld _world = new();
    private readonly CancellationToken _cancel = TestContext.Current.CancellationToken;

    public KilledWhileWriting() => CacheWorld.NeedsUnix();

    public void Dispose() => _world.Dispose();

    [Fact]
    public async Task A_docker_config_is_whole_and_editable_after_a_kill_at_any_moment()
    {
        var file = Path.Join(_world.Home, "config.json");
        await File.WriteAllTextAsync(file, """{"auths":{"ghcr.io":{"auth":"aWFtOmE="}}}""", _cancel);
        for (var kill = 0; kill < Kills; kill++)
        {
            await KillAsync("edit", file, $"kill{kill}", "100000");

            var request = new HelperEntriesRequest { File = file, Hosts = [$"after{kill}"], Helper = HelperEntries.OwnHelper };
            Assert.Single((await HelperEntries.ApplyAsync(request, _cancel)).Changes);
            var root = JsonNode.Parse(await File.ReadAllTextAsync(file, _cancel))!;
            Assert.Equal("aWFtOmE=", root["auths"]!["ghcr.io"]!["auth"]!.GetValue<string>());
            Assert.NotNull(root["credHelpers"]![$"kill{kill}-0"]);
        }
    }

    [Theory]
    [InlineData("Private")]
    [InlineData("Shared")]
    public async Task A_token_cache_shows_no_partial_token_after_a_kill_at_any_moment(string mode)
    {
        for (var kill = 0; kill < Kills; kill++)
        {
            await KillAsync(_world.Home, mode, "renew");

            using var next = Worker.Start(_world.Home, mode);
            await next.FinishExchangeAsync();
            Assert.True(await next.SaysAsync("token "));
            Assert.DoesNotContain(next.Said, line => line.StartsWith("note ", StringComparison.Ordinal));
            Assert.Matches("^token ne1[.](of-process-[0-9]+|[0-9a-f-]{36})$", next.Token);
        }
    }

    private async Task KillAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Join(AppContext.BaseDirectory, "Nebius.Registry.CacheWorker.dll"), .. arguments]) { RedirectStandardOutput = true };
        using var process = Process.Start(start)!;
        for (var lines = RandomNumberGenerator.GetInt32(1, 40); lines > 0; lines--)
        {
            Assert.NotNull(await process.StandardOutput.ReadLineAsync(_cancel));
        }

        process.Kill();
        await process.WaitForExitAsync(_cancel);
    }
}
