using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Nebius.Registry.Iam.Protos;
using Nebius.Registry.Iam.Rpc;
using Api = Nebius.Registry.Iam.Protos.StaticKeyService.StaticKeyServiceClient;

namespace Nebius.Registry.StaticKeys;

/// <summary>The calls of <c>nebius.iam.v1.StaticKeyService</c> on the wire. All that knows gRPC is in here.</summary>
/// <param name="client">Who asks.</param>
internal sealed class StaticKeyApi(ApiClient client)
{
    private const string Service = "cpl.iam";

    public async Task<(Secret Token, OperationState Operation)> IssueAsync(
        StaticKeyRequest request, DateTimeOffset expiresAt, CancellationToken cancellationToken)
    {
        var message = StaticKeyMessages.ToMessage(request, expiresAt);
        var subject = client.Subject(Service, $"issue a static key for {request.ServiceAccountId} in {request.ProjectId}");
        var answer = await RequireAsync(
            subject,
            StaticKeyAdvice.ForIssue(request),
            (invoker, options) => new Api(invoker).IssueAsync(message, options),
            cancellationToken)
            .ConfigureAwait(false);
        var isToken = HeaderText.IsToken(answer.Token);
        return isToken
            ? (new Secret(answer.Token), OperationState.From(answer.Operation))
            : throw client.Errors(subject).BadAnswer("no token, or one with invalid characters");
    }

    public RpcSubject ListSubject(string projectId) => client.Subject(Service, $"list the static keys of {projectId}");

    public async Task<(IReadOnlyList<StaticKeyInfo> Keys, string NextPage)> ListAsync(
        string projectId, string page, CancellationToken cancellationToken)
    {
        var message = new ListStaticKeysRequest { ParentId = projectId, PageToken = page };
        var answer = await RequireAsync(
            ListSubject(projectId),
            StaticKeyAdvice.ForProject(projectId),
            (invoker, options) => new Api(invoker).ListAsync(message, options),
            cancellationToken).ConfigureAwait(false);
        return ([.. answer.Items.Select(StaticKeyMessages.ToInfo)], answer.NextPageToken);
    }

    public async Task<StaticKeyInfo?> FindAsync(Secret token, CancellationToken cancellationToken)
    {
        var message = new FindStaticKeyRequest { Token = token.Reveal() };
        var answer = await FindAsync(
            client.Subject(Service, "find the static key of a token", token),
            StaticKeyAdvice.ForKey(),
            (invoker, options) => new Api(invoker).FindAsync(message, options),
            cancellationToken).ConfigureAwait(false);
        return answer?.StaticKey is { } key ? StaticKeyMessages.ToInfo(key) : null;
    }

    public async Task<StaticKeyInfo?> GetAsync(string id, CancellationToken cancellationToken)
    {
        var message = new GetStaticKeyRequest { Id = id };
        var answer = await FindAsync(
            client.Subject(Service, $"read {id}"),
            StaticKeyAdvice.ForKey(),
            (invoker, options) => new Api(invoker).GetAsync(message, options),
            cancellationToken).ConfigureAwait(false);
        return answer is null ? null : StaticKeyMessages.ToInfo(answer);
    }

    public async Task<StaticKeyInfo?> GetByNameAsync(string projectId, string name, CancellationToken cancellationToken)
    {
        var message = new GetStaticKeyByNameRequest { ParentId = projectId, Name = name };
        var answer = await FindAsync(
            client.Subject(Service, $"find the static key '{name}' of {projectId}"),
            StaticKeyAdvice.ForProject(projectId),
            (invoker, options) => new Api(invoker).GetByNameAsync(message, options),
            cancellationToken).ConfigureAwait(false);
        return answer is null ? null : StaticKeyMessages.ToInfo(answer);
    }

    public async Task<OperationState?> RevokeAsync(Secret token, CancellationToken cancellationToken)
    {
        var message = new RevokeStaticKeyRequest { Token = token.Reveal() };
        var answer = await FindAsync(
            client.Subject(Service, "revoke a static key", token),
            StaticKeyAdvice.ForKey(),
            (invoker, options) => new Api(invoker).RevokeAsync(message, options),
            cancellationToken).ConfigureAwait(false);
        return answer is null ? null : OperationState.From(answer);
    }

    public async Task<OperationState?> DeleteAsync(string id, CancellationToken cancellationToken)
    {
        var message = new DeleteStaticKeyRequest { Id = id };
        var answer = await FindAsync(
            client.Subject(Service, $"delete {id}"),
            StaticKeyAdvice.ForKey(),
            (invoker, options) => new Api(invoker).DeleteAsync(message, options),
            cancellationToken).ConfigureAwait(false);
        return answer is null ? null : OperationState.From(answer);
    }

