using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Nebius.Registry.Iam.Protos;
using Proto = Nebius.Registry.Iam.Protos;

namespace Nebius.Registry.Emulator;

/// <summary>
/// nebius.iam.v1.StaticKeyService. The rights that its calls need are assumed: to see or to manage the keys of a project.
/// </summary>
internal sealed class StaticKeysApi(EmulatorState state) : Proto.StaticKeyService.StaticKeyServiceBase
{
    private DateTimeOffset Now => state.Options.Time.GetUtcNow();

    public override Task<IssueStaticKeyResponse> Issue(IssueStaticKeyRequest request, ServerCallContext context)
    {
        var caller = ApiCaller.Of(context);
        var wanted = StaticKeyRequest.Read(request, Now);
        RequireRight(caller, wanted.ProjectId, StaticKeyRights.Manage, wanted.ProjectId);

        // An account of another project is not found, so that IDs of other projects can't be probed.
        var account = state.Iam.FindAccount(wanted.ServiceAccountId) is { } found && found.ProjectId == wanted.ProjectId
            ? found
            : throw ApiErrors.Iam.NotFound(wanted.ServiceAccountId);
        if (wanted.Name.Length > 0 && state.Iam.Keys.FindByName(wanted.ProjectId, wanted.Name) is { } other)
        {
            throw ApiErrors.Iam.AlreadyExists(other.Id);
        }

        var count = state.Iam.Keys.Existing.Count(key => key.ProjectId == wanted.ProjectId);
        if (count >= state.Iam.StaticKeyQuota)
        {
            throw ApiErrors.Iam.QuotaExceeded("iam.static-keys.count", state.Iam.StaticKeyQuota, count + 1);
        }

        var key = state.Iam.IssueStaticKey(account, wanted, caller);
        return Task.FromResult(new IssueStaticKeyResponse { Token = key.Token, Operation = key.Issuing!.ToMessage(Now) });
    }

    public override Task<ListStaticKeysResponse> List(ListStaticKeysRequest request, ServerCallContext context)
    {
        if (request.ParentId.Length == 0)
        {
            throw ApiErrors.Iam.Invalid("parent_id", "is required");
        }

        RequireRight(ApiCaller.Of(context), request.ParentId, StaticKeyRights.View, request.ParentId);
        var (keys, next) = Paging.Take(
            state.Iam.Keys.Existing.Where(key => key.ProjectId == request.ParentId),
            key => key.Id,
            new PageRequest(request.ParentId, request.PageSize, request.PageToken, request.Filter),
            ApiErrors.Iam);
        return Task.FromResult(new ListStaticKeysResponse { Items = { keys.Select(ToMessage) }, NextPageToken = next });
    }

    public override Task<Proto.StaticKey> Get(GetStaticKeyRequest request, ServerCallContext context) =>
        Task.FromResult(ToMessage(Authorize(context, state.Iam.Keys.Find(request.Id), request.Id, StaticKeyRights.View)));

    public override Task<Proto.StaticKey> GetByName(GetStaticKeyByNameRequest request, ServerCallContext context)
    {
        // A key without a name can't be found by name.
        if (request.Name.Length == 0)
        {
            throw ApiErrors.Iam.Invalid("name", "is required");
        }

        RequireRight(ApiCaller.Of(context), request.ParentId, StaticKeyRights.View, request.ParentId);
        return Task.FromResult(ToMessage(
            state.Iam.Keys.FindByName(request.ParentId, request.Name) ?? throw ApiErrors.Iam.NotFound(request.Name)));
    }

    public override Task<Operation> Delete(DeleteStaticKeyRequest request, ServerCallContext context) =>
        RemoveAsync("Delete static key", context, state.Iam.Keys.Find(request.Id), request.Id);

    public override Task<FindStaticKeyResponse> Find(FindStaticKeyRequest request, ServerCallContext context) =>
        Task.FromResult(new FindStaticKeyResponse
        {
            StaticKey = ToMessage(Authorize(context, FindByText(request.Token), "", StaticKeyRights.View)),
        });

    public override Task<Operation> Revoke(RevokeStaticKeyRequest request, ServerCallContext context) =>
        RemoveAsync("Revoke static key", context, FindByText(request.Token), "");

