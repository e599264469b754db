using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Http.Headers;
using Nebius.Registry.Net;

namespace Nebius.Registry.Oci;

/// <summary>
/// Sends the requests of a push into one repository, one after the other. A token that ends on the way, as a registry's own do after a few
/// minutes, is got anew.
/// </summary>
/// <param name="connection">The connection, which others may use, too.</param>
/// <param name="credential">Who pushes.</param>
/// <param name="repository">The repository's path.</param>
/// <param name="budget">The time that the push has.</param>
/// <param name="time">The clock.</param>
internal sealed class PushSession(
    RegistryConnection connection, RegistryCredential credential, string repository, PushBudget budget, TimeProvider time)
{
    private readonly RegistryClient _client = new(connection, credential) { Starting = budget.Begin };
    private (AuthenticationHeaderValue? Value, bool IsKnown) _authorization;

    /// <summary>Returns the address of something in the repository.</summary>
    /// <param name="path">As in <c>blobs/uploads/</c>.</param>
    public Uri At(string path) => _client.At($"/v2/{repository}/{path}");

    /// <summary>Returns an address that the registry sent us to.</summary>
    /// <param name="answer">The answer.</param>
    /// <exception cref="PushRefusedException">It is in another place, which gets nothing from us.</exception>
    public Uri Follow(HttpResponseMessage answer) => _client.Follow(answer.Headers.Location)
        ?? throw new PushRefusedException(_client.Result(ProbeStatus.Other, answer, "the upload is to go on at another host"));

    /// <summary>Sends a request whose answer's status is all that counts.</summary>
    /// <inheritdoc cref="SendAsync{TAnswer}"/>
    public Task<HttpStatusCode> SendAsync(
        Func<HttpRequestMessage> create, CancellationToken cancellationToken, Func<HttpStatusCode, bool>? isAnswer = null) =>
        SendAsync(create, (answer, _) => Task.FromResult(answer.StatusCode), cancellationToken, isAnswer);

    /// <summary>Sends a request.</summary>
    /// <typeparam name="TAnswer">What is read of the answer.</typeparam>
    /// <param name="create">Makes it, for each attempt anew.</param>
    /// <param name="read">Reads the answer.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <param name="isAnswer">Whether a status is an answer, too, beside those of success.</param>
    /// <exception cref="PushRefusedException">The registry refused, or there was no answer.</exception>
    /// <exception cref="NebiusRegistryException">What was to be sent cannot be read.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> fired.</exception>
    public async Task<TAnswer> SendAsync<TAnswer>(
        Func<HttpRequestMessage> create,
        Func<HttpResponseMessage, CancellationToken, Task<TAnswer>> read,
        CancellationToken cancellationToken,
        Func<HttpStatusCode, bool>? isAnswer = null)
    {
        using var stall = new CancellationTokenSource(budget.Limits.Stall, time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, stall.Token);
        try
        {
            using var answer = await SendAsync(create, stall, linked.Token).ConfigureAwait(false);
            var result = answer.IsSuccessStatusCode || isAnswer?.Invoke(answer.StatusCode) == true
                ? await read(answer, linked.Token).ConfigureAwait(false)
                : throw await RefusedAsync(answer, linked.Token).ConfigureAwait(false);
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

    private async Task<HttpResponseMessage> SendAsync(Func<HttpRequestMessage> create, CancellationTokenSource stall, CancellationToken cancellationToken)
    {
        var isNew = await LogInAsync(cancellationToken).ConfigureAwait(false);
        var answer = await SendOnceAsync(create, stall, cancellationToken).ConfigureAwait(false);
        if (answer.StatusCode != HttpStatusCode.Unauthorized || isNew)
        {
            return answer;
        }

        answer.Dispose();
        _authorization = default;
        await LogInAsync(cancellationToken).ConfigureAwait(false);
        return await SendOnceAsync(create, stall, cancellationToken).ConfigureAwait(false);
    }

    private async Task<HttpResponseMessage> SendOnceAsync(Func<HttpRequestMessage> create, CancellationTokenSource stall, CancellationToken cancellationToken)
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

    /// <returns>Whether it did not know before what to send.</returns>
    private async Task<bool> LogInAsync(CancellationToken cancellationToken)
    {
        if (_authorization.IsKnown)
        {
            return false;
        }

        var (value, refusal) = await RegistryAuthenticator.ForAsync(_client, $"repository:{repository}:pull,push", cancellationToken).ConfigureAwait(false);
        if (refusal is not null)
        {
            connection.ForgetFailedPing();
            throw new PushRefusedException(refusal);
        }

        _authorization = (value, true);
        return true;
    }

    private async Task<PushRefusedException> RefusedAsync(HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        var asked = answer.Headers.RetryAfter;
        return new PushRefusedException(await _client.ClassifyAsync(answer, cancellationToken).ConfigureAwait(false))
        {
            RetryAfter = asked?.Delta ?? (asked?.Date is { } date ? date - (answer.Headers.Date ?? time.GetUtcNow()) : null),
        };
    }
}

/// <summary>A request of a push that was answered by no, or by nobody.</summary>
/// <param name="result">What the registry said.</param>
[SuppressMessage("Design", "CA1064:Exceptions should be public", Justification = "It never leaves this library: who pushes makes a coded error of it.")]
internal sealed class PushRefusedException(ProbeResult result) : Exception
{
    /// <summary>Gets what the registry said.</summary>
    public ProbeResult Result => result;

    /// <summary>Gets a value indicating whether the same request may succeed a little later.</summary>
    public bool IsTransient => result.HttpStatus is { } status
        ? status is 408 or 429 or 500 or 502 or 503 or 504
        : result.Status is not (ProbeStatus.TlsFailure or ProbeStatus.UntrustedRealm);

    /// <summary>Gets the pause that the registry asks for; null when it does not.</summary>
    public TimeSpan? RetryAfter { get; init; }
}
