using System.Net;
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
    private readonly CopyHost _host;
    private readonly ImageCopyOptions _options;

    /// <summary>Creates an endpoint.</summary>
    /// <param name="host">What the endpoints of the same registry share; the caller disposes it.</param>
    /// <param name="access">The access to the repository.</param>
    /// <param name="options">The options.</param>
    public RepositoryEndpoint(CopyHost host, RepositoryAccess access, ImageCopyOptions options) =>
        (_host, _connection, _credential, _access, _options) = (host, host.Connection, host.Credential, access, options);

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
    /// <param name="allowance">How much longer than usual the step may wait.</param>
    /// <exception cref="PushRefusedException">The registry refused, or didn't respond.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> fired.</exception>
    public async Task<TResult> RunAsync<TResult>(
        Func<RepositorySession, CancellationToken, Task<TResult>> step,
        CancellationToken cancellationToken,
        Func<long>? position = null,
        TimeSpan allowance = default)
    {
        for (var isRenewed = false; ; isRenewed = true)
        {
            var credential = _credential.Current;
            try
            {
                return await RunOnceAsync(step, credential, position, allowance, cancellationToken).ConfigureAwait(false);
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

    private async Task<TResult> RunOnceAsync<TResult>(
        Func<RepositorySession, CancellationToken, Task<TResult>> step,
        RegistryCredential credential,
        Func<long>? position,
        TimeSpan allowance,
        CancellationToken cancellationToken)
    {
        var limits = _options.Limits with { Waiting = _options.Limits.Waiting + allowance };
        using var budget = new PushBudget(Repository, Host, limits, _host.Tell, _options.Time);
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
/// <param name="host">The registry.</param>
/// <param name="provider">What renews the credential.</param>
/// <param name="credential">The credential.</param>
/// <param name="options">Who is told what the copy waits for.</param>
internal sealed class CopyHost(
    RegistryHost host, ICredentialProvider provider, RegistryCredential credential, ImageCopyOptions options) : IDisposable
{
    private readonly Lock _lock = new();
    private long? _told;

    /// <summary>Gets the connection.</summary>
    public RegistryConnection Connection { get; } = new(host, options.CreateHandler()) { HttpVersion = HttpVersion.Version20 };

    /// <summary>Gets the credential.</summary>
    public SharedCredential Credential { get; } = new(provider, credential);

    /// <summary>Reports what one of the requests waits for. Several may wait for the same reason: there is one line for all.</summary>
    public void Tell(string line)
    {
        lock (_lock)
        {
            if (_told is { } last && options.Time.GetElapsedTime(last) < options.ProgressInterval)
            {
                return;
            }

            _told = options.Time.GetTimestamp();
        }

        options.Progress?.Invoke(line);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Connection.Dispose();
        Credential.Dispose();
    }
}
