using Nebius.Registry.Iam.Protos.Registries;
using Nebius.Registry.Iam.Rpc;
using Nebius.Registry.Net;

namespace Nebius.Registry.Iam;

/// <summary>Calls the Nebius API about registries: <c>nebius.registry.v1.RegistryService</c>.</summary>
/// <param name="access">Who asks, and where.</param>
internal sealed class RegistryApi(ApiAccess access)
{
    private const string Service = "registry";

    /// <summary>Gets the clock, the pauses and the limits of the call.</summary>
    public RpcRetryPolicy Retries { get; init; } = new();

    /// <summary>Gets what makes the handler of a call; a test puts its own here.</summary>
    public Func<HttpMessageHandler> CreateHandler { get; init; } = HttpHandlers.Create;

    /// <summary>Finds a registry.</summary>
    /// <param name="registryId">Its ID, with or without the prefix.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The registry; null when it doesn't exist, or this account may not see it.</returns>
    /// <exception cref="NebiusRegistryException">
    /// The ID isn't valid, or the API refused; when <see cref="NebiusRegistryException.IsUnanswered"/>, the API can't be reached.
    /// </exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> fired.</exception>
    public async Task<RegistryInfo?> FindAsync(string registryId, CancellationToken cancellationToken)
    {
        var id = $"registry-{RegistryId.Shorten(registryId)}";
        using var client = new ApiClient(access) { Retries = Retries, CreateHandler = CreateHandler };
        var subject = client.Subject(Service, $"read {id}");
        var request = new GetRegistryRequest { Id = id };
        var outcome = await client.CallAsync(
            subject,
            (invoker, options) => new RegistryService.RegistryServiceClient(invoker).GetAsync(request, options),
            cancellationToken).ConfigureAwait(false);
        if (outcome.Failure is { } failure)
        {
            return ApiErrors.IsNotFound(failure) ? null : throw client.Errors(subject).Of(failure, Advice(id));
        }

        return outcome.Answer!.Metadata?.Id == id
            ? ToFacts(outcome.Answer)
            : throw client.Errors(subject).BadAnswer("another registry, or none");
    }

    private static RegistryInfo ToFacts(Protos.Registries.Registry registry)
    {
        var state = (RegistryState)(registry.Status?.State ?? RegistryStatus.Types.State.Creating);
        return new RegistryInfo
        {
            Id = registry.Metadata.Id,
            Host = registry.Status?.RegistryFqdn ?? string.Empty,
            State = Enum.IsDefined(state) ? state : RegistryState.Unknown,
        };
    }

    private static ApiAdvice Advice(string id) => new()
    {
        WhenDenied =
            "Give one of its groups the role 'viewer' on the registry or its project:\n"
            + $"  nebius iam access-permit create --parent-id <group-id> --resource-id {id} --role viewer",
        WhenNotFound = "List the registries:\n  nebius registry list --parent-id <project-id>",
    };
}

/// <summary>A registry, as the Nebius API describes it.</summary>
internal sealed record RegistryInfo
{
    /// <summary>Gets its ID, such as <c>registry-e00abc</c>.</summary>
    public required string Id { get; init; }

    /// <summary>
    /// Gets its host as the API names it, not yet checked by <see cref="RegistryHost.Examine"/>; empty when it names none.
    /// </summary>
    public required string Host { get; init; }

    /// <summary>Gets its state.</summary>
    public required RegistryState State { get; init; }
}

/// <summary>The state of a registry.</summary>
internal enum RegistryState
{
    /// <summary>It is being created; also when the answer has no state.</summary>
    Creating = 0,

    /// <summary>It can be used.</summary>
    Active = 1,

    /// <summary>It is being deleted.</summary>
    Deleting = 2,

    /// <summary>It is suspended.</summary>
    Suspended = 3,

    /// <summary>A state that this version doesn't know.</summary>
    Unknown = -1,
}
