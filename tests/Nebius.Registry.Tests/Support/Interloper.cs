namespace Nebius.Registry.Tests.Support;

/// <summary>Stands between a client and a world, and does what a test says before a request goes out and after its answer came.</summary>
internal sealed class Interloper(HttpMessageHandler inner) : DelegatingHandler(inner)
{
    /// <summary>Gets or sets what happens before a request, by its number from 1; it may throw.</summary>
    public Action<int, HttpRequestMessage> Before { get; set; } = (_, _) => { };

    /// <summary>Gets or sets what happens when the answer to a request has come and had its effect; it may throw.</summary>
    public Action<int, HttpRequestMessage> After { get; set; } = (_, _) => { };

    /// <summary>Gets the requests, each as <c>METHOD path</c>.</summary>
    public List<string> Requests { get; } = [];

    /// <summary>Makes what a client sees of a connection that breaks.</summary>
    public static HttpRequestException Broken() => new(HttpRequestError.ResponseEnded, "canary-text", new IOException());

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Requests.Add($"{request.Method} {request.RequestUri!.AbsolutePath}");
        var number = Requests.Count;
        Before(number, request);
        var answer = await base.SendAsync(request, cancellationToken);

        // Else the server may see the end of the connection before it has answered.
        await answer.Content.LoadIntoBufferAsync(cancellationToken);
        After(number, request);
        return answer;
    }
}
