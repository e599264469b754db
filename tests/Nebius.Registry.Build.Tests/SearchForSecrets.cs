using System.IO.Compression;
using System.Text;
using Nebius.Registry.Testing;

namespace Nebius.Registry.Build.Tests;

/// <summary>If the search for secrets missed them, every other test would pass.</summary>
public sealed class SearchForSecrets : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly Canary _canary = new();

    public SearchForSecrets() => _canary.WatchAll(["v1.größer-than-ascii", "v1.another"]);

    [Theory]
    [InlineData("v1.größer-than-ascii")]
    [InlineData("before v1.another\nafter")]
    public void The_secret_search_finds_a_secret_in_text(string text) => Assert.True(_canary.IsIn(text));

    [Fact]
    public void The_secret_search_finds_a_secret_in_a_Basic_header() =>
        Assert.True(_canary.IsIn($"Authorization: Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes("iam:v1.another"))}"));

    [Fact]
    public void The_secret_search_finds_a_secret_that_was_added_later()
    {
        Assert.False(_canary.IsIn("v1.later"));
        _canary.WatchAll(["v1.later"]);

        Assert.True(_canary.IsIn("v1.later"));
    }

    [Theory]
    [InlineData(128 * 1024 - 10)]
    [InlineData(128 * 1024)]
    [InlineData(300 * 1024 - 5)]
    public void The_secret_search_finds_a_secret_anywhere_in_a_large_file(int at)
    {
        _directory.Write("large.log", new string('x', at) + "v1.another" + new string('x', at));
        _directory.Write("none.log", new string('x', at) + "v1.anothe" + new string('x', at));

        Assert.Equal([_directory.File("large.log")], _canary.FilesWithSecrets(_directory.FullPath));
    }

    [Fact]
    public void The_secret_search_finds_files_and_reads_binary_logs_unpacked()
    {
        _directory.Write("a/plain.txt", "x v1.another x");
        _directory.Write("a/none.txt", "v1.nothing");
        using (var log = new GZipStream(File.Create(_directory.File("packed.binlog")), CompressionLevel.Optimal))
        {
            log.Write(Encoding.UTF8.GetBytes("x v1.größer-than-ascii x"));
        }

        Assert.Equal(
            [_directory.File("a/plain.txt"), _directory.File("packed.binlog")],
            _canary.FilesWithSecrets(_directory.FullPath).Order(StringComparer.Ordinal));
    }

    public void Dispose() => _directory.Dispose();
}
