using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;
using Nebius.Registry.OS;
using Nebius.Registry.OS.Unix;
using Nebius.Registry.Tests.Support;
using Nebius.Registry.TokenCache;

namespace Nebius.Registry.Tests.TokenCache;

/// <summary>Other programs lock, delete, damage and fill the same files.</summary>
public sealed class CacheFileLocks : IDisposable
{
    private readonly CacheWorld _world = new();

    public CacheFileLocks() => CacheWorld.NeedsUnix();

    public void Dispose() => _world.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_lock_that_is_not_free_within_15_seconds_is_reported_and_skipped(bool isFromProfile)
    {
        var time = new InstantTime();
        _world.Time = time;
        var key = _world.Key with { IsFromProfile = isFromProfile };
        await _world.GetAsync(key);
        await ForgetAsync(key, "ne1.exchanged-1");
        var path = Directory.EnumerateFiles(_world.Home, "*.lock", Everything).Single();
        using (LockedFile.Try(path, FileUse.Hold, create: false).Held)
        {
            Assert.False((await _world.GetAsync(key)).IsCached);
        }

        var warning = Assert.Single(_world.Notes.Warnings);
        Assert.Equal(MessageCodes.TokenCacheUnusable, warning.Code);
        Assert.Contains("15 seconds", warning.Message, StringComparison.Ordinal);
        Assert.Contains(path, warning.Message, StringComparison.Ordinal);
        Assert.InRange(time.Pauses.Aggregate(TimeSpan.Zero, (sum, pause) => sum + pause), TimeSpan.FromSeconds(14.5), TimeSpan.FromSeconds(15.2));
        Assert.True((await _world.GetAsync(key)).IsCached);
    }

