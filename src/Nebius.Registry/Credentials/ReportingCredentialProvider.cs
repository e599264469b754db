namespace Nebius.Registry.Credentials;

/// <summary>Reports each credential that is found, and is otherwise the provider that it stands for.</summary>
/// <param name="inner">The provider.</param>
/// <param name="report">Called with each host and what was found for it.</param>
internal sealed class ReportingCredentialProvider(
    ICredentialProvider inner, Func<RegistryHost, CredentialResolution, Task> report) : ICredentialProvider
{
    /// <inheritdoc/>
    public async Task<CredentialResolution> ResolveAsync(RegistryHost host, CancellationToken cancellationToken)
    {
        var resolution = await inner.ResolveAsync(host, cancellationToken).ConfigureAwait(false);
        await report(host, resolution).ConfigureAwait(false);
        return resolution;
    }

    /// <inheritdoc/>
    public Task<CredentialResolution?> RenewAsync(RegistryCredential refused, CancellationToken cancellationToken) =>
        inner.RenewAsync(refused, cancellationToken);

    /// <inheritdoc/>
    public bool HasAccessToken() => inner.HasAccessToken();

    /// <inheritdoc/>
    public Task<ApiToken> ResolveAccessTokenAsync(CancellationToken cancellationToken) => inner.ResolveAccessTokenAsync(cancellationToken);

    /// <inheritdoc/>
    public Task<ApiToken?> RenewAccessTokenAsync(ApiToken refused, CancellationToken cancellationToken) =>
        inner.RenewAccessTokenAsync(refused, cancellationToken);
}
