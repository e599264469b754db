using System.Net;
using System.Net.Http.Headers;

namespace Nebius.Registry.Tests.Support;

/// <summary>A registry that answers as a test's script says, and records the requests. It has no socket.</summary>
internal sealed class ScriptedRegistry : HttpMessageHandler
{
    private readonly Queue<Func<CancellationToken, Task<HttpResponseMessage>>> _script = new();

    /// <summary>Gets the requests, each as <c>METHOD address AUTH-SCHEME</c>.</summary>
    public List<string> Requests { get; } = [];

    public List<AuthenticationHeaderValue?> Authorizations { get; } = [];

    public ScriptedRegistry Answers(int status, string body = "", string? challenge = null, string? location = null) => Then(_ =>
    {
        var response = new HttpResponseMessage((HttpStatusCode)status) { Content = new StringContent(body) };
        if (challenge is not null)
        {
            response.Headers.TryAddWithoutValidation("WWW-Authenticate", challenge);
        }

        if (location is not null)
        {
            response.Headers.TryAddWithoutValidation("Location", location);
        }

        return Task.FromResult(response);
    });

    public ScriptedRegistry Challenges(string realm = "https://cr.eu-west1.nebius.cloud/v2/token/") =>
        Answers(401, challenge: $"Bearer realm=\"{realm}\",service=\"cr.eu-west1.nebius.cloud\"");

    public ScriptedRegistry Throws(Exception exception) => Then(_ => Task.FromException<HttpResponseMessage>(exception));

    public ScriptedRegistry NeverAnswers(TaskCompletionSource reached) => Then(async cancellationToken =>
    {
        reached.TrySetResult();
        await Task.Delay(Timeout.Infinite, cancellationToken);
        throw new InvalidOperationException();
    });

    public ScriptedRegistry Then(Func<CancellationToken, Task<HttpResponseMessage>> answer)
    {
        _script.Enqueue(answer);
        return this;
    }

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Requests.Add($"{request.Method} {request.RequestUri!.OriginalString} {request.Headers.Authorization?.Scheme}".TrimEnd());
        Authorizations.Add(request.Headers.Authorization);
        return _script.Dequeue()(cancellationToken);
    }
}
