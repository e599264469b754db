using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using Grpc.Core;

namespace Nebius.Registry.Emulator;

/// <summary>The emulated IAM's accounts, keys and tokens.</summary>
public sealed partial class IamDirectory : IDisposable
{
    /// <summary>The project of every account and registry that a test puts into no other.</summary>
    public const string DefaultProjectId = "project-e00default";

    private readonly EmulatorOptions _options;
    private readonly SecretList _secrets;
    private readonly ConcurrentDictionary<string, ServiceAccount> _accounts = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, AuthorizedKey> _keys = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, AccessToken> _accessTokens = new(StringComparer.Ordinal);
    private readonly Delegations _delegations = new();
    private int _exchangeCount;
    private int _refusedExchangeCount;

    internal IamDirectory(EmulatorOptions options, SecretList secrets)
    {
        _options = options;
        _secrets = secrets;
        Keys = new StaticKeyList(options.Time);
        Operations = new OperationList(options.Time);
    }

    /// <summary>Exchanges that ended in a token.</summary>
    public int ExchangeCount => Volatile.Read(ref _exchangeCount);

    /// <summary>Exchanges that IAM itself refused; calls that a fault answered are only in the request log.</summary>
    public int RefusedExchangeCount => Volatile.Read(ref _refusedExchangeCount);

    /// <summary>Every access token issued so far and not revoked, by hand or by an exchange.</summary>
    public IReadOnlyCollection<AccessToken> AccessTokens => [.. _accessTokens.Values];

    public ServiceAccount AddServiceAccount(string? id = null, string projectId = DefaultProjectId)
    {
        var account = new ServiceAccount(id ?? RandomText.Id("serviceaccount"), projectId, CreateKey);
        return _accounts.TryAdd(account.Id, account)
            ? account
            : throw new InvalidOperationException($"The service account {account.Id} exists already.");
    }

    public AuthorizedKey AddAuthorizedKey(ServiceAccount account) => CreateKey(account.Id);

    public AccessToken IssueAccessToken(ServiceAccount account, TimeSpan? lifetime = null, string? token = null)
    {
        var issued = new AccessToken(
            _secrets.Add(token ?? _options.AccessTokenText()),
            account.Id,
            _options.Time.GetUtcNow() + (lifetime ?? _options.AccessTokenLifetime));
        _accessTokens[issued.Value] = issued;
        return issued;
    }

    /// <summary>From now on the issuer's tokens for exactly this subject get the account's access token.</summary>
    public void AddFederatedCredential(ServiceAccount account, string issuer, string subject) =>
        _delegations.AddFederated(account.Id, issuer, subject);

    public void RemoveFederatedCredential(ServiceAccount account, string issuer, string subject) =>
        _delegations.RemoveFederated(account.Id, issuer, subject);

    /// <summary>From now on an access token of the caller gets one of the target.</summary>
    public void AllowImpersonation(ServiceAccount caller, ServiceAccount target) =>
        _delegations.AllowImpersonation(caller.Id, target.Id);

    public void Revoke(AccessToken token) => _accessTokens.TryRemove(token.Value, out _);

    /// <summary>Revokes an access token that somebody got by an exchange.</summary>
    public void RevokeAccessToken(string value) => _accessTokens.TryRemove(value, out _);

    public void Revoke(AuthorizedKey key) => _keys.TryRemove(key.PublicKeyId, out _);

    /// <summary>Removes the account; everything issued for it stops working.</summary>
    public void Remove(ServiceAccount account) => _accounts.TryRemove(account.Id, out _);

    public void Dispose()
    {
        foreach (var key in _keys.Values)
        {
            key.Dispose();
        }
    }

    internal bool TryFindKey(string publicKeyId, [NotNullWhen(true)] out AuthorizedKey? key) =>
        _keys.TryGetValue(publicKeyId, out key) && _accounts.ContainsKey(key.ServiceAccountId);

    internal ServiceAccount? FindAccount(string id) => _accounts.GetValueOrDefault(id);

    internal bool IsFederated(ServiceAccount account, string issuer, string subject) =>
        _delegations.IsFederated(account.Id, issuer, subject);

    internal bool MayImpersonate(string callerId, ServiceAccount target) => _delegations.MayImpersonate(callerId, target.Id);

    internal void CountExchange(bool succeeded) =>
        _ = succeeded ? Interlocked.Increment(ref _exchangeCount) : Interlocked.Increment(ref _refusedExchangeCount);

    /// <summary>Whose access token this is, or null for one that is unknown, expired or revoked.</summary>
    internal Identity? FindByAccessToken(string secret) =>
        _accessTokens.TryGetValue(secret, out var token) && IsLive(token.ServiceAccountId, token.ExpiresAt)
            ? new Identity(token.ServiceAccountId, IdentityProof.AccessToken, secret)
            : null;

    /// <summary>As the registry asks: an access token, or a static key issued for CONTAINER_REGISTRY.</summary>
    internal Identity? FindForRegistry(string secret) =>
        FindByAccessToken(secret)
        ?? (Keys.FindByToken(secret) is { Service: StaticKeyService.ContainerRegistry } key && Works(key)
                ? new Identity(key.ServiceAccountId, IdentityProof.StaticKey, secret)
                : null);

    private bool IsLive(string serviceAccountId, DateTimeOffset expiresAt) =>
        expiresAt > _options.Time.GetUtcNow() && _accounts.ContainsKey(serviceAccountId);

    private AuthorizedKey CreateKey(string serviceAccountId)
    {
        var key = new AuthorizedKey(serviceAccountId, RandomText.Id("publickey"), RSA.Create(_options.AuthorizedKeyBits));
        _keys[key.PublicKeyId] = key;
        foreach (var line in key.SecretLines)
        {
            _secrets.Add(line);
        }

        return key;
    }
}

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
        var now = _options.Time.GetUtcNow();
        var text = _secrets.Add(token ?? RandomText.StaticKeyToken());
        var key = new StaticKey(RandomText.Id("statickey"), text, account, service, expires ?? now.AddMonths(6))
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
        var id = RandomText.Id("statickey");
        var key = new StaticKey(id, _secrets.Add(RandomText.StaticKeyToken()), account, wanted.Service, wanted.ExpiresAt)
        {
            Name = wanted.Name,
            CreatedAt = _options.Time.GetUtcNow(),
            Issuing = Operations.Begin("Issue static key", caller, wanted.ProjectId, id),
        };
        Keys.Add(key);
        return key;
    }
}

/// <summary>Who may get a service account's token without its key: subjects of other issuers, and accounts that may impersonate it.</summary>
internal sealed class Delegations
{
    private readonly ConcurrentDictionary<(string AccountId, string Issuer, string Subject), byte> _federated = new();
    private readonly ConcurrentDictionary<(string CallerId, string TargetId), byte> _impersonations = new();

    public void AddFederated(string accountId, string issuer, string subject) => _federated[(accountId, issuer, subject)] = 0;

    public bool RemoveFederated(string accountId, string issuer, string subject) =>
        _federated.TryRemove((accountId, issuer, subject), out _);

    public bool IsFederated(string accountId, string issuer, string subject) => _federated.ContainsKey((accountId, issuer, subject));

    public void AllowImpersonation(string callerId, string targetId) => _impersonations[(callerId, targetId)] = 0;

    public bool MayImpersonate(string callerId, string targetId) => _impersonations.ContainsKey((callerId, targetId));
}
