namespace Nebius.Registry.Credentials;

/// <summary>A credential that several requests share. After a refusal it is renewed once, not by each of them.</summary>
/// <param name="provider">The provider of the credential.</param>
/// <param name="credential">The credential.</param>
internal sealed class SharedCredential(ICredentialProvider provider, RegistryCredential credential) : IDisposable
{
    private readonly SemaphoreSlim _renewal = new(1);

    /// <summary>Gets the current credential.</summary>
    public RegistryCredential Current { get; private set; } = credential;

    /// <summary>
    /// Renews a credential that was refused: a cached token, which may have been revoked, and one that has expired since it was issued.
    /// </summary>
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

            var resolution = await provider.RenewAsync(refused, cancellationToken).ConfigureAwait(false)
                ?? await ReplaceExpiredAsync(refused, cancellationToken).ConfigureAwait(false);
            return resolution?.Credential is { } renewed ? Current = renewed : null;
        }
        finally
        {
            _renewal.Release();
        }
    }

    // What the user gave is the same again.
    private async Task<CredentialResolution?> ReplaceExpiredAsync(RegistryCredential refused, CancellationToken cancellationToken)
    {
        if (refused.ExpiresAt is not { } end || end > DateTimeOffset.UtcNow)
        {
            return null;
        }

        var resolution = await provider.ResolveAsync(refused.Host, cancellationToken).ConfigureAwait(false);
        return resolution.Credential?.Password.Reveal() == refused.Password.Reveal() ? null : resolution;
    }

    /// <inheritdoc/>
    public void Dispose() => _renewal.Dispose();
}
