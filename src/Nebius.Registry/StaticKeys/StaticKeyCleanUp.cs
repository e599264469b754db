namespace Nebius.Registry.StaticKeys;

/// <summary>
/// Takes back a key that nobody will get. It has its own time, as it runs when the caller's is over, and it never fails: what came of it
/// is told beside the failure that it follows.
/// </summary>
/// <param name="client">The client that issued the key.</param>
/// <param name="time">The clock.</param>
internal sealed class StaticKeyCleanUp(StaticKeyClient client, TimeProvider time)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <summary>Revokes a key by its token.</summary>
    /// <param name="token">The token.</param>
    /// <param name="id">The key's id, for the message; perhaps empty.</param>
    /// <returns>What came of it.</returns>
    public async Task<string> RevokeAsync(Secret token, string id)
    {
        using var limit = new CancellationTokenSource(Patience, time);
        var name = id.Length > 0 ? $"The new key {id}" : "The new key";
        try
        {
            await client.RevokeAsync(token, limit.Token).ConfigureAwait(false);
            return $"{name} was revoked again.";
        }
        catch (Exception error) when (error is NebiusRegistryException or OperationCanceledException)
        {
            return $"{name}, whose token nobody has, could not be revoked: 'nebius iam static-key delete --id "
                + $"{(id.Length > 0 ? id : "<its id>")}' deletes it.";
        }
    }

    /// <summary>Deletes a key that may have been issued without an answer, by a name that nobody else gives to a key.</summary>
    /// <param name="projectId">The project.</param>
    /// <param name="name">The name.</param>
    /// <returns>What came of it.</returns>
    public async Task<string> DeleteByNameAsync(string projectId, string name)
    {
        using var limit = new CancellationTokenSource(Patience, time);
        try
        {
            var key = await client.GetByNameAsync(projectId, name, limit.Token).ConfigureAwait(false);
            return key is not null && await client.DeleteAsync(key.Id, limit.Token).ConfigureAwait(false)
                ? $"The new key {key.Id} had been issued, and was deleted again."
                : $"No new key named '{name}' is left.";
        }
        catch (Exception error) when (error is NebiusRegistryException or OperationCanceledException)
        {
            return $"Whether a new key named '{name}' was issued is not known: 'nebius iam static-key get-by-name --parent-id {projectId} --name "
                + $"{name}' shows it, and 'nebius iam static-key delete --id <its id>' deletes it.";
        }
    }

    /// <summary>Adds what came of it to the failure that it follows.</summary>
    public static Exception With(Exception error, string text) => error switch
    {
        NebiusRegistryException coded => coded.Adding(text),
        OperationCanceledException canceled => new OperationCanceledException($"It was cancelled. {text}", canceled.CancellationToken),
        _ => error,
    };
}
