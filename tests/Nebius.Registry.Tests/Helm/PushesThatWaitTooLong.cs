using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Threading.Channels;
using Microsoft.Extensions.Time.Testing;
using Nebius.Registry.Emulator;
using Nebius.Registry.Helm;
using Nebius.Registry.Oci;
using Nebius.Registry.Tests.Support;

namespace Nebius.Registry.Tests.Helm;

/// <summary>A push limits its total wait for a registry, says what it waits for, and names the step that took the time.</summary>
public sealed class PushesThatWaitTooLong
{
    private const string Repository = "e00abc/charts/app";

    // A test that fails must not hang.
    private static readonly TimeSpan TimeLimit = TimeSpan.FromMinutes(2);

    // A second for pauses, and nine for a slow machine.
    private static readonly PushLimits Short = new() { Waiting = TimeSpan.FromSeconds(10), Reserve = TimeSpan.FromSeconds(9) };

    /// <summary>A request, and the step that it belongs to.</summary>
    public static TheoryData<string, string> Steps => new()
    {
        { "GET /v2/", "the first request" },
        { "GET /v2/token/", "the token request" },
        { "GET /v2/e00abc/charts/app/manifests/1.2.3", "the look-up of the tag" },
        { "HEAD /v2/e00abc/charts/app/blobs/", "the look-up of a blob" },
        { "POST /v2/e00abc/charts/app/blobs/uploads/", "the start of an upload" },
        { "PUT /v2/e00abc/charts/app/blobs/uploads/", "the upload of a blob" },
        { "PUT /v2/e00abc/charts/app/manifests/1.2.3", "the manifest upload" },
    };

