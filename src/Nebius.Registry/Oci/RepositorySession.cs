using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Http.Headers;
using System.Text.RegularExpressions;
using Nebius.Registry.Net;

namespace Nebius.Registry.Oci;

/// <summary>
/// Sends requests to one repository, one after the other. A registry token that expires on the way, as most do after a few minutes, is
/// renewed.
/// </summary>
/// <param name="connection">The connection, which may be shared.</param>
/// <param name="credential">The credential.</param>
/// <param name="access">The access to the repository; sessions that share it share the registry token.</param>
/// <param name="budget">The time that the requests may wait.</param>
/// <param name="time">The clock.</param>
internal sealed class RepositorySession(
    RegistryConnection connection, RegistryCredential credential, RepositoryAccess access, PushBudget budget, TimeProvider time)
{
    private readonly RegistryClient _client = new(connection, credential) { Starting = budget.Begin };

    /// <summary>Returns the address of a path in the repository.</summary>
    /// <param name="path">The path, such as <c>blobs/uploads/</c>.</param>
    public Uri At(string path) => _client.At($"/v2/{access.Repository}/{path}");

    /// <summary>Gets the last request, without its query.</summary>
    public string Current => _client.Current;

    /// <summary>Gets the proxy, to explain why a connection failed.</summary>
    public IWebProxy Proxy => connection.Proxy;

    /// <summary>Returns the address of the next page of a list; null when there is none, or it isn't on the registry.</summary>
    public Uri? NextPage(HttpResponseMessage response) =>
        response.Headers.TryGetValues("Link", out var links) && NextLink.Of(links) is { } next ? _client.Follow(response, next) : null;

    /// <summary>Returns the address in the Location header of a response.</summary>
    /// <param name="response">The response.</param>
    /// <exception cref="PushRefusedException">It is on another host.</exception>
    public Uri Follow(HttpResponseMessage response) => _client.Follow(response)
        ?? throw Refuse(response, $"the upload is to go on at {Place(response)}");

    /// <summary>Sends a request, and returns the status of the response.</summary>
    /// <inheritdoc cref="SendAsync{TResult}"/>
    public Task<HttpStatusCode> SendAsync(
        Func<HttpRequestMessage> create, CancellationToken cancellationToken, Func<HttpStatusCode, bool>? isExpected = null) =>
        SendAsync(create, (response, _) => Task.FromResult(response.StatusCode), cancellationToken, isExpected);

    /// <summary>Sends a request.</summary>
    /// <typeparam name="TResult">What is read from the response.</typeparam>
    /// <param name="create">Creates the request; called for each attempt.</param>
    /// <param name="read">Reads the response.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    /// <param name="isExpected">Accepts further status codes besides those of success.</param>
    /// <param name="allowance">How much longer than usual the response may take.</param>
    /// <exception cref="PushRefusedException">The registry refused, or there was no response.</exception>
    /// <exception cref="NebiusRegistryException">What is to be sent can't be read.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> fired.</exception>
    public async Task<TResult> SendAsync<TResult>(
        Func<HttpRequestMessage> create,
        Func<HttpResponseMessage, CancellationToken, Task<TResult>> read,
        CancellationToken cancellationToken,
        Func<HttpStatusCode, bool>? isExpected = null,
        TimeSpan allowance = default) =>
        await ReceiveAsync(create, (response, _, end) => read(response, end), cancellationToken, isExpected, allowance)
            .ConfigureAwait(false);

    /// <summary>Sends a request, and reads a long response.</summary>
    /// <typeparam name="TResult">What is read from the response.</typeparam>
    /// <param name="create">Creates the request; called for each attempt.</param>
    /// <param name="read">Reads the response; it reports the number of bytes of each part that it has read.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    /// <param name="isExpected">Accepts further status codes besides those of success.</param>
    /// <param name="allowance">How much longer than usual the response may take.</param>
    /// <exception cref="PushRefusedException">The registry refused, or there was no response.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> fired.</exception>
    public async Task<TResult> ReceiveAsync<TResult>(
        Func<HttpRequestMessage> create,
        Func<HttpResponseMessage, RequestTimer, CancellationToken, Task<TResult>> read,
        CancellationToken cancellationToken,
        Func<HttpStatusCode, bool>? isExpected = null,
        TimeSpan allowance = default)
    {
        using var timer = new RequestTimer(budget, allowance, time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timer.Token);
        try
        {
            using var response = await SendAsync(create, timer, linked.Token).ConfigureAwait(false);
            var result = response.IsSuccessStatusCode || isExpected?.Invoke(response.StatusCode) == true
                ? await read(response, timer, linked.Token).ConfigureAwait(false)
                : throw await RefuseAsync(response, linked.Token).ConfigureAwait(false);
            budget.Succeed();
            return result;
        }
        catch (Exception error) when (error is HttpRequestException or IOException or OperationCanceledException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            connection.ForgetFailedPing();
            var fault = ConnectionFault.Of(error, connection.Address, connection.Proxy);
            throw new PushRefusedException(ProbeResponse.Missing(_client.Current, fault, timer.Token.IsCancellationRequested));
        }
    }

    /// <summary>Stops the clock of the step until the next request, while it waits for something in this process.</summary>
    public void Pause() => budget.Pause();

    private async Task<HttpResponseMessage> SendAsync(
        Func<HttpRequestMessage> create, RequestTimer timer, CancellationToken cancellationToken)
    {
        var login = await LogInAsync(null, cancellationToken).ConfigureAwait(false);
        var response = await SendOnceAsync(create, login, timer, cancellationToken).ConfigureAwait(false);
        if (response.StatusCode != HttpStatusCode.Unauthorized || login.IsNew)
        {
            return response;
        }

        response.Dispose();
        login = await LogInAsync(login, cancellationToken).ConfigureAwait(false);
        return await SendOnceAsync(create, login, timer, cancellationToken).ConfigureAwait(false);
    }

    private async Task<HttpResponseMessage> SendOnceAsync(
        Func<HttpRequestMessage> create, RegistryLogin login, RequestTimer timer, CancellationToken cancellationToken)
    {
        using var request = create();
        if (request.Content is MeasuredContent content)
        {
            content.Timer = timer;
        }

        return await _client.SendAsync(request, login.Authorization, cancellationToken).ConfigureAwait(false);
    }

    private async Task<RegistryLogin> LogInAsync(RegistryLogin? refused, CancellationToken cancellationToken)
    {
        try
        {
            return await access.LogInAsync(_client, refused, cancellationToken).ConfigureAwait(false);
        }
        catch (PushRefusedException)
        {
            connection.ForgetFailedPing();
            throw;
        }
    }

    /// <summary>Returns the error for a response that isn't of use.</summary>
    /// <param name="response">The response.</param>
    /// <param name="error">What is wrong with it.</param>
    public PushRefusedException Refuse(HttpResponseMessage response, string error) =>
        new(_client.Result(ProbeStatus.Other, response, error));

    /// <summary>Returns the error for a response that refuses.</summary>
    public async Task<PushRefusedException> RefuseAsync(HttpResponseMessage response, CancellationToken cancellationToken) =>
        new(await _client.ClassifyAsync(response, cancellationToken).ConfigureAwait(false));

    // The path and the query of a location may hold a signature.
    private static string Place(HttpResponseMessage response) => response.Headers.Location switch
    {
        null => "no location",
        { IsAbsoluteUri: true } location => $"{location.Scheme}://{location.Authority}",
        _ => "another host",
    };
}

