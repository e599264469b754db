using Nebius.Registry.Credentials;
using Nebius.Registry.Iam.Rpc;
using Nebius.Registry.Net;

namespace Nebius.Registry.StaticKeys;

/// <summary>
/// Issues, lists, finds, revokes and rotates static keys for Container Registry. It needs an access token: a static key opens the
/// registry alone. Calls may run at the same time.
/// </summary>
public sealed class StaticKeyClient : IDisposable
{
    private readonly ApiClient _client;
    private readonly StaticKeyClientOptions _options;
    private readonly StaticKeyApi _calls;
    private readonly Secret _accessToken;

    /// <summary>Makes a client.</summary>
    /// <param name="token">
    /// The access token from <see cref="CredentialChain.ResolveAccessTokenAsync"/>. The client uses no other: for one that is rejected
    /// (<c>NEBIUS1307</c>), get another with <see cref="CredentialChain.RenewAccessTokenAsync"/> and make another client.
    /// </param>
    public StaticKeyClient(ApiToken token)
        : this(token, options: null)
    {
    }

    internal StaticKeyClient(ApiToken token, StaticKeyClientOptions? options)
        : this(Access(token), options)
    {
    }

    internal StaticKeyClient(ApiAccess access, StaticKeyClientOptions? options)
    {
        _options = options ?? new StaticKeyClientOptions();
        _client = new ApiClient(access) { Retries = _options.Retries, CreateHandler = _options.CreateHandler };
        _calls = new StaticKeyApi(_client);
        _accessToken = access.AccessToken;
    }

    private StaticKeyCleanUp CleanUp => new(this, _options.Time);

    private OperationPoller Wait => new(_calls, _options.Time, _options.OperationTimeout);

    /// <summary>Issues a key, and waits until it is there. One that cannot be returned is revoked again.</summary>
    /// <param name="request">For whom, where, and for how long; all of it is checked before anything is sent.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The key with its token, which is shown this once.</returns>
    /// <exception cref="NebiusRegistryException">No key was issued.</exception>
    /// <exception cref="OperationCanceledException">
    /// <paramref name="cancellationToken"/> was cancelled; when a key may have been issued, the message says where to look.
    /// </exception>
    public Task<IssuedStaticKey> IssueAsync(StaticKeyRequest request, CancellationToken cancellationToken) =>
        IssueAsync(request, isNameUnique: false, cancellationToken);

    /// <summary>
    /// Issues a key and writes its token to a destination, which is checked first. One whose token could not be written is revoked again.
    /// </summary>
    /// <param name="request">For whom, where, and for how long; all of it is checked before anything is sent.</param>
    /// <param name="destination">Where the token goes.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The key as it was issued, without its token.</returns>
    /// <exception cref="NebiusRegistryException">
    /// There is no key, or its token could not be written; the message says why, what became of the key, and what to type.
    /// </exception>
    /// <exception cref="OperationCanceledException">
    /// <paramref name="cancellationToken"/> was cancelled; the message says what became of a key that was issued, or may have been.
    /// </exception>
    public async Task<StaticKeyInfo> IssueAsync(
        StaticKeyRequest request, StaticKeyDestination destination, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(destination);
        destination.Check();
        var key = await IssueAsync(request, cancellationToken).ConfigureAwait(false);
        await CleanUp.OrRevokeAsync(key, () => destination.WriteAsync(key.Token, cancellationToken)).ConfigureAwait(false);
        return key.ToInfo();
    }

    /// <summary>Lists the keys of a project, of all services.</summary>
    /// <param name="projectId">The project, as in <c>project-e00abc</c>.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>All keys, however many pages they fill.</returns>
    /// <exception cref="NebiusRegistryException">The keys can't be listed.</exception>
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

