using System.Net;

namespace Nebius.Registry.Tests.Support;

/// <summary>Gives HTTP answers as a test's script says.</summary>
internal sealed class ScriptedAnswers : HttpMessageHandler
{
    private readonly Queue<Func<CancellationToken, Task<HttpResponseMessage>>> _script = new();

    public int Count { get; private set; }

    public ScriptedAnswers Then(int status, string body)
    {
        _script.Enqueue(_ => Task.FromResult(new HttpResponseMessage((HttpStatusCode)status) { Content = new StringContent(body) }));
        return this;
    }

    public ScriptedAnswers Hangs(TaskCompletionSource reached)
    {
        _script.Enqueue(async cancellationToken =>
        {
            reached.TrySetResult();
            await Task.Delay(Timeout.Infinite, cancellationToken);
            throw new InvalidOperationException();
        });
        return this;
    }

    public Task<HttpResponseMessage> AnswerAsync(CancellationToken cancellationToken)
    {
        Count++;
        return _script.Dequeue()(cancellationToken);
    }

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        AnswerAsync(cancellationToken);
}

/// <summary>Sends what goes to a Nebius host to one handler, and answers everything else from a script.</summary>
internal sealed class ByHost(ScriptedAnswers others, HttpMessageHandler nebius) : HttpMessageHandler
{
    private readonly HttpMessageInvoker _nebius = new(nebius);

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        request.RequestUri!.Host.EndsWith(".nebius.cloud", StringComparison.Ordinal)
            ? _nebius.SendAsync(request, cancellationToken)
            : others.AnswerAsync(cancellationToken);

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _nebius.Dispose();
        }

        base.Dispose(disposing);
    }
}
