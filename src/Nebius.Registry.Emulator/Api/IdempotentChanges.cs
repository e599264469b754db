using System.Text.RegularExpressions;
using Google.Protobuf;
using Grpc.Core;

namespace Nebius.Registry.Emulator;

/// <summary>Runs changes one after another, and a change that is repeated with the same <c>x-idempotency-key</c> only once.</summary>
internal sealed partial class IdempotentChanges : IDisposable
{
    private const string KeyHeader = "x-idempotency-key";
    private readonly SemaphoreSlim _gate = new(1);
    private readonly Dictionary<(string Caller, string Key), Change> _changes = [];

    /// <summary>Runs a change.</summary>
    /// <returns>The answer; the first answer if the caller repeats a request with its key.</returns>
    /// <exception cref="RpcException">The change failed, or the key isn't valid or belongs to another request.</exception>
    /// <remarks>A change that failed runs again when it is repeated.</remarks>
    public async Task<TResponse> RunAsync<TRequest, TResponse>(
        TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> handler)
        where TRequest : class
        where TResponse : class
    {
        var key = context.RequestHeaders.GetValue(KeyHeader);
        if (key is not null && !KeyPattern().IsMatch(key))
        {
            throw ApiErrors.Iam.Invalid(KeyHeader, "must consist of letters, digits and hyphens");
        }

        await _gate.WaitAsync(context.CancellationToken).ConfigureAwait(false);
        try
        {
            return key is null
                ? await handler(request, context).ConfigureAwait(false)
                : await RunOnceAsync(key, request, context, handler).ConfigureAwait(false);
        }
        finally
        {
            _gate.Release();
        }
    }

    public void Dispose() => _gate.Dispose();

    private async Task<TResponse> RunOnceAsync<TRequest, TResponse>(
        string key, TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> handler)
        where TRequest : class
        where TResponse : class
    {
        (string, string) place = (ApiCaller.Of(context).Name, key);
        var content = ((IMessage)request).ToByteString();
        if (!_changes.TryGetValue(place, out var first))
        {
            var answer = await handler(request, context).ConfigureAwait(false);
            _changes[place] = new Change(context.Method, content, answer);
            return answer;
        }

        return first.Method == context.Method && first.Request.Equals(content)
            ? (TResponse)first.Answer
            : throw ApiErrors.Iam.Invalid(KeyHeader, "belongs to another request");
    }

    [GeneratedRegex(@"\A[A-Za-z0-9-]+\z")]
    private static partial Regex KeyPattern();

    private sealed record Change(string Method, ByteString Request, object Answer);
}
