namespace Nebius.Registry.StaticKeys;

/// <summary>Issues a key and waits until it is there. One that cannot be handed to the caller is taken back.</summary>
/// <param name="calls">The calls.</param>
/// <param name="wait">Waits for the operation.</param>
/// <param name="cleanUp">Takes keys back.</param>
/// <param name="time">The clock.</param>
internal sealed class StaticKeyIssue(StaticKeyCalls calls, OperationWait wait, StaticKeyCleanUp cleanUp, TimeProvider time)
{
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
        try
        {
            return await calls.IssueAsync(request, expiresAt, cancellationToken).ConfigureAwait(false);
        }
        catch (NebiusRegistryException error) when (error.IsUnanswered)
        {
            throw error.Adding(
                "It may have issued a key all the same, whose token nobody has: look for it with 'nebius iam static-key list --parent-id "
                + $"{request.ProjectId}', and delete it with 'nebius iam static-key delete --id <its id>'.");
        }
    }
}
