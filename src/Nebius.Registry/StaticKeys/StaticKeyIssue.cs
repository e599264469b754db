namespace Nebius.Registry.StaticKeys;

/// <summary>Issues a key and waits until it is there. One that cannot be handed to the caller is taken back.</summary>
/// <param name="calls">The calls.</param>
/// <param name="wait">Waits for the operation.</param>
/// <param name="cleanUp">Takes keys back.</param>
/// <param name="time">The clock.</param>
internal sealed class StaticKeyIssue(StaticKeyApi calls, OperationPoller wait, StaticKeyCleanUp cleanUp, TimeProvider time)
{
    /// <summary>Gets a value indicating whether the key's name is unique, so that the key can be deleted by it.</summary>
    public bool IsNameUnique { get; init; }

    public async Task<IssuedStaticKey> RunAsync(StaticKeyRequest wanted, CancellationToken cancellationToken)
    {
        var expiresAt = StaticKeyExpiry.Resolve(wanted.ExpiresAt, time.GetUtcNow());
        var request = wanted with
        {
            ServiceAccountId = ResourceIds.RequireServiceAccount(wanted.ServiceAccountId),
            ProjectId = ResourceIds.RequireProject(wanted.ProjectId),
            Name = string.IsNullOrWhiteSpace(wanted.Name) ? null : wanted.Name.Trim(),
        };
        var (token, begun) = await AskAsync(request, expiresAt, cancellationToken).ConfigureAwait(false);
        try
        {
            var operation = await wait.RunAsync(begun, "issue a static key", [token], cancellationToken).ConfigureAwait(false);
            return new IssuedStaticKey
            {
                Id = operation.ResourceId,
                Name = request.Name ?? string.Empty,
                ServiceAccountId = request.ServiceAccountId,
                ProjectId = request.ProjectId,
                ExpiresAt = expiresAt,
                Token = token,
            };
        }
        catch (Exception error) when (error is NebiusRegistryException or OperationCanceledException)
        {
            throw StaticKeyCleanUp.With(error, await cleanUp.RevokeAsync(token, begun.ResourceId).ConfigureAwait(false));
        }
    }

    private async Task<(Secret Token, OperationState Operation)> AskAsync(
        StaticKeyRequest request, DateTimeOffset expiresAt, CancellationToken cancellationToken)
    {
        // What is not sent leaves nothing to look for.
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            return await calls.IssueAsync(request, expiresAt, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception error) when (error is OperationCanceledException or NebiusRegistryException { IsUnanswered: true })
        {
            var outcome = IsNameUnique && request.Name is { } name
                ? await cleanUp.DeleteByNameAsync(request.ProjectId, name).ConfigureAwait(false)
                : StaticKeyCleanUp.MayBeIssued(request);
            throw StaticKeyCleanUp.With(error, outcome);
        }
    }
}
