using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using Grpc.Core;

namespace Nebius.Registry.Emulator;

/// <summary>The accounts, keys and tokens of IAM.</summary>
public sealed class IamDirectory : IDisposable
{
    /// <summary>The project of accounts and registries that are added without one.</summary>
    public const string DefaultProjectId = "project-e00default";

    private readonly EmulatorOptions _options;
    private readonly SecretList _secrets;
    private readonly ConcurrentDictionary<string, ServiceAccount> _accounts = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, AuthorizedKey> _keys = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, AccessToken> _accessTokens = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<(string AccountId, string Issuer, string Subject), byte> _federated = new();
    private readonly ConcurrentDictionary<(string CallerId, string TargetId), byte> _impersonations = new();
    private readonly ConcurrentDictionary<(string AccountId, string ProjectId), byte> _registryCreators = new();
    private int _exchangeCount;
    private int _refusedExchangeCount;

    internal IamDirectory(EmulatorOptions options, SecretList secrets)
    {
        _options = options;
        _secrets = secrets;
        Keys = new StaticKeyList(options.Time);
        Operations = new OperationList(options.Time);
    }

    /// <summary>The number of token exchanges that succeeded.</summary>
    public int ExchangeCount => Volatile.Read(ref _exchangeCount);

    /// <summary>The number of token exchanges that IAM refused. Calls that a fault answered are only in the request log.</summary>
    public int RefusedExchangeCount => Volatile.Read(ref _refusedExchangeCount);

    /// <summary>The access tokens that were issued and not revoked, by a test or by an exchange; also expired ones.</summary>
    public IReadOnlyCollection<AccessToken> AccessTokens => [.. _accessTokens.Values];

    /// <summary>The static keys that exist: also expired ones, and those whose operation is not finished.</summary>
    public IReadOnlyCollection<StaticKey> StaticKeys => [.. Keys.Existing];

    /// <summary>The number of static keys that a project can have; 10,000 by default.</summary>
    public int StaticKeyQuota { get; set; } = 10_000;

    /// <summary>
    /// The duration of operations that begin from now on, by <see cref="EmulatorOptions.Time"/>; zero by default. An operation takes effect
    /// when it ends.
    /// </summary>
    public TimeSpan OperationTime
    {
        get => Operations.Duration;
        set => Operations.Duration = value;
    }

    internal StaticKeyList Keys { get; }

    internal StaticKeyGrants KeyRights { get; } = new();

    internal OperationList Operations { get; }

    /// <summary>Adds a service account.</summary>
    /// <param name="id">The ID; a random one if null.</param>
    /// <param name="projectId">The ID of its project.</param>
    /// <exception cref="InvalidOperationException">An account with this ID exists.</exception>
    public ServiceAccount AddServiceAccount(string? id = null, string projectId = DefaultProjectId)
    {
        var account = new ServiceAccount(id ?? RandomText.Id("serviceaccount"), projectId, CreateKey);
        return _accounts.TryAdd(account.Id, account)
            ? account
            : throw new InvalidOperationException($"The service account {account.Id} exists already.");
    }

    /// <summary>Removes an account. Everything that was issued to it stops working.</summary>
    public void Remove(ServiceAccount account)
    {
        ArgumentNullException.ThrowIfNull(account);
        _accounts.TryRemove(account.Id, out _);
    }

    /// <summary>Adds an authorized key to an account, beside <see cref="ServiceAccount.AuthorizedKey"/>.</summary>
    public AuthorizedKey AddAuthorizedKey(ServiceAccount account)
    {
        ArgumentNullException.ThrowIfNull(account);
        return CreateKey(account.Id);
    }

    /// <summary>Revokes an authorized key: tokens signed with it are refused from now on.</summary>
    public void Revoke(AuthorizedKey key)
    {
        ArgumentNullException.ThrowIfNull(key);
        _keys.TryRemove(key.PublicKeyId, out _);
    }

    /// <summary>Issues an access token without an exchange.</summary>
    /// <param name="account">The account.</param>
    /// <param name="lifetime">The time until it expires; <see cref="EmulatorOptions.AccessTokenLifetime"/> if null.</param>
    /// <param name="token">The text of the token; that of <see cref="EmulatorOptions.AccessTokenText"/> if null.</param>
    public AccessToken IssueAccessToken(ServiceAccount account, TimeSpan? lifetime = null, string? token = null)
    {
        ArgumentNullException.ThrowIfNull(account);
        var issued = new AccessToken(
            _secrets.Add(token ?? _options.AccessTokenText()),
            account.Id,
            _options.Time.GetUtcNow() + (lifetime ?? _options.AccessTokenLifetime));
        _accessTokens[issued.Value] = issued;
        return issued;
    }

    /// <summary>Revokes an access token: it is refused from now on.</summary>
    public void Revoke(AccessToken token)
    {
        ArgumentNullException.ThrowIfNull(token);
        RevokeAccessToken(token.Value);
    }

    /// <summary>Revokes an access token by its text, such as one from an exchange.</summary>
    public void RevokeAccessToken(string value) => _accessTokens.TryRemove(value, out _);