    [Theory]
    [MemberData(nameof(Steps))]
    public async Task A_chart_push_whose_step_hangs_ends_and_names_the_step(string request, string step)
    {
        await using var scene = await ChartScene.StartAsync();
        var told = new List<string>();

        var refused = await WaitsAsync(scene, request, told, async (reached, end) =>
        {
            reached();
            await Task.Delay(Timeout.Infinite, end);
            throw new UnreachableException();
        });

        Assert.Equal("NEBIUS1614", refused.Code);
        Assert.Contains($"timed out after 90 s of waiting for the registry. The longest wait was for {step}: 90 s.", refused.Message, StringComparison.Ordinal);
        Assert.Contains($"The last step was {step} ({request}", refused.Message, StringComparison.Ordinal);
        Assert.Contains("no answer: timed out", refused.Message, StringComparison.Ordinal);
        Assert.Contains("curl -v https://cr.eu-west1.nebius.cloud/v2/", refused.Message, StringComparison.Ordinal);
        Assert.StartsWith($"waiting for cr.eu-west1.nebius.cloud for 5 s: {step} of app 1.2.3 ({request}", Snapshot(told)[0], StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Steps))]
    public async Task A_chart_push_ends_when_an_answer_arrives_too_slowly(string request, string step)
    {
        await using var scene = await ChartScene.StartAsync();
        var told = new List<string>();

        var refused = await WaitsAsync(
            scene,
            request,
            told,
            (reached, _) => Task.FromResult<HttpResponseMessage?>(new(HttpStatusCode.InternalServerError) { Content = new StreamContent(new Drip(reached)) }));

        Assert.Equal("NEBIUS1614", refused.Code);
        Assert.Contains($"The longest wait was for {step}: 90 s.", refused.Message, StringComparison.Ordinal);
        Assert.StartsWith($"waiting for cr.eu-west1.nebius.cloud for 5 s: {step} of app 1.2.3 ({request}", Snapshot(told)[0], StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Steps))]
    public async Task A_chart_push_whose_step_hangs_can_be_cancelled_at_once(string request, string step)
    {
        await using var scene = await ChartScene.StartAsync();
        var package = await scene.PackAsync(scene.Chart());
        using var cancellation = new CancellationTokenSource();
        var reached = new TaskCompletionSource();
        using var pusher = scene.Pusher(between: inner => new At(inner, request, async (_, end) =>
        {
            reached.TrySetResult();
            await Task.Delay(Timeout.Infinite, end);
            throw new UnreachableException(step);
        }));
        var push = pusher.PushAllAsync([new(package, Repository)], cancellation.Token);
        await reached.Task.WaitAsync(TimeLimit, ChartScene.Cancel);

        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => push.WaitAsync(TimeLimit, ChartScene.Cancel));
    }

    [Theory]
    [InlineData("60")]
    [InlineData("3600")]
    [InlineData("2147483647")]
    [InlineData("99999999999999999999")]
    [InlineData("-5")]
    [InlineData("0")]
    [InlineData("soon")]
    [InlineData("Fri, 31 Dec 9999 23:59:59 GMT")]
    [InlineData("Thu, 01 Jan 1970 00:00:00 GMT")]
    public async Task A_chart_push_ends_when_the_registry_always_asks_to_wait(string retryAfter)
    {
        await using var scene = await ChartScene.StartAsync();

        var refused = await FailsAsync(scene, "PUT /v2/e00abc/charts/app/manifests/", (_, _) => Task.FromResult<HttpResponseMessage?>(Busy(retryAfter)), TimeProvider.System);

        Assert.True(refused.Code is "NEBIUS1614" or "NEBIUS1410", refused.Code);
        Assert.Contains("HTTP 429", refused.Message, StringComparison.Ordinal);
        Assert.Contains("/manifests/1.2.3", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("-5")]
    [InlineData("0")]
    [InlineData("soon")]
    [InlineData("Thu, 01 Jan 1970 00:00:00 GMT")]
    [InlineData("2147483647")]
    public async Task A_chart_push_succeeds_when_the_registry_asks_to_wait_once(string retryAfter)
    {
        await using var scene = await ChartScene.StartAsync();
        var package = await scene.PackAsync(scene.Chart());
        var isBusy = true;

        // Two seconds for the pause, and the rest for a slow machine.
        var limits = new PushLimits { Waiting = TimeSpan.FromSeconds(62), Reserve = TimeSpan.FromSeconds(60) };
        using var pusher = scene.Pusher(
            new ChartPushOptions { Limits = limits }, pauses: TimeProvider.System, between: inner => new At(inner, "PUT /v2/e00abc/charts/app/manifests/", (_, _) =>
            {
                var wasBusy = isBusy;
                isBusy = false;
                return Task.FromResult(wasBusy ? Busy(retryAfter) : null);
            }));

        var pushed = await pusher.PushAsync(package, Repository, ChartScene.Cancel);

        Assert.Equal(pushed.Digest, scene.Registry.FindManifest("charts/app", "1.2.3")!.Digest);
    }

    [Fact]
    public async Task A_pause_that_the_registry_asks_for_is_shown_as_progress()
    {
        await using var scene = await ChartScene.StartAsync();
        var package = await scene.PackAsync(scene.Chart());
        var told = new TaskCompletionSource<string>();
        using var cancellation = new CancellationTokenSource();
        using var pusher = scene.Pusher(
            new ChartPushOptions { Progress = line => told.TrySetResult(line) },
            between: inner => new At(inner, "PUT /v2/e00abc/charts/app/manifests/", (_, _) => Task.FromResult<HttpResponseMessage?>(Busy("20"))));
        var push = pusher.PushAsync(package, Repository, cancellation.Token);

        var line = await told.Task.WaitAsync(TimeLimit, ChartScene.Cancel);
        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => push.WaitAsync(TimeLimit, ChartScene.Cancel));
        Assert.Equal("cr.eu-west1.nebius.cloud asked to wait 20 s before the manifest upload of app 1.2.3 (HTTP 429); trying again in 20 s", line);
    }

    [Fact]
    public void Pauses_of_a_chart_push_share_the_remaining_time()
    {
        var (time, told) = (new FakeTimeProvider(), new List<string>());
        using var budget = new PushBudget("app 1.2.3", Hosts.EuWest1, new PushLimits(), told.Add, time);
        var minute = TimeSpan.FromSeconds(60);
        budget.Begin("PUT /v2/e00abc/charts/app/manifests/1.2.3");

        Assert.Equal(minute, budget.Retry(Refusal(minute), minute));
        time.Advance(minute);
        Assert.Equal(TimeSpan.FromSeconds(25), budget.Retry(Refusal(minute), minute));
        time.Advance(TimeSpan.FromSeconds(25));
        Assert.False(budget.Token.IsCancellationRequested);
        budget.Retry(Refusal(minute), minute);

        Assert.True(budget.Token.IsCancellationRequested);
        Assert.Equal(("the manifest upload", TimeSpan.FromSeconds(85)), budget.Slowest);
        Assert.Equal(2, told.Count(line => line.Contains("asked to wait 60 s", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_slow_but_steady_upload_does_not_time_out()
    {
        var time = new FakeTimeProvider();
        using var budget = new PushBudget("app 1.2.3", Hosts.EuWest1, new PushLimits(), null, time);
        budget.Begin("PUT /v2/e00abc/charts/app/blobs/uploads/1");

        for (var part = 0; part < 800; part++)
        {
            // 100 MiB at 17 KiB a second.
            time.Advance(TimeSpan.FromSeconds(7.5));
            budget.Move(128 * 1024);
        }

        Assert.False(budget.Token.IsCancellationRequested);
        time.Advance(TimeSpan.FromSeconds(91));
        Assert.True(budget.Token.IsCancellationRequested);
    }

    [Fact]
    public void An_upload_that_only_drips_times_out()
    {
        var time = new FakeTimeProvider();
        using var budget = new PushBudget("app 1.2.3", Hosts.EuWest1, new PushLimits(), null, time);
        budget.Begin("PUT /v2/e00abc/charts/app/blobs/uploads/1");

        for (var part = 0; part < 5; part++)
        {
            time.Advance(TimeSpan.FromSeconds(29));
            budget.Move(128 * 1024);
        }

        Assert.True(budget.Token.IsCancellationRequested);
    }

    [Theory]
    [InlineData(301)]
    [InlineData(307)]
    [InlineData(308)]
    public async Task A_chart_push_does_not_follow_endless_redirects(int status)
    {
        await using var scene = await ChartScene.StartAsync();
        var count = 0;

        var refused = await FailsAsync(scene, "POST ", (_, _) =>
        {
            count++;
            var answer = new HttpResponseMessage((HttpStatusCode)status);
            answer.Headers.Location = new Uri("/v2/e00abc/charts/app/blobs/uploads/", UriKind.Relative);
            return Task.FromResult<HttpResponseMessage?>(answer);
        });

        Assert.Equal("NEBIUS1410", refused.Code);
        Assert.Equal(1, count);
    }

    [Fact]
    public async Task A_chart_push_ends_when_headers_arrive_too_slowly()
    {
        await using var scene = await ChartScene.StartAsync();
        var package = await scene.PackAsync(scene.Chart());
        await using var server = new DrippingServer();
        var credential = Hosts.Credential("v1.a-static-key", Hosts.Trusted($"localhost:{server.Port}"));
        using var pusher = scene.Pusher(new ChartPushOptions { Limits = new PushLimits { Waiting = TimeSpan.FromSeconds(1.5), Stall = TimeSpan.FromSeconds(0.5) } }, credential: credential, direct: true);

        var refused = await Assert.ThrowsAsync<NebiusRegistryException>(() => pusher.PushAsync(package, Repository, ChartScene.Cancel).WaitAsync(TimeLimit, ChartScene.Cancel));

        Assert.Equal("NEBIUS1614", refused.Code);
        Assert.Contains("the first request", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_helm_program_that_hangs_is_stopped_and_reported()
    {
        Assert.SkipUnless(OS.FakeMachine.HasShell, OS.FakeMachine.NeedsShell);
        using var machine = new OS.FakeMachine();
        await using var scene = await ChartScene.StartAsync();
        var told = new List<string>();
        var limits = new PushLimits { Waiting = TimeSpan.FromSeconds(5), Silence = TimeSpan.FromSeconds(0.2) };
        var options = new ChartPushOptions { HelmExecutable = machine.WriteProgram("bin/helm", "exec sleep 1000"), Limits = limits, Progress = line => Add(told, line) };

        var refused = await Assert.ThrowsAsync<NebiusRegistryException>(() => scene.PushAsync(scene.Chart(), options: options).WaitAsync(TimeLimit, ChartScene.Cancel));

        Assert.Equal("NEBIUS1502", refused.Code);
        Assert.Contains("'helm push ", refused.Message, StringComparison.Ordinal);
        Assert.Contains("timed out after 5", refused.Message, StringComparison.Ordinal);
        Assert.Contains(Snapshot(told), line => line == "waiting for helm to push app 1.2.3 for 0.2 s; it is ended after 5 s");
    }

    /// <summary>Pushes, and lets half a minute pass whenever a request is stuck.</summary>
    private static async Task<NebiusRegistryException> WaitsAsync(
        ChartScene scene, string request, List<string> told, Func<Action, CancellationToken, Task<HttpResponseMessage?>> answer)
    {
        var (time, stuck) = (new FakeTimeProvider(), Channel.CreateUnbounded<bool>());
        var package = await scene.PackAsync(scene.Chart());
        using var pusher = scene.Pusher(
            new ChartPushOptions { Time = time, Progress = line => Add(told, line) },
            between: inner => new At(inner, request, (_, end) => answer(() => stuck.Writer.TryWrite(true), end)));
        var push = pusher.PushAsync(package, Repository, ChartScene.Cancel);
        while (!push.IsCompleted)
        {
            await Task.WhenAny(push, stuck.Reader.ReadAsync(ChartScene.Cancel).AsTask()).WaitAsync(TimeLimit, ChartScene.Cancel);
            time.Advance(TimeSpan.FromSeconds(5));
            time.Advance(TimeSpan.FromSeconds(25));
        }

        return await Assert.ThrowsAsync<NebiusRegistryException>(() => push);
    }

    private static async Task<NebiusRegistryException> FailsAsync(
        ChartScene scene, string request, Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage?>> answer, TimeProvider? pauses = null)
    {
        var package = await scene.PackAsync(scene.Chart());
        using var pusher = scene.Pusher(new ChartPushOptions { Limits = Short }, pauses: pauses, between: inner => new At(inner, request, answer));
        return await Assert.ThrowsAsync<NebiusRegistryException>(() => pusher.PushAsync(package, Repository, ChartScene.Cancel).WaitAsync(TimeLimit, ChartScene.Cancel));
    }

    private static void Add(List<string> lines, string line)
    {
        lock (lines)
        {
            lines.Add(line);
        }
    }

    private static List<string> Snapshot(List<string> lines)
    {
        lock (lines)
        {
            return [.. lines];
        }
    }

    private static HttpResponseMessage Busy(string retryAfter)
    {
        var answer = new HttpResponseMessage(HttpStatusCode.TooManyRequests);
        answer.Headers.TryAddWithoutValidation("Retry-After", retryAfter);
        return answer;
    }

    private static PushRefusedException Refusal(TimeSpan retryAfter) =>
        new(new ProbeResult { Status = ProbeStatus.Other, HttpStatus = 429, Request = "PUT /v2/e00abc/charts/app/manifests/1.2.3", RetryAfter = retryAfter });

    /// <summary>Answers the requests that begin with a text; null lets a request through.</summary>
    private sealed class At(HttpMessageHandler inner, string request, Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage?>> answer) : DelegatingHandler(inner)
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage asked, CancellationToken cancellationToken)
        {
            var text = $"{asked.Method} {asked.RequestUri!.AbsolutePath}";
            var isIt = request.Length > "GET /v2/".Length ? text.StartsWith(request, StringComparison.Ordinal) : request == text || (request == "POST " && asked.Method == HttpMethod.Post);
            return (isIt ? await answer(asked, cancellationToken) : null) ?? await base.SendAsync(asked, cancellationToken);
        }
    }

    /// <summary>A body that has another byte now and then, and no end.</summary>
    private sealed class Drip(Action reached) : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get; set; }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (Position++ == 0)
            {
                reached();
            }

            await Task.Delay(20, cancellationToken);
            buffer.Span[0] = (byte)' ';
            return 1;
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }

    /// <summary>A server without TLS that sends headers without end.</summary>
    private sealed class DrippingServer : IAsyncDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
        private readonly CancellationTokenSource _end = new();
        private readonly Task _loop;

        public DrippingServer()
        {
            _listener.Start();
            _loop = AcceptAsync();
        }

        public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

        public async ValueTask DisposeAsync()
        {
            await _end.CancelAsync();
            await _loop.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            _listener.Dispose();
            _end.Dispose();
        }

        private async Task AcceptAsync()
        {
            while (true)
            {
                _ = DripAsync(await _listener.AcceptTcpClientAsync(_end.Token));
            }
        }

        private async Task DripAsync(TcpClient client)
        {
            using (client)
            {
                try
                {
                    await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes("HTTP/1.1 200 OK\r\n"), _end.Token);
                    for (var count = 0; ; count++)
                    {
                        await Task.Delay(20, _end.Token);
                        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"X-{count}: x\r\n")), _end.Token);
                    }
                }
                catch (Exception error) when (error is IOException or SocketException or OperationCanceledException)
                {
                    // The client is gone, or the test is over.
                }
            }
        }
    }
}
