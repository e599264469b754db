using System.Globalization;
using Nebius.Registry.Iam.Protos;
using Nebius.Registry.Net;

namespace Nebius.Registry.StaticKeys;

/// <summary>Waits until a change is made.</summary>
/// <param name="calls">Where to ask after it.</param>
/// <param name="time">The clock.</param>
/// <param name="timeout">How long to wait.</param>
internal sealed class OperationPoller(StaticKeyApi calls, TimeProvider time, TimeSpan timeout)
{
    private const int LongestServerMessage = 300;
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(2);

    /// <summary>Waits.</summary>
    /// <param name="operation">The operation as the change answered it.</param>
    /// <param name="what">What it does, for messages, such as "issue a static key".</param>
    /// <param name="secrets">What must not be shown of the server's words.</param>
    /// <param name="cancellationToken">Ends the wait; the operation goes on.</param>
    /// <returns>The operation, which ended well.</returns>
    /// <exception cref="NebiusRegistryException">It failed, took too long, or its state can't be read.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> fired.</exception>
    public async Task<OperationState> RunAsync(
        OperationState operation, string what, IEnumerable<Secret> secrets, CancellationToken cancellationToken)
    {
        using var linked = new LinkedTimeout(timeout, time, cancellationToken);
        try
        {
            for (var pause = FirstPause; operation.Code is null && operation.Id.Length > 0; pause = Longer(pause))
            {
                await Task.Delay(pause, time, linked.Token).ConfigureAwait(false);
                operation = await calls.GetOperationAsync(operation.Id, linked.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw Failed(what, string.Create(CultureInfo.InvariantCulture, $"it isn't finished after {linked.Limit.TotalSeconds:0} s"));
        }

        return operation.Code is 0
            ? operation
            : throw Failed(
                what, $"it failed (status {operation.Code}: \"{Redactor.Clean(operation.Message, LongestServerMessage, secrets)}\")");
    }

    private static TimeSpan Longer(TimeSpan pause) => pause * 2 < LongestPause ? pause * 2 : LongestPause;

    private static NebiusRegistryException Failed(string what, string how) => new(
        MessageCodes.OperationFailed,
        $"The Nebius API started to {what}, but {how}. List the keys:\n  {CommandsToType.ListStaticKeys()}");
}

/// <summary>A change that takes its time, without the wire format.</summary>
/// <param name="Id">Its ID.</param>
/// <param name="ResourceId">What it changes.</param>
/// <param name="Code">How it ended, zero when well; null when it has not ended.</param>
/// <param name="Message">The server's own words, not yet redacted.</param>
internal sealed record OperationState(string Id, string ResourceId, int? Code, string Message)
{
    public static OperationState From(Operation? operation) => operation is null
        ? new(string.Empty, string.Empty, null, string.Empty)
        : new(operation.Id, operation.ResourceId, operation.Status?.Code, operation.Status?.Message ?? string.Empty);
}
