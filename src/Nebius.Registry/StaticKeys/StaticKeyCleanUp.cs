namespace Nebius.Registry.StaticKeys;

/// <summary>
/// Revokes a key that the caller won't get. It has its own timeout, as it also runs after the caller's cancellation, and never throws:
/// its outcome is added to the message of the failure before it.
/// </summary>
/// <param name="client">The client that issued the key.</param>
/// <param name="time">The clock.</param>
internal sealed class StaticKeyCleanUp(StaticKeyClient client, TimeProvider time)
{
    private const string Cancelled = "It was cancelled.";

    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(20);

    /// <summary>Hands over a new key; if that fails, the key is revoked again.</summary>
    /// <param name="key">The key.</param>
    /// <param name="handOver">Hands it over.</param>
    /// <param name="more">More text for the failure's message.</param>
    /// <exception cref="NebiusRegistryException">It can't be handed over; the message says what became of it.</exception>
    /// <exception cref="OperationCanceledException">That was cancelled; the message says what became of it.</exception>
    public async Task OrRevokeAsync(IssuedStaticKey key, Func<Task> handOver, string more = "")
    {
        try
        {
            await handOver().ConfigureAwait(false);
        }
        catch (Exception error)
        {
            throw With(error, $"{await RevokeAsync(key.Token, key.Id).ConfigureAwait(false)} {more}".TrimEnd());
        }
    }

    /// <summary>Revokes a key by its token.</summary>
    /// <param name="token">The token.</param>
    /// <param name="id">The key's id, for the message; perhaps empty.</param>
    /// <returns>The outcome, for the message.</returns>
    public async Task<string> RevokeAsync(Secret token, string id)
    {
        using var limit = new CancellationTokenSource(Timeout, time);
        var (name, shownId) = id.Length > 0 ? ($"The new key {id}", id) : ("The new key", "<key-id>");
        try
        {
            // One that the API doesn't find is gone, or too new to be known everywhere.
            return await client.RevokeAsync(token, limit.Token).ConfigureAwait(false)
                ? $"{name} was revoked again."
                : $"{name} can't be found to revoke it, so it is most likely gone. To check, list the keys:\n"
                    + $"  {CommandsToType.ListStaticKeys()}";
        }
        catch (Exception error) when (error is NebiusRegistryException or OperationCanceledException)
        {
            return $"{name}, whose token is lost, can't be revoked now. Revoke it:\n  {CommandsToType.RevokeStaticKey(shownId)}";
        }
    }

    /// <summary>Deletes a key that may have been issued without an answer, by its unique name.</summary>
    /// <param name="projectId">The project.</param>
    /// <param name="name">The name.</param>
    /// <returns>The outcome, for the message.</returns>
    public async Task<string> DeleteByNameAsync(string projectId, string name)
    {
        using var limit = new CancellationTokenSource(Timeout, time);
        try
        {
            var key = await client.GetByNameAsync(projectId, name, limit.Token).ConfigureAwait(false);
            if (key is null)
            {
                // The call may still be on its way.
                return $"No new key named '{name}' was found. If it appears later, revoke it:{ShowAndDelete(projectId)}";
            }

            var isDeleted = await client.DeleteAsync(key.Id, limit.Token).ConfigureAwait(false);
            return $"The new key {key.Id} was issued, and {(isDeleted ? "deleted again" : "is already gone")}.";
        }
        catch (Exception error) when (error is NebiusRegistryException or OperationCanceledException)
        {
            return $"A new key named '{name}' may have been issued. If so, revoke it:{ShowAndDelete(projectId)}";
        }
    }

    /// <summary>Returns the advice about a key that may have been issued without an answer, under a name that may be taken.</summary>
    public static string MayBeIssued(StaticKeyRequest request) =>
        $"A key may have been issued whose token is lost. If the list has a new key, revoke it:{ShowAndDelete(request.ProjectId)}";

    /// <summary>Adds the outcome to the failure before it.</summary>
    public static Exception With(Exception error, string text) => error switch
    {
        NebiusRegistryException coded => coded.AfterTheBeginning(text),
        OperationCanceledException canceled => new OperationCanceledException($"{Said(canceled)} {text}", canceled.CancellationToken),
        _ => error,
    };

    // The framework's text says no more than that; this library's text already has an outcome.
    private static string Said(OperationCanceledException canceled) =>
        canceled.Message.StartsWith(Cancelled, StringComparison.Ordinal) ? canceled.Message : Cancelled;

    private static string ShowAndDelete(string projectId) =>
        $"\n  {CommandsToType.ListStaticKeys(projectId)}\n  {CommandsToType.RevokeStaticKey()}";
}
