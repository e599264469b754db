using System.Globalization;
using System.Security.Cryptography;
using System.Text.RegularExpressions;
using Nebius.Registry.Credentials;
using Nebius.Registry.Oci;

namespace Nebius.Registry.StaticKeys;

/// <summary>
/// One rotation. The old key is revoked last, so that at least one key works wherever it stops. A key that was
/// not handed over is revoked.
/// </summary>
/// <param name="client">The client.</param>
/// <param name="accessToken">The token that the client calls the API with.</param>
/// <param name="request">What to rotate.</param>
/// <param name="options">What the client works with.</param>
internal sealed class StaticKeyRotation(
    StaticKeyClient client, Secret accessToken, StaticKeyRotationRequest request, StaticKeyClientOptions options)
{
    private const string Unchanged = "Nothing was changed: the old key still works.";
    private static readonly TimeSpan RevocationTimeout = TimeSpan.FromSeconds(45);

    public async Task<RotatedStaticKey> RunAsync(CancellationToken cancellationToken)
    {
        var use = StaticKeyUse.Check(request);
        request.Destination.Check();
        var old = await FindOldAsync(cancellationToken).ConfigureAwait(false);
        await CheckRepositoryAsync(use, old, cancellationToken).ConfigureAwait(false);
        var issued = await IssueAsync(old, cancellationToken).ConfigureAwait(false);
        await new StaticKeyCleanUp(client, options.Time).OrRevokeAsync(
            issued,
            async () =>
            {
                await new StaticKeyVerifier(use, options).RunAsync(issued, cancellationToken).ConfigureAwait(false);
                await request.Destination.WriteAsync(issued.Token, cancellationToken).ConfigureAwait(false);
            },
            OldWorks(old)).ConfigureAwait(false);

        // The new key is in use now, and two keys must not be left: from here on nothing cancels.
        await RevokeOldAsync(old, issued).ConfigureAwait(false);
        return new RotatedStaticKey
        {
            Id = issued.Id,
            Name = issued.Name,
            ServiceAccountId = issued.ServiceAccountId,
            ProjectId = issued.ProjectId,
            ExpiresAt = issued.ExpiresAt,
            Destination = request.Destination.ToString(),
            OldKeyId = old.Id,
        };
    }

    private async Task<StaticKeyInfo> FindOldAsync(CancellationToken cancellationToken)
    {
        return await LookUpAsync(cancellationToken).ConfigureAwait(false) switch
        {
            null => throw CannotRotate(
                "Can't rotate the static key: the Nebius API doesn't find it. It may be revoked, or in a project that the access token's "
                + $"account may not see. Nothing was changed. List the keys:\n  {CommandsToType.ListStaticKeys()}"),
            { Service: not ClientService.ContainerRegistry } other => throw CannotRotate(
                $"Can't rotate the static key {other.Id}: it is for {other.Service}, not for Container Registry. Nothing was changed."),
            { ServiceAccountId: "" } other =>
                throw CannotRotate($"Can't rotate the static key {other.Id}: it has no service account. Nothing was changed."),
            { } old => old,
        };
    }

    private async Task CheckRepositoryAsync(StaticKeyRotationRequest use, StaticKeyInfo old, CancellationToken cancellationToken)
    {
        try
        {
            await new StaticKeyVerifier(use, options).CheckFirstAsync(old, accessToken, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException error)
        {
            throw StaticKeyCleanUp.With(error, Unchanged);
        }
    }

    private async Task<StaticKeyInfo?> LookUpAsync(CancellationToken cancellationToken)
    {
        try
        {
            return (request.OldToken, request.OldKeyId) switch
            {
                ({ } token, null) => await client.FindAsync(token, cancellationToken).ConfigureAwait(false),
                (null, { } id) => await client.GetAsync(id, cancellationToken).ConfigureAwait(false),
                _ => throw CannotRotate("Can't rotate the static key: name it either by its token or by its ID."),
            };
        }
        catch (Exception error)
        {
            throw StaticKeyCleanUp.With(error, Unchanged);
        }
    }

    private async Task<IssuedStaticKey> IssueAsync(StaticKeyInfo old, CancellationToken cancellationToken)
    {
        try
        {
            return await client.IssueAsync(
                new StaticKeyRequest
                {
                    ServiceAccountId = old.ServiceAccountId,
                    ProjectId = old.ProjectId,
                    Name = request.Name ?? RotatedName.After(old.Name, options.Time.GetUtcNow()),
                    ExpiresAt = request.ExpiresAt,
                },
                isNameUnique: request.Name is null, // A name that the caller chose may be another key's.
                cancellationToken).ConfigureAwait(false);
        }
        catch (Exception error)
        {
            throw StaticKeyCleanUp.With(error, OldWorks(old));
        }
    }

    private async Task RevokeOldAsync(StaticKeyInfo old, IssuedStaticKey issued)
    {
        using var limit = new CancellationTokenSource(RevocationTimeout, options.Time);
        try
        {
            // A key that is already gone is fine.
            _ = request.OldToken is { } token
                ? await client.RevokeAsync(token, limit.Token).ConfigureAwait(false)
                : await client.DeleteAsync(old.Id, limit.Token).ConfigureAwait(false);
        }
        catch (Exception error) when (error is NebiusRegistryException or OperationCanceledException)
        {
            var reason = error is NebiusRegistryException ? $" {error.Message}" : string.Empty;
            throw new NebiusRegistryException(
                MessageCodes.RotationIncomplete,
                $"The new static key {issued.Id} works and is in {request.Destination}, but the old key {old.Id} can't be revoked.{reason}"
                + (reason.Contains('\n', StringComparison.Ordinal) ? '\n' : ' ')
                + $"Revoke it later:\n  {CommandsToType.RevokeStaticKey(old.Id)}");
        }
    }

    private static string OldWorks(StaticKeyInfo old) => $"The old key {old.Id} still works. Rotate it again.";

    private static NebiusRegistryException CannotRotate(string message) => new(MessageCodes.KeyCannotRotate, message);
}

/// <summary>Rotations with a cached access token, which the API may reject.</summary>
internal static class StaticKeyRenewal
{
    /// <summary>
    /// Rotates a key. A cached token that the API rejects is renewed once; a call that changes nothing finds that out, as a
    /// rotation must not begin a second time.
    /// </summary>
    /// <param name="provider">The source of access tokens.</param>
    /// <param name="token">The token.</param>
    /// <param name="request">What is rotated.</param>
    /// <param name="cancellationToken">Ends the rotation, as <see cref="StaticKeyClient.RotateAsync"/> has it.</param>
    /// <returns>The new key.</returns>
    /// <exception cref="NebiusRegistryException">It failed; the message says which key works.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> fired.</exception>
    public static async Task<RotatedStaticKey> RotateAsync(
        this ICredentialProvider provider, ApiToken token, StaticKeyRotationRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var accepted = await provider.WithFreshCredentialAsync(
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

/// <summary>Checks where a new key must work before one is issued: what can't be verified isn't worth a key.</summary>
internal static class StaticKeyUse
{
    /// <summary>Checks the repository and the action of a rotation.</summary>
    /// <returns>The request with the repository as the registry writes it.</returns>
    /// <exception cref="NebiusRegistryException">They aren't valid.</exception>
    public static StaticKeyRotationRequest Check(StaticKeyRotationRequest request)
    {
        if (!ImageName.IsRepository(request.Repository))
        {
            // It may be an address with a password in it, so it is not shown.
            throw CannotRotate(
                "The repository isn't valid. Expected: e00abc/app, in lower case, without scheme, host and tag.");
        }

        if (request.Repository.Split('/', 2) is [var first, var rest]
            && (first == request.Host.Name || first.EndsWith(".nebius.cloud", StringComparison.Ordinal)))
        {
            throw CannotRotate($"'{request.Repository}' isn't a repository: it begins with a host. Expected: {rest}.");
        }

        return request.Action is RegistryAction.Push or RegistryAction.Pull
            ? request with { Repository = RepositoryPath.Resolve(request.Host, request.Repository, registryId: null).Value }
            : throw CannotRotate($"'{request.Action}' isn't an action. Expected: Push or Pull.");
    }

    private static NebiusRegistryException CannotRotate(string why) => new(MessageCodes.KeyCannotRotate, $"{why} Nothing was changed.");
}

/// <summary>Names for keys that take another's place.</summary>
internal static partial class RotatedName
{
    // A DNS label has 63 letters; the day, the random letters and their hyphens take 16 of them.
    private const int LongestBase = 47;
    private const int RandomBytes = 3;

    /// <summary>
    /// Returns a unique name, so that a key which was issued without an answer can be found by it: the old
    /// key's, without what the rotation before added, with the day and a few random letters.
    /// </summary>
    public static string After(string oldName, DateTimeOffset now)
    {
        var name = Suffix().Replace(oldName, string.Empty);
        name = name.Length == 0 ? "rotated" : name.Length > LongestBase ? name[..LongestBase] : name;
        var random = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(RandomBytes));
        return string.Create(CultureInfo.InvariantCulture, $"{name}-{now.UtcDateTime:yyyyMMdd}-{random}");
    }

    [GeneratedRegex(@"-[0-9]{8}-[0-9a-f]{6}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Suffix();
}
