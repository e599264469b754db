using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Http.Headers;
using Nebius.Registry.Net;

namespace Nebius.Registry.Oci;

/// <summary>
/// Sends the requests of a push to one repository, one after the other. A registry token that expires on the way, as most do after a few
/// minutes, is renewed.
/// </summary>
/// <param name="connection">The connection, which may be shared.</param>
/// <param name="credential">The credential.</param>
/// <param name="repository">The repository's path.</param>
/// <param name="budget">The time that the push may wait.</param>
/// <param name="time">The clock.</param>
internal sealed class PushSession(
    RegistryConnection connection, RegistryCredential credential, string repository, PushBudget budget, TimeProvider time)
{
    private readonly RegistryClient _client = new(connection, credential) { Starting = budget.Begin };
    private (AuthenticationHeaderValue? Value, bool IsKnown) _authorization;

    /// <summary>Returns the address of a path in the repository.</summary>
    /// <param name="path">The path, such as <c>blobs/uploads/</c>.</param>
    public Uri At(string path) => _client.At($"/v2/{repository}/{path}");

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
        Func<HttpStatusCode, bool>? isExpected = null)
    {
        using var stall = new CancellationTokenSource(budget.Limits.Stall, time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, stall.Token);
        try
        {
            using var response = await SendAsync(create, stall, linked.Token).ConfigureAwait(false);
            var result = response.IsSuccessStatusCode || isExpected?.Invoke(response.StatusCode) == true
                ? await read(response, linked.Token).ConfigureAwait(false)
                : throw await RefusedAsync(response, linked.Token).ConfigureAwait(false);
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
    }

    private async Task<HttpResponseMessage> SendAsync(
        Func<HttpRequestMessage> create, CancellationTokenSource stall, CancellationToken cancellationToken)
    {
        var isNew = await LogInAsync(cancellationToken).ConfigureAwait(false);
        var response = await SendOnceAsync(create, stall, cancellationToken).ConfigureAwait(false);
        if (response.StatusCode != HttpStatusCode.Unauthorized || isNew)
        {
            return response;
        }

        response.Dispose();
        _authorization = default;
        await LogInAsync(cancellationToken).ConfigureAwait(false);
        return await SendOnceAsync(create, stall, cancellationToken).ConfigureAwait(false);
    }

    private async Task<HttpResponseMessage> SendOnceAsync(
        Func<HttpRequestMessage> create, CancellationTokenSource stall, CancellationToken cancellationToken)
    {
        using var request = create();
        if (request.Content is UploadContent upload)
        {
            upload.Moved = bytes =>
            {
                stall.CancelAfter(budget.Limits.Stall);
                budget.Move(bytes);
            };
        }

        return await _client.SendAsync(request, _authorization.Value, cancellationToken).ConfigureAwait(false);
    }

    /// <returns>Whether the login was new.</returns>
    private async Task<bool> LogInAsync(CancellationToken cancellationToken)
    {
        if (_authorization.IsKnown)
        {
            return false;
        }

        var scope = $"repository:{repository}:pull,push";
        var (value, refusal) = await RegistryAuthenticator.ForAsync(_client, scope, cancellationToken).ConfigureAwait(false);
        if (refusal is not null)
        {
            connection.ForgetFailedPing();
            throw new PushRefusedException(refusal);
        }

        _authorization = (value, true);
        return true;
    }

    private async Task<PushRefusedException> RefusedAsync(HttpResponseMessage response, CancellationToken cancellationToken)
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