    /// <summary>Issues a static key at once, without an operation.</summary>
    /// <param name="account">The account that the key acts as.</param>
    /// <param name="service">The only service that accepts it.</param>
    /// <param name="expires">When it expires; after 6 months if null.</param>
    /// <param name="token">The text of the token; a random one if null. A key with the same text is replaced.</param>
    /// <param name="name">The name; empty for none.</param>
    public StaticKey IssueStaticKey(
        ServiceAccount account,
        StaticKeyService service = StaticKeyService.ContainerRegistry,
        DateTimeOffset? expires = null,
        string? token = null,
        string name = "")
    {
        ArgumentNullException.ThrowIfNull(account);
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

    /// <summary>Deletes a static key at once, without an operation.</summary>
    public void Revoke(StaticKey key)
    {
        ArgumentNullException.ThrowIfNull(key);
        Keys.Remove(key);
    }

    /// <summary>Allows an account to see, issue and delete the static keys of a project.</summary>
    /// <param name="account">The account.</param>
    /// <param name="projectId">The ID of the project; that of the account if null.</param>
    public void AllowKeyManagement(ServiceAccount account, string? projectId = null) =>
        SetKeyRights(account, projectId, StaticKeyRights.Manage);

    /// <summary>Allows an account to see the static keys of a project, and not to change them.</summary>
    /// <inheritdoc cref="AllowKeyManagement"/>
    public void AllowKeyViewing(ServiceAccount account, string? projectId = null) =>
        SetKeyRights(account, projectId, StaticKeyRights.View);

    /// <summary>Takes the rights to the static keys of a project from an account. No account has any at first.</summary>
    /// <inheritdoc cref="AllowKeyManagement"/>
    public void ForbidKeys(ServiceAccount account, string? projectId = null) =>
        SetKeyRights(account, projectId, StaticKeyRights.None);

    /// <summary>Allows an account to create registries in a project, and to push to those that it creates.</summary>
    /// <param name="account">The account.</param>
    /// <param name="projectId">The ID of the project; that of the account if null.</param>
    public void AllowRegistryCreation(ServiceAccount account, string? projectId = null)
    {
        ArgumentNullException.ThrowIfNull(account);
        _registryCreators[(account.Id, projectId ?? account.ProjectId)] = 0;
    }

    /// <summary>Makes the next operation end in this status, without an effect. Call it once for each operation.</summary>
    public void FailNextOperation(StatusCode statusCode, string message = "injected by a test") =>
        Operations.FailNext(new Status(statusCode, message));

    /// <summary>Allows tokens of an identity provider to be exchanged for access tokens of an account.</summary>
    /// <param name="account">The account.</param>
    /// <param name="issuer">The <c>iss</c> of the tokens.</param>
    /// <param name="subject">The <c>sub</c> of the tokens, compared exactly.</param>
    public void AddFederatedCredential(ServiceAccount account, string issuer, string subject)
    {
        ArgumentNullException.ThrowIfNull(account);
        _federated[(account.Id, issuer, subject)] = 0;
    }

    /// <summary>Takes <see cref="AddFederatedCredential"/> back.</summary>
    /// <inheritdoc cref="AddFederatedCredential"/>
    public void RemoveFederatedCredential(ServiceAccount account, string issuer, string subject)
    {
        ArgumentNullException.ThrowIfNull(account);
        _federated.TryRemove((account.Id, issuer, subject), out _);
    }

    /// <summary>Allows access tokens of one account to be exchanged for those of another.</summary>
    /// <param name="caller">The account that impersonates.</param>
    /// <param name="target">The account that is impersonated.</param>
    public void AllowImpersonation(ServiceAccount caller, ServiceAccount target)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(target);
        _impersonations[(caller.Id, target.Id)] = 0;
    }

    /// <inheritdoc/>
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
        _federated.ContainsKey((account.Id, issuer, subject));

    internal bool MayImpersonate(string callerId, ServiceAccount target) => _impersonations.ContainsKey((callerId, target.Id));

    internal bool MayCreateRegistries(Identity caller, string projectId) => _registryCreators.ContainsKey((caller.Name, projectId));

    internal void CountExchange(bool succeeded) =>
        _ = succeeded ? Interlocked.Increment(ref _exchangeCount) : Interlocked.Increment(ref _refusedExchangeCount);

    /// <summary>Returns the owner of an access token, or null if the token is unknown, expired or revoked.</summary>
    internal Identity? FindByAccessToken(string secret) =>
        _accessTokens.TryGetValue(secret, out var token)
        && token.ExpiresAt > _options.Time.GetUtcNow()
        && _accounts.ContainsKey(token.ServiceAccountId)
            ? new Identity(token.ServiceAccountId, IdentityProof.AccessToken, secret)
            : null;

    /// <summary>
    /// Returns the owner of a credential that the registry accepts: an access token, or a static key for CONTAINER_REGISTRY.
    /// </summary>
    internal Identity? FindForRegistry(string secret) =>
        FindByAccessToken(secret)
        ?? (Keys.FindByToken(secret) is { Service: StaticKeyService.ContainerRegistry } key && IsActive(key)
                ? new Identity(key.ServiceAccountId, IdentityProof.StaticKey, secret)
                : null);

    internal bool IsActive(StaticKey key) => key.IsActive(_options.Time.GetUtcNow()) && _accounts.ContainsKey(key.ServiceAccountId);

    /// <summary>Begins the operation that issues a key; the account must be the one of the request.</summary>
    internal StaticKey IssueStaticKey(ServiceAccount account, StaticKeyRequest request, Identity caller)
    {
        var id = RandomText.Id("statickey");
        var key = new StaticKey(id, _secrets.Add(RandomText.StaticKeyToken()), account, request.Service, request.ExpiresAt)
        {
            Name = request.Name,
            CreatedAt = _options.Time.GetUtcNow(),
            Issuing = Operations.Begin("Issue static key", caller, request.ProjectId, id),
        };
        Keys.Add(key);
        return key;
    }

    private void SetKeyRights(ServiceAccount account, string? projectId, StaticKeyRights rights)
    {
        ArgumentNullException.ThrowIfNull(account);
        KeyRights.Set(account.Id, projectId ?? account.ProjectId, rights);
    }

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
