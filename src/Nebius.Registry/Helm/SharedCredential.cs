using Nebius.Registry.Credentials;

namespace Nebius.Registry.Helm;

/// <summary>A credential that several pushes share. One that is refused is got anew once, and not by each of them.</summary>
/// <param name="finder">Where another one comes from.</param>
/// <param name="credential">The credential.</param>
internal sealed class SharedCredential(ICredentialProvider finder, RegistryCredential credential) : IDisposable
{
    private readonly SemaphoreSlim _renewal = new(1);

    /// <summary>Gets the credential that is good, as far as it is known.</summary>
    public RegistryCredential Current { get; private set; } = credential;

    /// <summary>Gets another one in place of one that was refused.</summary>
    /// <returns>The other one; null when there is none.</returns>
    public async Task<RegistryCredential?> RenewAsync(RegistryCredential refused, CancellationToken cancellationToken)
    {
        await _renewal.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (!ReferenceEquals(refused, Current))
            {
                return Current;
            }

            if (await finder.RenewAsync(refused, cancellationToken).ConfigureAwait(false) is not { Credential: { } renewed })
            {
                return null;
            }

            return Current = renewed;
        }
        finally
        {
            _renewal.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _renewal.Dispose();
}