    public async Task<OperationState> GetOperationAsync(string id, CancellationToken cancellationToken)
    {
        var message = new GetOperationRequest { Id = id };
        return OperationState.From(await RequireAsync(
            client.Subject(Service, "read the state of an operation"),
            StaticKeyAdvice.ForKey(),
            (invoker, options) => new OperationService.OperationServiceClient(invoker).GetAsync(message, options),
            cancellationToken).ConfigureAwait(false));
    }

    private async Task<TResult?> FindAsync<TResult>(
        RpcSubject subject,
        ApiAdvice advice,
        Func<CallInvoker, CallOptions, AsyncUnaryCall<TResult>> send,
        CancellationToken cancellationToken)
        where TResult : class
    {
        var outcome = await client.CallAsync(subject, send, cancellationToken).ConfigureAwait(false);
        return outcome.Failure is not { } failure ? outcome.Answer
            : ApiErrors.IsNotFound(failure) ? null
            : throw client.Errors(subject).Of(failure, advice);
    }

    private async Task<TResult> RequireAsync<TResult>(
        RpcSubject subject,
        ApiAdvice advice,
        Func<CallInvoker, CallOptions, AsyncUnaryCall<TResult>> send,
        CancellationToken cancellationToken)
        where TResult : class
    {
        var outcome = await client.CallAsync(subject, send, cancellationToken).ConfigureAwait(false);
        return outcome.Failure is { } failure ? throw client.Errors(subject).Of(failure, advice) : outcome.Answer!;
    }
}

/// <summary>Static keys to and from the wire format.</summary>
internal static class StaticKeyMessages
{
    public static IssueStaticKeyRequest ToMessage(StaticKeyRequest request, DateTimeOffset expiresAt) => new()
    {
        Metadata = new ResourceMetadata { ParentId = request.ProjectId, Name = request.Name ?? string.Empty },
        Spec = new StaticKeySpec
        {
            Account = new Account { ServiceAccount = new Account.Types.ServiceAccount { Id = request.ServiceAccountId } },
            Service = StaticKeySpec.Types.ClientService.ContainerRegistry,
            ExpiresAt = expiresAt.ToTimestamp(),
        },
    };

    public static StaticKeyInfo ToInfo(StaticKey key)
    {
        var service = (ClientService)(key.Spec?.Service ?? StaticKeySpec.Types.ClientService.Unspecified);
        return new StaticKeyInfo
        {
            Id = key.Metadata?.Id ?? string.Empty,
            Name = key.Metadata?.Name ?? string.Empty,
            ProjectId = key.Metadata?.ParentId ?? string.Empty,
            ServiceAccountId = key.Spec?.Account?.ServiceAccount?.Id ?? string.Empty,
            Service = System.Enum.IsDefined(service) ? service : ClientService.Unknown,
            ExpiresAt = Time(key.Spec?.ExpiresAt),
            CreatedAt = Time(key.Metadata?.CreatedAt),
            IsActive = key.Status?.Active ?? false,
        };
    }

    // A time that no calendar has would throw.
    private static DateTimeOffset? Time(Timestamp? time)
    {
        try
        {
            return time?.ToDateTimeOffset();
        }
        catch (Exception error) when (error is InvalidOperationException or ArgumentOutOfRangeException)
        {
            return null;
        }
    }
}

/// <summary>The advice for refused calls about static keys.</summary>
internal static class StaticKeyAdvice
{
    public static ApiAdvice ForIssue(StaticKeyRequest request) => new()
    {
        WhenDenied = Denied(request.ProjectId),
        WhenNotFound =
            $"{request.ServiceAccountId} or {request.ProjectId} doesn't exist, or the access token's account may not see it. To see the "
            + $"service account and its project (parent_id):\n  nebius iam service-account get --id {request.ServiceAccountId}",
        WhenTaken = request.Name is { } name
            ? $"Choose another name than '{name}', or rotate the key that has it:\n  {CommandsToType.ListStaticKeys(request.ProjectId)}"
            : $"List the keys:\n  {CommandsToType.ListStaticKeys(request.ProjectId)}",
    };

    public static ApiAdvice ForProject(string projectId) => new()
    {
        WhenDenied = Denied(projectId, "viewer"),
        WhenNotFound =
            $"{projectId} doesn't exist, or the access token's account may not see it. List the projects:\n"
            + "  nebius iam project list --parent-id <tenant-id>",
    };

    public static ApiAdvice ForKey() => new()
    {
        WhenDenied = Denied("<project-id>"),
        WhenNotFound = $"It may already be deleted. List the keys:\n  {CommandsToType.ListStaticKeys()}",
    };

    private static string Denied(string projectId, string role = "editor") =>
        $"Give one of the account's groups the role '{role}'"
        + (role == "editor" ? " or 'admin'" : string.Empty) + " on the project:\n"
        + $"  nebius iam access-permit create --parent-id <group-id> --resource-id {projectId} --role {role}";
}
