using System.Net.Http.Headers;

namespace Nebius.Registry.Oci;

/// <summary>
/// The registry token for one repository. All sessions of a repository share it: it is requested once, and once more when the registry no
/// longer accepts it.
/// </summary>
/// <param name="repository">The repository's path.</param>
/// <param name="scope">The scope of the token: https://distribution.github.io/distribution/spec/auth/scope/.</param>
internal sealed class RepositoryAccess(string repository, string scope) : IDisposable
{
    private readonly SemaphoreSlim _turn = new(1);
    private RegistryLogin? _login;

    /// <summary>Gets the repository's path.</summary>
    public string Repository => repository;

    /// <summary>Returns the access for a push.</summary>
    /// <param name="repository">The repository's path.</param>
    /// <param name="mountFrom">A repository of the same registry whose blobs may be mounted; null for none.</param>
    public static RepositoryAccess ForPush(string repository, string? mountFrom = null) => new(
        repository,
        mountFrom is null ? $"repository:{repository}:pull,push" : $"repository:{repository}:pull,push repository:{mountFrom}:pull");

    /// <summary>Returns the access for a pull.</summary>
    public static RepositoryAccess ForPull(string repository) => new(repository, $"repository:{repository}:pull");

    /// <summary>Logs in, unless there is a login that wasn't refused.</summary>
    /// <param name="client">The client.</param>
    /// <param name="refused">The login that the registry refused; null when none was.</param>
    /// <param name="cancellationToken">Ends the login.</param>
    /// <exception cref="PushRefusedException">The registry refused.</exception>
    public async Task<RegistryLogin> LogInAsync(RegistryClient client, RegistryLogin? refused, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_login is { } login && (refused is null || !ReferenceEquals(login.Authorization, refused.Authorization)))
            {
                return login with { IsNew = false };
            }

            var (authorization, refusal) = await RegistryAuthenticator.ForAsync(client, scope, cancellationToken).ConfigureAwait(false);
            return refusal is null ? _login = new RegistryLogin(authorization, IsNew: true) : throw new PushRefusedException(refusal);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Forgets the login, as when another credential is used.</summary>
    public void Forget() => _login = null;

    /// <inheritdoc/>
    public void Dispose() => _turn.Dispose();
}

/// <summary>A login at a registry.</summary>
/// <param name="Authorization">The header of the requests; null for a registry that allows anonymous clients.</param>
/// <param name="IsNew">Whether the caller logged in, so that another login won't help.</param>
internal sealed record RegistryLogin(AuthenticationHeaderValue? Authorization, bool IsNew);
