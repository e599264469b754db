using System.Text.RegularExpressions;
using Google.Protobuf;
using Grpc.Core;

namespace Nebius.Registry.Emulator;

/// <summary>Makes changes one after another, and one that comes again with its `x-idempotency-key` not a second time.</summary>
internal sealed partial class IdempotentChanges : IDisposable
{
    private const string KeyHeader = "x-idempotency-key";
    private readonly SemaphoreSlim _gate = new(1);
    private readonly Dictionary<(string Caller, string Key), Change> _changes = [];

    /// <returns>The answer, or the first one again for a key and request that were answered before.</returns>
    /// <exception cref="RpcException">The call failed, or its key is malformed or was another request's. Failures are not kept.</exception>
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
