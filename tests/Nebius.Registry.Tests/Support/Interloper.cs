namespace Nebius.Registry.Tests.Support;

/// <summary>Sits between a client and a world, and runs a test's code before each request and after each answer.</summary>
internal sealed class Interloper(HttpMessageHandler inner) : DelegatingHandler(inner)
{
    /// <summary>Gets or sets what happens before a request, by its number from 1; it may throw.</summary>
    public Action<int, HttpRequestMessage> Before { get; set; } = (_, _) => { };

    /// <summary>Gets or sets what happens after the answer to a request, which has had its effect; it may throw.</summary>
    public Action<int, HttpRequestMessage> After { get; set; } = (_, _) => { };

    /// <summary>Gets the requests, each as <c>METHOD path</c>.</summary>
    public List<string> Requests { get; } = [];

    /// <summary>Creates the exception that a client gets if the connection breaks.</summary>
    public static HttpRequestException Broken() => new(HttpRequestError.ResponseEnded, "canary-text", new IOException());

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Requests.Add($"{request.Method} {request.RequestUri!.AbsolutePath}");
        var number = Requests.Count;
        Before(number, request);
        var answer = await base.SendAsync(request, cancellationToken);

        // Otherwise the server may see the end of the connection before it has answered.
        await answer.Content.LoadIntoBufferAsync(cancellationToken);
        After(number, request);
        return answer;
    }
}
