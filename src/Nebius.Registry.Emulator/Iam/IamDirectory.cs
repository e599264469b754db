using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

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
        ServiceAccount account = new(id ?? RandomText.Id("serviceaccount"), projectId, CreateKey);
        return _accounts.TryAdd(account.Id, account)
            ? account
            : throw new InvalidOperationException($"The service account {account.Id} exists already.");
    }

    public AuthorizedKey AddAuthorizedKey(ServiceAccount account) => CreateKey(account.Id);

    public AccessToken IssueAccessToken(ServiceAccount account, TimeSpan? lifetime = null, string? token = null)
    {
        AccessToken issued = new(
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
        foreach (AuthorizedKey key in _keys.Values)
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
        _accessTokens.TryGetValue(secret, out AccessToken? token) && IsLive(token.ServiceAccountId, token.ExpiresAt)
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
        AuthorizedKey key = new(serviceAccountId, RandomText.Id("publickey"), RSA.Create(_options.AuthorizedKeyBits));
        _keys[key.PublicKeyId] = key;
        foreach (string line in key.SecretLines)
        {
            _secrets.Add(line);
        }

        return key;
    }
}
