using Nebius.Registry.Credentials;

namespace Nebius.Registry.StaticKeys;

/// <summary>Rotations with an access token that may have been kept too long.</summary>
internal static class StaticKeyRenewal
{
    /// <summary>
    /// Rotates a key. A token that was kept and is not accepted any more is got anew, once; that is found out by a call that changes nothing, as a
    /// rotation is not to be begun a second time.
    /// </summary>
    /// <param name="finder">Where access tokens come from.</param>
    /// <param name="token">The token.</param>
    /// <param name="request">What is rotated.</param>
    /// <param name="cancellationToken">Ends the rotation, as <see cref="StaticKeyClient.RotateAsync"/> has it.</param>
    /// <returns>The new key.</returns>
    /// <exception cref="NebiusRegistryException">It did not end well; the message says which key works.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> fired.</exception>
    public static async Task<RotatedStaticKey> RotateAsync(
        this ICredentialProvider finder, ApiToken token, StaticKeyRotationRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var accepted = await finder.WithFreshCredentialAsync(
            token,
            async asker =>
            {
                using var client = new StaticKeyClient(asker);
                _ = request.OldKeyId is { } id
                    ? await client.GetAsync(id, cancellationToken).ConfigureAwait(false)
                    : await client.FindAsync(request.OldToken!, cancellationToken).ConfigureAwait(false);
                return asker;
            },
            cancellationToken).ConfigureAwait(false);
        using var client = new StaticKeyClient(accepted);
        return await client.RotateAsync(request, cancellationToken).ConfigureAwait(false);
    }
}