/// <summary>The address of the next page of a list: https://www.rfc-editor.org/rfc/rfc8288.</summary>
internal static partial class NextLink
{
    /// <summary>Returns the address; null when there is none.</summary>
    public static Uri? Of(IEnumerable<string> links) =>
        links.Select(link => Form().Match(link)).FirstOrDefault(match => match.Success) is { } found
        && Uri.TryCreate(found.Groups["address"].Value, UriKind.RelativeOrAbsolute, out var address)
            ? address
            : null;

    [GeneratedRegex("""<(?<address>[^<>]+)>\s*;[^,<]*\brel\s*=\s*"?next\b""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Form();
}

/// <summary>A request of a push that failed: the registry refused it, or did not respond.</summary>
/// <param name="result">The response of the registry.</param>
[SuppressMessage("Design", "CA1064:Exceptions should be public", Justification = "It never leaves the library.")]
internal sealed class PushRefusedException(ProbeResult result) : Exception
{
    /// <summary>Gets the response of the registry.</summary>
    public ProbeResult Result => result;

    /// <summary>Gets a value indicating whether a retry may succeed.</summary>
    public bool IsTransient { get; init; } = result.HttpStatus is { } status
        ? status is 408 or 429 or 500 or 502 or 503 or 504
        : result.Status is not (ProbeStatus.TlsFailure or ProbeStatus.UntrustedRealm);

    /// <summary>Gets the value of Retry-After; null when the response has none.</summary>
    public TimeSpan? RetryAfter => result.RetryAfter;
}
