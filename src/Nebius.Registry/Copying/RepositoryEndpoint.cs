using Nebius.Registry.Credentials;
using Nebius.Registry.Oci;

namespace Nebius.Registry.Copying;

/// <summary>
/// One repository in one registry during a copy. Several requests may run at the same time; they share connection, credential and registry
/// token.
/// </summary>
internal sealed class RepositoryEndpoint : IDisposable
{
    private readonly RegistryConnection _connection;
    private readonly SharedCredential _credential;
    private readonly RepositoryAccess _access;
    private readonly ImageCopyOptions _options;

    /// <summary>Creates an endpoint.</summary>
    /// <param name="host">What the endpoints of the same registry share; the caller disposes it.</param>
    /// <param name="access">The access to the repository.</param>
    /// <param name="options">The options.</param>
    public RepositoryEndpoint(CopyHost host, RepositoryAccess access, ImageCopyOptions options) =>
        (_connection, _credential, _access, _options) = (host.Connection, host.Credential, access, options);

    /// <summary>Gets the registry.</summary>
    public RegistryHost Host => _connection.Host;

    /// <summary>Gets the repository's path.</summary>
    public string Repository => _access.Repository;

    /// <summary>Gets the credential.</summary>
    public RegistryCredential Credential => _credential.Current;

    /// <summary>Runs a step, and again after an error that a retry may help, or with a new token when a cached one was rejected.</summary>
    /// <typeparam name="TResult">The result.</typeparam>
    /// <param name="step">The step.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <param name="position">Returns how far a step that resumes has come.</param>
    /// <exception cref="PushRefusedException">The registry refused, or didn't respond.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> fired.</exception>
    public async Task<TResult> RunAsync<TResult>(
        Func<RepositorySession, CancellationToken, Task<TResult>> step, CancellationToken cancellationToken, Func<long>? position = null)
    {
        for (var isRenewed = false; ; isRenewed = true)
        {
            var credential = _credential.Current;
            try
            {
                return await RunAsync(step, credential, position, cancellationToken).ConfigureAwait(false);
            }
            catch (PushRefusedException refusal) when (refusal.Result.Status == ProbeStatus.Unauthorized && !isRenewed)
            {
                if (await _credential.RenewAsync(credential, cancellationToken).ConfigureAwait(false) is null)
                {
                    throw;
                }

                _access.Forget();
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _access.Dispose();

    private async Task<TResult> RunAsync<TResult>(
        Func<RepositorySession, CancellationToken, Task<TResult>> step,
        RegistryCredential credential,
        Func<long>? position,
        CancellationToken cancellationToken)
    {
        using var budget = new PushBudget(Repository, Host, _options.Limits, _options.Progress, _options.Time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, budget.Token);
        var session = new RepositorySession(_connection, credential, _access, budget, _options.Time);
        try
        {
            return await _options.Attempts.RunAsync(() => step(session, linked.Token), budget, linked.Token, position)
                .ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (budget.Token.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            var result = budget.LastRefusal?.Result ?? ProbeResponse.Missing(budget.Request, null, isOutOfTime: true);
            throw new PushRefusedException(result);
        }
    }
}

/// <summary>One registry during a copy: one connection, one credential.</summary>
/// <param name="connection">The connection.</param>
/// <param name="credential">The credential.</param>
internal sealed class CopyHost(RegistryConnection connection, SharedCredential credential) : IDisposable
{
    /// <summary>Gets the connection.</summary>
    public RegistryConnection Connection => connection;

    /// <summary>Gets the credential.</summary>
    public SharedCredential Credential => credential;

    /// <inheritdoc/>
    public void Dispose()
    {
        connection.Dispose();
        credential.Dispose();
    }
}
