using System.Text;
using Nebius.Registry.StaticKeys;
using Nebius.Registry.Tests.Support;

namespace Nebius.Registry.Tests.StaticKeys;

public sealed class StreamsThatGetAToken
{
    private const string Token = "v1.CANARYcanary0123456789.SIGNATURE";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_stream_receives_the_token_and_stays_open()
    {
        using var stream = new MemoryStream();

        await StaticKeyDestination.ToStream(stream).WriteAsync(new Secret(Token), Cancel);

        Assert.Equal(Token, Encoding.ASCII.GetString(stream.ToArray()));
        Assert.True(stream.CanWrite);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_stream_that_fails_is_reported_without_its_message(bool byItsOwnTimeLimit)
    {
        var words = $"cannot write {Token}";
        using var stream = new BrokenStream(byItsOwnTimeLimit ? new TaskCanceledException(words) : new InvalidOperationException(words));

        await Leaks.FailsWithAsync(
            MessageCodes.DestinationUnusable,
            () => StaticKeyDestination.ToStream(stream, "the pipe").WriteAsync(new Secret(Token), Cancel),
            Token, "CANARYcanary");
    }

    [Fact]
    public async Task A_stream_whose_write_never_returns_times_out()
    {
        using var stream = new StuckStream();
        var time = new Microsoft.Extensions.Time.Testing.FakeTimeProvider();
        var writing = new StaticKeyStream(stream, "the pipe", time).WriteAsync(new Secret(Token), Cancel);
        await stream.Flushing.Task.WaitAsync(Cancel);

        time.Advance(TimeSpan.FromSeconds(30));

        var failure = await Leaks.FailsWithAsync(MessageCodes.DestinationUnusable, () => writing.WaitAsync(TimeSpan.FromMinutes(2), Cancel), Token);
        Assert.Contains("the pipe: TimeoutException", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cancellation_after_the_token_is_written_comes_too_late()
    {
        using var stream = new StuckStream();
        using var source = new CancellationTokenSource();
        var writing = StaticKeyDestination.ToStream(stream).WriteAsync(new Secret(Token), source.Token);
        await stream.Flushing.Task.WaitAsync(Cancel);

        await source.CancelAsync();
        stream.Flushed.SetResult();

        await writing.WaitAsync(TimeSpan.FromMinutes(2), Cancel);
    }

    private sealed class BrokenStream(Exception error) : MemoryStream
    {
        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => throw error;
    }

    // It ignores the cancellation token, as many streams do.
    private sealed class StuckStream : MemoryStream
    {
        public TaskCompletionSource Flushing { get; } = new();

        public TaskCompletionSource Flushed { get; } = new();

        public override Task FlushAsync(CancellationToken cancellationToken)
        {
            Flushing.SetResult();
            return Flushed.Task;
        }
    }
}
