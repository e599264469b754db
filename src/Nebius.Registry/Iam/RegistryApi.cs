using Nebius.Registry.Iam.Protos.Registries;
using Nebius.Registry.Iam.Rpc;
using Nebius.Registry.Net;

namespace Nebius.Registry.Iam;

/// <summary>Asks Nebius's API about registries: <c>nebius.registry.v1.RegistryService</c>.</summary>
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
    /// <returns>What the API says of it; null when there is none of that id, or none that this account may see.</returns>
    /// <exception cref="NebiusRegistryException">
    /// The id is none, or the API refused; when <see cref="NebiusRegistryException.IsUnanswered"/>, the API could not be asked.
    /// </exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> fired.</exception>
    public async Task<RegistryInfo?> FindAsync(string registryId, CancellationToken cancellationToken)
    {
        var id = $"registry-{RegistryId.Shorten(registryId)}";
        using var client = new ApiClient(access) { Retries = Retries, CreateHandler = CreateHandler };
        var subject = client.Subject(Service, $"for {id}");
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
            : throw client.Errors(subject).BadAnswer("with another registry, or none");
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
            "The account may not look at this registry. Give it the role 'viewer' on the registry or its project, "
            + "through one of its groups "
            + $"('nebius iam access-permit create --parent-id <group id> --resource-id {id} --role viewer').",
        WhenNotFound = "'nebius registry list --parent-id <project id>' shows the registries that there are.",
    };
}

/// <summary>What Nebius's API says of a registry.</summary>
internal sealed record RegistryInfo
{
    /// <summary>Gets its id, such as <c>registry-e00abc</c>.</summary>
    public required string Id { get; init; }

    /// <summary>
    /// Gets its host as the API names it, not yet looked at by <see cref="RegistryHost.Examine"/>; empty when it names none.
    /// </summary>
    public required string Host { get; init; }

    /// <summary>Gets its state.</summary>
    public required RegistryState State { get; init; }
}

/// <summary>The state of a registry.</summary>
internal enum RegistryState
{
    /// <summary>It is being made; an answer that names no state says this, too.</summary>
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