        throw _client.Errors(_calls.ListSubject(id)).BadAnswer("the same page of static keys again and again");
    }

    /// <summary>Finds the key that a token is of.</summary>
    /// <param name="token">The token.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The key; null when there is none, or none that the account of the access token may see.</returns>
    /// <exception cref="NebiusRegistryException">The API refused or can't be reached.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    public Task<StaticKeyInfo?> FindAsync(Secret token, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(token);
        return _calls.FindAsync(token, cancellationToken);
    }

    /// <summary>Gets a key by its id.</summary>
    /// <param name="id">The ID, as in <c>statickey-e00abc</c>.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The key; null when there is none, or none that the account of the access token may see.</returns>
    /// <exception cref="NebiusRegistryException">The API refused or can't be reached.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    public Task<StaticKeyInfo?> GetAsync(string id, CancellationToken cancellationToken) =>
        _calls.GetAsync(ResourceIds.RequireStaticKey(id), cancellationToken);

    /// <summary>Gets a key by its name.</summary>
    /// <param name="projectId">The project, as in <c>project-e00abc</c>.</param>
    /// <param name="name">The name.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The key; null when there is none, or none that the account of the access token may see.</returns>
    /// <exception cref="NebiusRegistryException">The API refused or can't be reached.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    public Task<StaticKeyInfo?> GetByNameAsync(string projectId, string name, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return _calls.GetByNameAsync(ResourceIds.RequireProject(projectId), name, cancellationToken);
    }

    /// <summary>Revokes the key that a token is of, and waits until that is done.</summary>
    /// <param name="token">The token.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>False when there was no such key.</returns>
    /// <exception cref="NebiusRegistryException">The API refused or can't be reached.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    public async Task<bool> RevokeAsync(Secret token, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(token);
        var operation = await _calls.RevokeAsync(token, cancellationToken).ConfigureAwait(false);
        return operation is not null
            && await Wait.RunAsync(operation, "revoke a static key", [token], cancellationToken).ConfigureAwait(false) is not null;
    }

    /// <summary>Deletes a key, and waits until that is done.</summary>
    /// <param name="id">The ID, as in <c>statickey-e00abc</c>.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>False when there was no such key.</returns>
    /// <exception cref="NebiusRegistryException">The API refused or can't be reached.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    public async Task<bool> DeleteAsync(string id, CancellationToken cancellationToken)
    {
        var keyId = ResourceIds.RequireStaticKey(id);
        var operation = await _calls.DeleteAsync(keyId, cancellationToken).ConfigureAwait(false);
        return operation is not null
            && await Wait.RunAsync(operation, $"delete {keyId}", [], cancellationToken).ConfigureAwait(false) is not null;
    }

    /// <summary>
    /// Replaces a key by a new one of the same service account: issues it, proves that it works at the registry, hands it over, and only
    /// then revokes the old one. Wherever it is stopped, at least one of the two works, and the error says which.
    /// </summary>
    /// <param name="request">Which key, where it must work, and where the new token goes.</param>
    /// <param name="cancellationToken">Ends the rotation, until the new key is handed over; from then on it is finished.</param>
    /// <returns>The new key without its token, which is where the request says.</returns>
    /// <exception cref="NebiusRegistryException">
    /// The rotation could not be finished; the message says which key works and what to type.
    /// </exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled; the old key works.</exception>
    public Task<RotatedStaticKey> RotateAsync(StaticKeyRotationRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        return new StaticKeyRotation(this, _accessToken, request, _options).RunAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    /// <summary>Issues a key. If its name is unique and there is no answer, the key is looked up by name and deleted.</summary>
    internal Task<IssuedStaticKey> IssueAsync(StaticKeyRequest request, bool isNameUnique, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        return new StaticKeyIssue(_calls, Wait, CleanUp, _options.Time)
        {
            IsNameUnique = isNameUnique,
        }.RunAsync(request, cancellationToken);
    }

    private static ApiAccess Access(ApiToken token)
    {
        ArgumentNullException.ThrowIfNull(token);
        return token.Access;
    }
}

/// <summary>What a <see cref="StaticKeyClient"/> works with.</summary>
internal sealed record StaticKeyClientOptions
{
    /// <summary>Gets the clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Gets how long a change may take after the API accepted it. Thirty seconds by default.</summary>
    public TimeSpan OperationTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Gets what makes the handler of all calls; a test puts its own here.</summary>
    public Func<HttpMessageHandler> CreateHandler { get; init; } = HttpHandlers.Create;

    /// <summary>Gets the number that pauses are multiplied by; a test puts its own here.</summary>
    public Func<double>? Jitter { get; init; }

    /// <summary>Gets the clock, the pauses and the limits of each call.</summary>
    public RpcRetryPolicy Retries =>
        Jitter is null ? new RpcRetryPolicy { Time = Time } : new RpcRetryPolicy { Time = Time, Jitter = Jitter };
}