    [Fact]
    public async Task Waiting_for_a_lock_can_be_cancelled()
    {
        await _world.GetAsync();
        await ForgetAsync(_world.Key, "ne1.exchanged-1");
        var path = Directory.EnumerateFiles(_world.Home, "*.lock", Everything).Single();
        using var held = LockedFile.Try(path, FileUse.Hold, create: false).Held;
        using var impatient = new CancellationTokenSource();
        var asking = _world.NewProcess().GetAsync(_world.Key, _ => throw new InvalidOperationException(), _world.Notes, impatient.Token);
        await impatient.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asking);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_CLI_token_file_locked_by_another_process_is_skipped_after_a_second(bool isReader)
    {
        _world.WriteShared("tokens: {}\n");
        _world.Time = new InstantTime();
        using (LockedFile.Try(_world.SharedFile, isReader ? FileUse.Read : FileUse.Change, create: false).Held)
        {
            Assert.False((await _world.GetAsync(_world.Profile)).IsCached);
        }

        Assert.Contains("for 1 second", Assert.Single(_world.Notes.Warnings).Message, StringComparison.Ordinal);
        Assert.Equal("tokens: {}\n", await File.ReadAllTextAsync(_world.SharedFile, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Readers_of_the_CLI_token_file_do_not_block_each_other()
    {
        await _world.GetAsync(_world.Profile);
        using var reader = LockedFile.Try(_world.SharedFile, FileUse.Read, create: false).Held;
        Assert.NotNull(reader);
        Assert.True((await _world.GetAsync(_world.Profile)).IsCached);
    }

    [Fact]
    public async Task A_file_deleted_while_locked_is_not_written_to()
    {
        // The Nebius Go SDK deletes the file with its last token. A waiting process would then write into a deleted file.
        _world.WriteShared("tokens: {}\n");
        var held = LockedFile.Try(_world.SharedFile, FileUse.Change, create: false).Held!;
        var waiting = new LockWait(new HookedTime(() =>
        {
            if (!held.File.IsClosed)
            {
                File.Delete(_world.SharedFile);
                held.Dispose();
            }
        })).ForAsync(_world.SharedFile, FileUse.Change, create: true, TimeSpan.FromSeconds(1), TestContext.Current.CancellationToken);
        using (var mine = (await waiting).Held!)
        {
            RandomAccess.Write(mine.File, "new"u8, 0);
        }

        Assert.Equal("new", await File.ReadAllTextAsync(_world.SharedFile, TestContext.Current.CancellationToken));
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public void A_lock_on_a_file_that_was_replaced_does_not_count()
    {
        _world.WriteShared("old");
        using var old = File.OpenHandle(_world.SharedFile, share: FileShare.ReadWrite | FileShare.Delete);
        File.Delete(_world.SharedFile);
        _world.WriteShared("new");
        Assert.False(UnixFile.IsLockedAsNamed(old, _world.SharedFile, FileUse.Read));
        using var now = LockedFile.Try(_world.SharedFile, FileUse.Read, create: false).Held;
        Assert.NotNull(now);
    }

    [Fact]
    public async Task The_CLI_token_file_is_changed_in_place()
    {
        _world.WriteShared("tokens: {a: {token: ne1.foreign}}\n");
        var before = FileStatus.Of(_world.SharedFile);
        await _world.GetAsync(_world.Profile);

        Assert.Equal((before?.Inode, before?.Device), (FileStatus.Of(_world.SharedFile)?.Inode, before?.Device));
        var text = await File.ReadAllTextAsync(_world.SharedFile, TestContext.Current.CancellationToken);
        Assert.StartsWith("# nebius-registry: done writing\n", text, StringComparison.Ordinal);
        Assert.Contains("ne1.foreign", text, StringComparison.Ordinal);
        Assert.Contains("ne1.exchanged-1", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("tokens: [\n")]
    [InlineData("dear diary\n")]
    public async Task A_CLI_token_file_of_garbage_is_left_unchanged_and_reported(string garbage)
    {
        _world.WriteShared(garbage);
        Assert.False((await _world.GetAsync(_world.Profile)).IsCached);
        var warning = Assert.Single(_world.Notes.Warnings);
        Assert.Equal(MessageCodes.TokenCacheUnusable, warning.Code);
        Assert.Contains($"rm '{_world.SharedFile}'", warning.Message, StringComparison.Ordinal);
        Assert.Equal(garbage, await File.ReadAllTextAsync(_world.SharedFile, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_CLI_token_file_that_is_too_large_is_left_unchanged()
    {
        var large = "tokens: {}\n" + new string('#', 1024 * 1024);
        _world.WriteShared(large);
        Assert.False((await _world.GetAsync(_world.Profile)).IsCached);
        Assert.Contains("larger than", Assert.Single(_world.Notes.Warnings).Message, StringComparison.Ordinal);
        Assert.Equal(large.Length, new FileInfo(_world.SharedFile).Length);
    }

    [Theory]
    [InlineData("{\"expires_at\":4102444800,\"token\":\"ne1.ha")]
    [InlineData("")]
    [InlineData("garbage")]
    public async Task A_truncated_private_token_file_is_replaced(string torn)
    {
        await _world.GetAsync();
        var file = Assert.Single(_world.PrivateFiles);
        await File.WriteAllTextAsync(file, torn, TestContext.Current.CancellationToken);
        Assert.False((await _world.GetAsync()).IsCached);
        Assert.True((await _world.GetAsync()).IsCached);
        Assert.Empty(_world.Notes.Warnings);
    }

    [Fact]
    public void The_file_locks_are_those_of_flock()
    {
        _world.WriteShared("");
        using var mine = LockedFile.Try(_world.SharedFile, FileUse.Change, create: false).Held;
        Assert.NotNull(mine);

        // .NET itself also opens a file exclusively by flock(2).
        Assert.Throws<IOException>(() => File.OpenHandle(_world.SharedFile, FileMode.Open, FileAccess.ReadWrite, FileShare.None).Dispose());
    }

    [Fact]
    public void A_lock_given_back_is_free_even_while_a_child_process_is_being_started()
    {
        _world.WriteShared("");
        var held = LockedFile.Try(_world.SharedFile, FileUse.Change, create: false).Held!;

        // A child process has such a copy between fork and exec.
        using var child = new SafeFileHandle(Duplicate(held.File), ownsHandle: true);
        Assert.False(child.IsInvalid);
        held.Dispose();
        using var next = LockedFile.Try(_world.SharedFile, FileUse.Change, create: false).Held;
        Assert.NotNull(next);
    }

    [DllImport("libc", EntryPoint = "dup")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Duplicate(SafeFileHandle file);

    private static EnumerationOptions Everything => new() { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.None };

    private Task ForgetAsync(TokenCacheKey key, string token) => _world.NewProcess().ForgetAsync(key, new Secret(token), TestContext.Current.CancellationToken);

    /// <summary>A clock that runs an action at each pause, and then ends the pause.</summary>
    private sealed class HookedTime(Action hook) : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            hook();
            return new InstantTime().CreateTimer(callback, state, dueTime, period);
        }
    }
}
