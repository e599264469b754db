using System.Runtime.Versioning;

namespace Nebius.Registry.Tests.TokenCache;

public sealed class CacheFilePermissions : IDisposable
{
    private const UnixFileMode File600 = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode Folder700 = File600 | UnixFileMode.UserExecute;

    private readonly CacheWorld _world = new();

    public void Dispose() => _world.Dispose();

    [Theory]
    [InlineData("000", "Private")]
    [InlineData("000", "Shared")]
    [InlineData("077", "Shared")]
    [UnsupportedOSPlatform("windows")]
    public async Task Cache_files_and_folders_are_made_for_this_user_only_whatever_the_umask(string umask, string mode)
    {
        CacheWorld.NeedsUnix();
        using var worker = Worker.StartWithUmask(umask, _world.Home, mode);
        await worker.FinishExchangeAsync();
        Assert.True(await worker.SaysAsync("token "));

        var files = Directory.GetFiles(_world.Home, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.None });
        Assert.Equal(2, files.Length);
        Assert.All(files, path => Assert.Equal(File600, File.GetUnixFileMode(path)));
        Assert.All(files, path => Assert.Equal(Folder700, File.GetUnixFileMode(Path.GetDirectoryName(path)!)));
    }
}
