using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Http.Headers;
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

    /// <summary>Returns the address in the Location header of a response.</summary>
    /// <param name="response">The response.</param>
    /// <exception cref="PushRefusedException">It is on another host.</exception>
    public Uri Follow(HttpResponseMessage response) => _client.Follow(response.Headers.Location)
        ?? throw new PushRefusedException(_client.Result(ProbeStatus.Other, response, "the upload is to go on at another host"));

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
    /// <exception cref="PushRefusedException">The registry refused, or there was no response.</exception>
    /// <exception cref="NebiusRegistryException">What is to be sent can't be read.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> fired.</exception>
    public async Task<TResult> SendAsync<TResult>(
        Func<HttpRequestMessage> create,
        Func<HttpResponseMessage, CancellationToken, Task<TResult>> read,
        CancellationToken cancellationToken,
        Func<HttpStatusCode, bool>? isExpected = null) =>
        await ReceiveAsync(create, (response, _, end) => read(response, end), cancellationToken, isExpected).ConfigureAwait(false);

    /// <summary>Sends a request, and reads a long response.</summary>
    /// <typeparam name="TResult">What is read from the response.</typeparam>
    /// <param name="create">Creates the request; called for each attempt.</param>
    /// <param name="read">Reads the response; it reports the number of bytes of each part that it has read.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    /// <param name="isExpected">Accepts further status codes besides those of success.</param>
    /// <exception cref="PushRefusedException">The registry refused, or there was no response.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> fired.</exception>
    public async Task<TResult> ReceiveAsync<TResult>(
        Func<HttpRequestMessage> create,
        Func<HttpResponseMessage, Action<long>, CancellationToken, Task<TResult>> read,
        CancellationToken cancellationToken,
        Func<HttpStatusCode, bool>? isExpected = null)
    {
        using var stall = new CancellationTokenSource(budget.Limits.Stall, time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, stall.Token);
        try
        {
            using var response = await SendAsync(create, Moved, linked.Token).ConfigureAwait(false);
            var result = response.IsSuccessStatusCode || isExpected?.Invoke(response.StatusCode) == true
                ? await read(response, Moved, linked.Token).ConfigureAwait(false)
                : throw await RefuseAsync(response, linked.Token).ConfigureAwait(false);
            budget.Succeed();
            return result;
        }
        catch (Exception error) when (error is HttpRequestException or IOException or OperationCanceledException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            connection.ForgetFailedPing();
            var fault = ConnectionFault.Of(error, connection.Address, connection.Proxy);
            throw new PushRefusedException(ProbeResponse.Missing(_client.Current, fault, stall.IsCancellationRequested));
        }

        void Moved(long bytes)
        {
            stall.CancelAfter(budget.Limits.Stall);
            budget.Move(bytes);
        }
    }

    private async Task<HttpResponseMessage> SendAsync(
        Func<HttpRequestMessage> create, Action<long> moved, CancellationToken cancellationToken)
    {
        var login = await LogInAsync(null, cancellationToken).ConfigureAwait(false);
        var response = await SendOnceAsync(create, login, moved, cancellationToken).ConfigureAwait(false);
        if (response.StatusCode != HttpStatusCode.Unauthorized || login.IsNew)
        {
            return response;
        }

        response.Dispose();
        login = await LogInAsync(login, cancellationToken).ConfigureAwait(false);
        return await SendOnceAsync(create, login, moved, cancellationToken).ConfigureAwait(false);
    }

    private async Task<HttpResponseMessage> SendOnceAsync(
        Func<HttpRequestMessage> create, RegistryLogin login, Action<long> moved, CancellationToken cancellationToken)
    {
        using var request = create();
        if (request.Content is MeasuredContent content)
        {
            content.Moved = moved;
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
    public async Task<PushRefusedException> RefuseAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var asked = response.Headers.RetryAfter;
        return new PushRefusedException(await _client.ClassifyAsync(response, cancellationToken).ConfigureAwait(false))
        {
            RetryAfter = asked?.Delta ?? (asked?.Date is { } date ? date - (response.Headers.Date ?? time.GetUtcNow()) : null),
        };
    }
}

/// <summary>A request of a push that failed: the registry refused it, or did not respond.</summary>
/// <param name="result">The response of the registry.</param>
[SuppressMessage("Design", "CA1064:Exceptions should be public", Justification = "It never leaves the library.")]
internal sealed class PushRefusedException(ProbeResult result) : Exception
{
    /// <summary>Gets the response of the registry.</summary>
    public ProbeResult Result => result;

    /// <summary>Gets a value indicating whether a retry may succeed.</summary>
    public bool IsTransient => result.HttpStatus is { } status
        ? status is 408 or 429 or 500 or 502 or 503 or 504
        : result.Status is not (ProbeStatus.TlsFailure or ProbeStatus.UntrustedRealm);

    /// <summary>Gets the value of Retry-After; null when the response has none.</summary>
    public TimeSpan? RetryAfter { get; init; }
}
