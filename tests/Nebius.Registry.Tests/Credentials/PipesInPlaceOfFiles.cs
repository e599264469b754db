using System.Diagnostics;
using Nebius.Registry.OS;

namespace Nebius.Registry.Tests.Credentials;

/// <summary>A regular file is read at once; opening a pipe, which waits for a writer, is given up at the timeout.</summary>
public sealed class PipesInPlaceOfFiles : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("nebius-limited-");

    public void Dispose() => _directory.Delete(recursive: true);

    [Theory]
    [InlineData("plain")]
    [InlineData("empty")]
    [InlineData("link")]
    public async Task Files_and_links_to_them_are_read(string name)
    {
        var content = name == "empty" ? [] : "text"u8.ToArray();
        await File.WriteAllBytesAsync(In(name == "link" ? "target" : name), content, TestContext.Current.CancellationToken);
        if (name == "link")
        {
            File.CreateSymbolicLink(In("link"), In("target"));
        }

        Assert.Equal(content, await LimitedFile.ReadAsync(In(name), 4, TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("plain")]
    [InlineData("link")]
    public async Task A_file_longer_than_the_limit_is_not_read(string name)
    {
        await File.WriteAllTextAsync(In("plain"), "12345", TestContext.Current.CancellationToken);
        File.CreateSymbolicLink(In("link"), In("plain"));

        Assert.Null(await LimitedFile.ReadAsync(In(name), 4, TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("pipe")]
    [InlineData("link")]
    public async Task Reading_a_pipe_without_a_writer_ends_at_the_timeout(string name)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Unix only.");
        using (var make = Process.Start("mkfifo", [In("pipe")]))
        {
            await make.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        File.CreateSymbolicLink(In("link"), In("pipe"));
        using var timeIsUp = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => LimitedFile.ReadAsync(In(name), 4, timeIsUp.Token));
    }

    private string In(string name) => Path.Join(_directory.FullName, name);
}