    private Task<Operation> RemoveAsync(string description, ServerCallContext context, StaticKey? found, string id)
    {
        var key = Authorize(context, found, id, StaticKeyRights.Manage);

        // A call during the removal of the key returns the operation that removes it.
        if (key.Removal?.HasFailed(Now) != false)
        {
            key.Removal = state.Iam.Operations.Begin(description, ApiCaller.Of(context), key.ProjectId, key.Id);
        }

        return Task.FromResult(key.Removal.ToMessage(Now));
    }

    private StaticKey? FindByText(string text)
    {
        if (text.Length == 0)
        {
            throw ApiErrors.Iam.Invalid("token", "is required");
        }

        if (!StaticKeyText.IsPayload(text))
        {
            state.Secrets.Add(text);
        }

        return state.Iam.Keys.FindByPayload(text);
    }

    /// <summary>Returns the key if it was found and the caller has the right.</summary>
    /// <param name="context">The call.</param>
    /// <param name="key">The key, or null if it was not found.</param>
    /// <param name="id">The ID for the error; empty if the caller sent a token, which must not be repeated.</param>
    /// <param name="needed">The right that the call needs.</param>
    private StaticKey Authorize(ServerCallContext context, StaticKey? key, string id, StaticKeyRights needed)
    {
        var found = key ?? throw ApiErrors.Iam.NotFound(id);
        RequireRight(ApiCaller.Of(context), found.ProjectId, needed, found.Id);
        return found;
    }

    private void RequireRight(Identity caller, string projectId, StaticKeyRights needed, string resourceId)
    {
        if (state.Iam.KeyRights.Of(caller, projectId) < needed)
        {
            throw ApiErrors.Iam.Denied(resourceId);
        }
    }

    // Without the token, which is shown only once: when the key is issued.
    private Proto.StaticKey ToMessage(StaticKey key) => new()
    {
        Metadata = new ResourceMetadata
        {
            Id = key.Id,
            ParentId = key.ProjectId,
            Name = key.Name,
            CreatedAt = key.CreatedAt.ToTimestamp(),
        },
        Spec = new StaticKeySpec
        {
            Account = new Account { ServiceAccount = new Account.Types.ServiceAccount { Id = key.ServiceAccountId } },
            Service = (StaticKeySpec.Types.ClientService)key.Service,
            ExpiresAt = key.ExpiresAt.ToTimestamp(),
        },
        Status = new StaticKeyStatus { Active = state.Iam.IsActive(key) },
    };
}

/// <summary>A valid request to issue a static key.</summary>
internal sealed record StaticKeyRequest(
    string ProjectId, string Name, string ServiceAccountId, StaticKeyService Service, DateTimeOffset ExpiresAt)
{
    private const int DefaultMonths = 6;
    private const int MaximumYears = 3;

    /// <summary>Validates a request.</summary>
    /// <exception cref="RpcException">INVALID_ARGUMENT, with the field that isn't valid.</exception>
    public static StaticKeyRequest Read(Proto.IssueStaticKeyRequest request, DateTimeOffset now)
    {
        var spec = request.Spec ?? new Proto.StaticKeySpec();
        var accountId = spec.Account?.ServiceAccount?.Id ?? "";
        var service = (StaticKeyService)spec.Service;
        if (string.IsNullOrEmpty(request.Metadata?.ParentId))
        {
            throw ApiErrors.Iam.Invalid("metadata.parent_id", "is required");
        }

        if (accountId.Length == 0)
        {
            throw ApiErrors.Iam.Invalid("spec.account", "a service account is required");
        }

        return service != StaticKeyService.Unspecified && System.Enum.IsDefined(service)
            ? new StaticKeyRequest(request.Metadata.ParentId, request.Metadata.Name, accountId, service, Expiry(spec.ExpiresAt, now))
            : throw ApiErrors.Iam.Invalid("spec.service", "is required");
    }

    private static DateTimeOffset Expiry(Timestamp? given, DateTimeOffset now)
    {
        if (given is null)
        {
            return now.AddMonths(DefaultMonths);
        }

        DateTimeOffset expiresAt;
        try
        {
            expiresAt = given.ToDateTimeOffset();
        }
        catch (InvalidOperationException)
        {
            throw ApiErrors.Iam.Invalid("spec.expiresAt", "isn't a time");
        }

        return expiresAt <= now ? throw ApiErrors.Iam.Invalid("spec.expiresAt", "is in the past")
            : expiresAt > now.AddYears(MaximumYears)
                ? throw ApiErrors.Iam.Invalid("spec.expiresAt", $"is more than {MaximumYears} years away")
            : expiresAt;
    }
}
