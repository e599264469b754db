using Nebius.Registry.Credentials;
using Nebius.Registry.Tool.Output;

namespace Nebius.Registry.Tool;

/// <summary>Says which credential is used for each host, and what may go wrong with it.</summary>
/// <param name="inner">The provider of the credentials.</param>
/// <param name="purpose">Returns what the credential of a host is for, such as <c>image to</c>.</param>
internal sealed class NotingCredentials(ICredentialProvider inner, Func<RegistryHost, string> purpose) : ICredentialProvider
{
    /// <inheritdoc/>
    public async Task<CredentialResolution> ResolveAsync(RegistryHost host, CancellationToken cancellationToken)
    {
        var resolution = await inner.ResolveAsync(host, cancellationToken).ConfigureAwait(false);
        if (resolution.Credential is { } credential)
        {
            await Notes.WriteAsync(CredentialDescription.For(purpose(host), credential)).ConfigureAwait(false);
        }

        await Notes.TellAsync(resolution).ConfigureAwait(false);
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
