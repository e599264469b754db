using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Nebius.Registry.Benchmarks;

/// <summary>Forwards connections to a port of this machine, all of them together at a limited rate in each direction.</summary>
internal sealed class RateLimitedProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Throttle _up;
    private readonly Throttle _down;
    private readonly int _target;
    private readonly Task _accepting;

    /// <summary>Begins to listen.</summary>
    /// <param name="target">The port that connections go to.</param>
    /// <param name="bytesPerSecond">The rate in each direction; null for no limit.</param>
    public RateLimitedProxy(int target, long? bytesPerSecond)
    {
        (_target, _up, _down) = (target, new Throttle(bytesPerSecond), new Throttle(bytesPerSecond));
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        await _accepting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (true)
        {
            var client = await _listener.AcceptTcpClientAsync(_stop.Token);
            _ = ForwardAsync(client);
        }
    }

    private async Task ForwardAsync(TcpClient client)
    {
        using var near = client;
        using var far = new TcpClient { NoDelay = true };
        near.NoDelay = true;
        try
        {
            await far.ConnectAsync(IPAddress.Loopback, _target, _stop.Token);
            await Task.WhenAll(PumpAsync(near, far, _up), PumpAsync(far, near, _down));
        }
        catch (Exception error) when (error is IOException or SocketException or OperationCanceledException or ObjectDisposedException)
        {
            Debug.WriteLine("The connection ended.");
        }
    }

    private async Task PumpAsync(TcpClient from, TcpClient to, Throttle throttle)
    {
        var buffer = new byte[64 * 1024];
        while (await from.GetStream().ReadAsync(buffer, _stop.Token) is > 0 and var length)
        {
            await throttle.TakeAsync(length, _stop.Token);
            await to.GetStream().WriteAsync(buffer.AsMemory(0, length), _stop.Token);
        }

        to.Client.Shutdown(SocketShutdown.Send);
    }

    /// <summary>A rate that all connections in one direction share.</summary>
    private sealed class Throttle(long? bytesPerSecond)
    {
        // Makes up for timers that fire late.
        private static readonly TimeSpan Burst = TimeSpan.FromMilliseconds(50);

        private readonly Lock _lock = new();
        private readonly Stopwatch _clock = Stopwatch.StartNew();
        private TimeSpan _free;

        public Task TakeAsync(int bytes, CancellationToken cancellationToken)
        {
            if (bytesPerSecond is not { } rate)
            {
                return Task.CompletedTask;
            }

            TimeSpan wait;
            lock (_lock)
            {
                var earliest = _clock.Elapsed - Burst;
                _free = (_free > earliest ? _free : earliest) + TimeSpan.FromSeconds((double)bytes / rate);
                wait = _free - _clock.Elapsed;
            }

            return wait > TimeSpan.FromMilliseconds(1) ? Task.Delay(wait, cancellationToken) : Task.CompletedTask;
        }
    }
}
