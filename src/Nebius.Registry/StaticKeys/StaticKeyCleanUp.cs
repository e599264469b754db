namespace Nebius.Registry.StaticKeys;

/// <summary>
/// Revokes a key that the caller won't get. It has its own time, as it runs when the caller's is over, and it never fails: what came of it
/// is told beside the failure that it follows.
/// </summary>
/// <param name="client">The client that issued the key.</param>
/// <param name="time">The clock.</param>
internal sealed class StaticKeyCleanUp(StaticKeyClient client, TimeProvider time)
{
    private const string Cancelled = "It was cancelled.";

    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(20);

    /// <summary>Hands a new key over; one that cannot be handed over is revoked again.</summary>
    /// <param name="key">The key.</param>
    /// <param name="handOver">Hands it over.</param>
    /// <param name="more">What else to say when that fails.</param>
    /// <exception cref="NebiusRegistryException">It could not be handed over; the message says what became of it.</exception>
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
    /// <returns>What came of it.</returns>
    public async Task<string> RevokeAsync(Secret token, string id)
    {
        using var limit = new CancellationTokenSource(Timeout, time);
        var (name, shownId) = id.Length > 0 ? ($"The new key {id}", id) : ("The new key", "<its id>");
        try
        {
            // One that the API does not find is gone, or so new that it is not known everywhere.
            return await client.RevokeAsync(token, limit.Token).ConfigureAwait(false)
                ? $"{name} was revoked again."
                : $"{name} was not found when it was to be revoked, so that it is most likely gone: "
                    + $"'{CommandsToType.ListStaticKeys()}' "
                    + "shows whether it is.";
        }
        catch (Exception error) when (error is NebiusRegistryException or OperationCanceledException)
        {
            return $"{name}, whose token nobody has, could not be revoked: '{CommandsToType.RevokeStaticKey(shownId)}' deletes it.";
        }
    }

    /// <summary>Deletes a key that may have been issued without an answer, by its unique name.</summary>
    /// <param name="projectId">The project.</param>
    /// <param name="name">The name.</param>
    /// <returns>What came of it.</returns>
    public async Task<string> DeleteByNameAsync(string projectId, string name)
    {
        using var limit = new CancellationTokenSource(Timeout, time);
        try
        {
            var key = await client.GetByNameAsync(projectId, name, limit.Token).ConfigureAwait(false);
            if (key is null)
            {
                // The call may still be on its way.
                return $"No new key named '{name}' was found. Should it appear later, {ShowAndDelete(projectId, name)}";
            }

            var isDeleted = await client.DeleteAsync(key.Id, limit.Token).ConfigureAwait(false);
            return $"The new key {key.Id} had been issued, and {(isDeleted ? "was deleted again" : "was gone when it was to be deleted")}.";
        }
        catch (Exception error) when (error is NebiusRegistryException or OperationCanceledException)
        {
            return $"Whether a new key named '{name}' was issued is not known: {ShowAndDelete(projectId, name)}";
        }
    }

    /// <summary>Says of a key that may have been issued without an answer where to look, when its name may be another key's, too.</summary>
    public static string MayBeIssued(StaticKeyRequest request) =>
        "A key may have been issued all the same, whose token nobody has: "
        + $"look with '{CommandsToType.ListStaticKeys(request.ProjectId)}', "
        + $"and revoke one that is there and new with '{CommandsToType.RevokeStaticKey()}'.";

    /// <summary>Adds what came of it to the failure that it follows.</summary>
    public static Exception With(Exception error, string text) => error switch
    {
        NebiusRegistryException coded => coded.AfterTheBeginning(text),
        OperationCanceledException canceled => new OperationCanceledException($"{Said(canceled)} {text}", canceled.CancellationToken),
        _ => error,
    };

    // A foreign text says no more than that; this library's own already says what came of it so far.
    private static string Said(OperationCanceledException canceled) =>
        canceled.Message.StartsWith(Cancelled, StringComparison.Ordinal) ? canceled.Message : Cancelled;

    private static string ShowAndDelete(string projectId, string name) =>
        $"'{CommandsToType.ListStaticKeys(projectId)}' shows it, and '{CommandsToType.RevokeStaticKey()}' revokes it.";
}
