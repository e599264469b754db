namespace Nebius.Registry.Credentials;

/// <summary>A credential that several requests share. After a refusal it is renewed once, not by each of them.</summary>
/// <param name="provider">The provider of the credential.</param>
/// <param name="credential">The credential.</param>
internal sealed class SharedCredential(ICredentialProvider provider, RegistryCredential credential) : IDisposable
{
    private readonly SemaphoreSlim _renewal = new(1);

    /// <summary>Gets the current credential.</summary>
    public RegistryCredential Current { get; private set; } = credential;

    /// <summary>Renews a credential that was refused.</summary>
    /// <returns>The new credential; null when there is none.</returns>
    public async Task<RegistryCredential?> RenewAsync(RegistryCredential refused, CancellationToken cancellationToken)
    {
        await _renewal.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (!ReferenceEquals(refused, Current))
            {
                return Current;
            }

            if (await provider.RenewAsync(refused, cancellationToken).ConfigureAwait(false) is not { Credential: { } renewed })
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
