using Grpc.Core;

namespace Nebius.Registry.Emulator;

/// <content>Static keys, who may manage them, and the operations that change them.</content>
public sealed partial class IamDirectory
{
    /// <summary>Every static key that exists now: also one that has expired, and one whose operation is not over.</summary>
    public IReadOnlyCollection<StaticKey> StaticKeys => [.. Keys.Existing];

    /// <summary>How many static keys a project may have.</summary>
    public int StaticKeyQuota { get; set; } = 10_000;

    /// <summary>How long the operations that begin from now on take, by the world's clock; at first they are over at once.</summary>
    public TimeSpan OperationTime
    {
        get => Operations.Duration;
        set => Operations.Duration = value;
    }

    internal StaticKeyList Keys { get; }

    internal StaticKeyGrants KeyRights { get; } = new();

    internal OperationList Operations { get; }

    public StaticKey IssueStaticKey(
        ServiceAccount account,
        StaticKeyService service = StaticKeyService.ContainerRegistry,
        DateTimeOffset? expires = null,
        string? token = null,
        string name = "")
    {
        DateTimeOffset now = _options.Time.GetUtcNow();
        string text = _secrets.Add(token ?? RandomText.StaticKeyToken());
        StaticKey key = new(RandomText.Id("statickey"), text, account, service, expires ?? now.AddMonths(6))
        {
            Name = name,
            CreatedAt = now,
        };
        Keys.Add(key);
        return key;
    }

    /// <summary>From now on the account may issue, see and delete the static keys of a project, its own unless another is named.</summary>
    public void AllowKeyManagement(ServiceAccount account, string? projectId = null) =>
        KeyRights.Set(account.Id, projectId ?? account.ProjectId, StaticKeyRights.Manage);

    /// <summary>From now on the account may see the static keys of a project, and change nothing.</summary>
    public void AllowKeyViewing(ServiceAccount account, string? projectId = null) =>
        KeyRights.Set(account.Id, projectId ?? account.ProjectId, StaticKeyRights.View);

    /// <summary>From now on the account may neither see nor change the static keys of a project, as at first.</summary>
    public void ForbidKeys(ServiceAccount account, string? projectId = null) =>
        KeyRights.Set(account.Id, projectId ?? account.ProjectId, StaticKeyRights.None);

    /// <summary>The next operation that is begun ends in this status, and without an effect.</summary>
    public void FailNextOperation(StatusCode statusCode, string message = "injected by a test") =>
        Operations.FailNext(new Status(statusCode, message));

    public void Revoke(StaticKey key) => Keys.Remove(key);

    internal bool Works(StaticKey key) => key.Works(_options.Time.GetUtcNow()) && _accounts.ContainsKey(key.ServiceAccountId);

    internal StaticKey IssueStaticKey(ServiceAccount account, StaticKeyRequest wanted, Identity caller)
    {
        string id = RandomText.Id("statickey");
        StaticKey key = new(id, _secrets.Add(RandomText.StaticKeyToken()), account, wanted.Service, wanted.ExpiresAt)
        {
            Name = wanted.Name,
            CreatedAt = _options.Time.GetUtcNow(),
            Issuing = Operations.Begin("Issue static key", caller, wanted.ProjectId, id),
        };
        Keys.Add(key);
        return key;
    }
}
