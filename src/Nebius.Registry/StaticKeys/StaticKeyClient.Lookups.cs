namespace Nebius.Registry.StaticKeys;

// What changes nothing.
public sealed partial class StaticKeyClient
{
    /// <summary>Lists the keys of a project, of all services.</summary>
    /// <param name="projectId">The project, as in <c>project-e00abc</c>.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>All keys, however many pages they fill.</returns>
    /// <exception cref="NebiusRegistryException">The keys cannot be listed, and the message says why and what to type.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    public async Task<IReadOnlyList<StaticKeyInfo>> ListAsync(string projectId, CancellationToken cancellationToken)
    {
        var id = ResourceIds.RequireProject(projectId);
        var keys = new List<StaticKeyInfo>();
        var pages = new HashSet<string>(StringComparer.Ordinal);

        // A page that comes twice would come for ever.
        for (var page = string.Empty; pages.Add(page);)
        {
            (var some, page) = await _calls.ListAsync(id, page, cancellationToken).ConfigureAwait(false);
            keys.AddRange(some);
            if (page.Length == 0)
            {
                return keys;
            }
        }

        throw _client.Errors(_calls.ListSubject(id)).BadAnswer("with the same page of static keys again and again");
    }

    /// <summary>Finds the key that a token is of.</summary>
    /// <param name="token">The token.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The key; null when there is none, or none that the account of the access token may see.</returns>
    /// <exception cref="NebiusRegistryException">The API refused or could not be asked; the message says what to type.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    public Task<StaticKeyInfo?> FindAsync(Secret token, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(token);
        return _calls.FindAsync(token, cancellationToken);
    }

    /// <summary>Gets a key by its id.</summary>
    /// <param name="id">The id, as in <c>statickey-e00abc</c>.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The key; null when there is none, or none that the account of the access token may see.</returns>
    /// <exception cref="NebiusRegistryException">The API refused or could not be asked; the message says what to type.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    public Task<StaticKeyInfo?> GetAsync(string id, CancellationToken cancellationToken) =>
        _calls.GetAsync(ResourceIds.RequireStaticKey(id), cancellationToken);

    /// <summary>Gets a key by its name.</summary>
    /// <param name="projectId">The project, as in <c>project-e00abc</c>.</param>
    /// <param name="name">The name.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The key; null when there is none, or none that the account of the access token may see.</returns>
    /// <exception cref="NebiusRegistryException">The API refused or could not be asked; the message says what to type.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    public Task<StaticKeyInfo?> GetByNameAsync(string projectId, string name, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return _calls.GetByNameAsync(ResourceIds.RequireProject(projectId), name, cancellationToken);
    }
}
