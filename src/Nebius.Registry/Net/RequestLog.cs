using System.Diagnostics;
using System.Globalization;

namespace Nebius.Registry.Net;

/// <summary>
/// Reports requests to <see cref="WorkLog"/>: method, address and status. The query is left out, as an upload's address may hold a
/// signature there; headers and content are never read.
/// </summary>
/// <param name="inner">Sends the requests.</param>
internal sealed class RequestLog(HttpMessageHandler inner) : DelegatingHandler(inner)
{
    /// <summary>Wraps a handler, if anyone listens.</summary>
    public static HttpMessageHandler Of(HttpMessageHandler handler) => WorkLog.IsOn ? new RequestLog(handler) : handler;

    /// <inheritdoc/>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var asked = $"{request.Method} {request.RequestUri?.GetLeftPart(UriPartial.Path)}";
        var started = Stopwatch.GetTimestamp();
        using var wait = WorkLog.WaitFor(request.RequestUri?.Authority ?? string.Empty);
        try
        {
            var response = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
            Say(asked, $"HTTP {(int)response.StatusCode}", started);
            return response;
        }
        catch (Exception error)
        {
            Say(asked, $"no answer ({error.GetType().Name})", started);
            throw;
        }
    }

    private static void Say(string asked, string outcome, long started) => WorkLog.Say(string.Create(
        CultureInfo.InvariantCulture, $"{asked}: {outcome} in {Stopwatch.GetElapsedTime(started).TotalMilliseconds:0} ms"));
}
