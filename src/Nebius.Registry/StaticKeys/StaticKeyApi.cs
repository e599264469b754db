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
        var subject = client.Subject(Service, $"to issue a static key for {request.ServiceAccountId} in {request.ProjectId}");
        var answer = await RequireAsync(
            subject,
            StaticKeyAdvice.ForIssue(request),
            (invoker, options) => new Api(invoker).IssueAsync(message, options),
            cancellationToken)
            .ConfigureAwait(false);
        var isToken = HeaderText.IsToken(answer.Token);
        return isToken
            ? (new Secret(answer.Token), OperationState.From(answer.Operation))
            : throw client.Errors(subject).BadAnswer("without a token that a header could carry");
    }

    public RpcSubject ListSubject(string projectId) => client.Subject(Service, $"for the static keys of {projectId}");

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
            client.Subject(Service, "which static key a token is of", token),
            StaticKeyAdvice.ForKey("look up"),
            (invoker, options) => new Api(invoker).FindAsync(message, options),
            cancellationToken).ConfigureAwait(false);
        return answer?.StaticKey is { } key ? StaticKeyMessages.ToInfo(key) : null;
    }

    public async Task<StaticKeyInfo?> GetAsync(string id, CancellationToken cancellationToken)
    {
        var message = new GetStaticKeyRequest { Id = id };
        var answer = await FindAsync(
            client.Subject(Service, $"for {id}"),
            StaticKeyAdvice.ForKey("see"),
            (invoker, options) => new Api(invoker).GetAsync(message, options),
            cancellationToken).ConfigureAwait(false);
        return answer is null ? null : StaticKeyMessages.ToInfo(answer);
    }

    public async Task<StaticKeyInfo?> GetByNameAsync(string projectId, string name, CancellationToken cancellationToken)
    {
        var message = new GetStaticKeyByNameRequest { ParentId = projectId, Name = name };
        var answer = await FindAsync(
            client.Subject(Service, $"for the static key '{name}' of {projectId}"),
            StaticKeyAdvice.ForProject(projectId),
            (invoker, options) => new Api(invoker).GetByNameAsync(message, options),
            cancellationToken).ConfigureAwait(false);
        return answer is null ? null : StaticKeyMessages.ToInfo(answer);
    }

    public async Task<OperationState?> RevokeAsync(Secret token, CancellationToken cancellationToken)
    {
        var message = new RevokeStaticKeyRequest { Token = token.Reveal() };
        var answer = await FindAsync(
            client.Subject(Service, "to revoke a static key", token),
            StaticKeyAdvice.ForKey("revoke"),
            (invoker, options) => new Api(invoker).RevokeAsync(message, options),
            cancellationToken).ConfigureAwait(false);
        return answer is null ? null : OperationState.From(answer);
    }

    public async Task<OperationState?> DeleteAsync(string id, CancellationToken cancellationToken)
    {
        var message = new DeleteStaticKeyRequest { Id = id };
        var answer = await FindAsync(
            client.Subject(Service, $"to delete {id}"),
            StaticKeyAdvice.ForKey("delete"),
            (invoker, options) => new Api(invoker).DeleteAsync(message, options),
            cancellationToken).ConfigureAwait(false);
        return answer is null ? null : OperationState.From(answer);
    }

    public async Task<OperationState> GetOperationAsync(string id, CancellationToken cancellationToken)
    {
        var message = new GetOperationRequest { Id = id };
        return OperationState.From(await RequireAsync(
            client.Subject(Service, "how an operation on static keys goes on"),
            StaticKeyAdvice.ForKey("change"),
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

/// <summary>What to look at and to type when a call about static keys is refused.</summary>
internal static class StaticKeyAdvice
{
    public static ApiAdvice ForIssue(StaticKeyRequest request) => new()
    {
        WhenDenied = Denied("issue static keys", request.ProjectId),
        WhenNotFound =
            $"Either there is no service account {request.ServiceAccountId} or no project {request.ProjectId}, "
            + "or the account of the access "
            + $"token may not see it. 'nebius iam service-account get --id {request.ServiceAccountId}' shows "
            + "the account and, as parent_id, "
            + "its project, which is the one to name.",
        WhenTaken = request.Name is { } name
            ? $"A key of the project has the name '{name}' already ('{CommandsToType.ListStaticKeys(request.ProjectId)}'). "
                + "Take another name, or rotate that key."
            : $"'{CommandsToType.ListStaticKeys(request.ProjectId)}' shows the keys that there are.",
    };

    public static ApiAdvice ForProject(string projectId) => new()
    {
        WhenDenied = Denied("see static keys", projectId, "viewer"),
        WhenNotFound =
            $"There is no project {projectId}, or the account of the access token may not see it: 'nebius iam project list --parent-id "
            + "<tenant id>'.",
    };

    public static ApiAdvice ForKey(string what) => new()
    {
        WhenDenied = Denied($"{what} static keys", "<project id>"),
        WhenNotFound = $"It is perhaps deleted already: '{CommandsToType.ListStaticKeys()}' "
            + "shows the keys that there are.",
    };

    private static string Denied(string what, string projectId, string role = "editor") =>
        $"The access token is good, but its account may not {what} there. Give the account ('nebius iam whoami') the role '{role}'"
        + (role == "editor" ? " or 'admin'" : string.Empty) + " on the project, through one of its groups "
        + "('nebius iam group list --parent-id "
        + $"<tenant id>', then 'nebius iam access-permit create --parent-id <group id> --resource-id {projectId} --role {role}').";
}
