using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using Nebius.Registry.DockerConfig;
using Nebius.Registry.Tests.TokenCache;

namespace Nebius.Registry.Tests.DockerConfig;

/// <summary>docker reads its file, changes it, and puts a new one in its place, without a lock.</summary>
public sealed class ConcurrentConfigEdits : IDisposable
{
    private static readonly int Rounds = int.Parse(Environment.GetEnvironmentVariable("NEBIUS_TESTS_ROUNDS") ?? "60", System.Globalization.CultureInfo.InvariantCulture);

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("nebius-beside-");
    private readonly CancellationToken _cancel = TestContext.Current.CancellationToken;

    private string Config => Path.Join(_directory.FullName, "config.json");

    public void Dispose() => _directory.Delete(recursive: true);

    [Fact]
    public async Task No_concurrent_edit_of_a_program_like_docker_is_lost()
    {
        await File.WriteAllTextAsync(Config, "{}", _cancel);
        using var done = new CancellationTokenSource();
        var edits = Task.Run(
            async () =>
            {
                for (var i = 0; !done.IsCancellationRequested; i++)
                {
                    await EditAsync($"cr.region{i % 9}.nebius.cloud", removes: i % 18 > 8);
                }
            },
            _cancel);

        var lost = await Task.Run(CountLostEditsOfDocker, _cancel);
        await done.CancelAsync();
        await edits;

        Assert.Equal(0, lost);
    }

    [Fact]
    public async Task A_config_that_changes_between_reading_and_replacing_is_edited_again()
    {
        await File.WriteAllTextAsync(Config, "{}", _cancel);
        var calls = 0;

        await ConfigFileEdit.RunAsync(
            Config,
            content =>
            {
                if (++calls < 4)
                {
                    EditAsDocker($"host{calls}");
                }

                content.Set("credHelpers", "a", "b");
                return true;
            },
            ownerOnly: false,
            _cancel);

        Assert.Equal(4, calls);
        Assert.Equal(["host1", "host2", "host3"], Auths().Select(entry => entry.Key));
        Assert.Contains("credHelpers", await File.ReadAllTextAsync(Config, _cancel), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("same size")]
    [InlineData("made")]
    [InlineData("deleted")]
    public async Task A_config_change_that_is_hard_to_detect_starts_the_edit_over(string change)
    {
        if (change != "made")
        {
            await File.WriteAllTextAsync(Config, """{"psFormat":"one"}""", _cancel);
        }

        var calls = 0;
        await ConfigFileEdit.RunAsync(
            Config,
            content =>
            {
                if (++calls == 1 && change == "deleted")
                {
                    File.Delete(Config);
                }
                else if (calls == 1)
                {
                    // Changes the file in place, and keeps its time.
                    var time = File.Exists(Config) ? File.GetLastWriteTimeUtc(Config) : DateTime.UtcNow;
                    File.WriteAllText(Config, """{"psFormat":"two"}""");
                    File.SetLastWriteTimeUtc(Config, time);
                }

                content.Set("credHelpers", "a", "b");
                return true;
            },
            ownerOnly: false,
            _cancel);

        Assert.Equal(2, calls);
        Assert.Equal(change == "deleted" ? null : "two", JsonNode.Parse(await File.ReadAllTextAsync(Config, _cancel))!["psFormat"]?.GetValue<string>());
    }

    [Theory]
    [InlineData("false")]
    [InlineData("true")]
    public async Task No_concurrent_edit_of_several_processes_is_lost_without_the_file_locks_of_dotnet(string disableLocking)
    {
        CacheWorld.NeedsUnix();
        const int Processes = 4;
        const int Edits = 10;
        await File.WriteAllTextAsync(Config, "{}", _cancel);

        var workers = Enumerable.Range(0, Processes).Select(process => Process.Start(new ProcessStartInfo("dotnet")
        {
            ArgumentList = { Path.Join(AppContext.BaseDirectory, "Nebius.Registry.CacheWorker.dll"), "edit", Config, $"process{process}", $"{Edits}" },
            Environment = { ["DOTNET_SYSTEM_IO_DISABLEFILELOCKING"] = disableLocking },
        })!).ToArray();
        foreach (var worker in workers)
        {
            using (worker)
            {
                await worker.WaitForExitAsync(_cancel);
                Assert.Equal(0, worker.ExitCode);
            }
        }

        Assert.Equal(Processes * Edits, JsonNode.Parse(await File.ReadAllTextAsync(Config, _cancel))!["credHelpers"]!.AsObject().Count);
    }

    private int CountLostEditsOfDocker()
    {
        for (var i = 0; i < Rounds; i++)
        {
            EditAsDocker($"host{i}");
        }

        var there = Auths();
        return Enumerable.Range(0, Rounds).Count(i => !there.ContainsKey($"host{i}"));
    }

    private JsonObject Auths() => JsonNode.Parse(File.ReadAllText(Config))!["auths"]!.AsObject();

    // https://github.com/docker/cli/blob/v28.2.2/cli/config/configfile/file.go#L161
    private void EditAsDocker(string host)
    {
        var root = JsonNode.Parse(File.ReadAllText(Config))!.AsObject();
        var auths = root["auths"]?.AsObject() ?? [];
        auths[host] = new JsonObject { ["auth"] = "aWFtOmE=" };
        if (auths.Parent is null)
        {
            root["auths"] = auths;
        }

        var draft = Config + Guid.NewGuid().ToString("N");
        File.WriteAllText(draft, root.ToJsonString(new JsonSerializerOptions { WriteIndented = true, IndentCharacter = '\t', IndentSize = 1 }));
        File.Move(draft, Config, overwrite: true);
    }

    private async Task EditAsync(string host, bool removes) => _ = await HelperEntries.ApplyAsync(
        new HelperEntriesRequest { File = Config, Hosts = [host], Helper = HelperEntries.OwnHelper, Removes = removes }, _cancel);
}
